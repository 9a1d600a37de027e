package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Where the contracts get their databases from: one kind of database each. */
public interface TestDatabases extends AutoCloseable {
    /** Beside the tables of a shop and the tool's own. */
    Function<DatabaseAddress, String[]> NOTHING_MORE = address -> new String[0];

    /** A new database without a table; an embedded one does not exist yet. */
    DatabaseAddress empty();

    /** A new database with the tables of a shop and the tool's own, and no row. */
    default DatabaseAddress shop() {
        return shop("", NOTHING_MORE);
    }

    /** The same, which has never given out a key. */
    default DatabaseAddress unusedShop() {
        return shop();
    }

    /**
     * The same, which has something beside them.
     *
     * @param name of what it has, always the same of the same
     * @param more the statements that make it
     */
    DatabaseAddress shop(String name, Function<DatabaseAddress, String[]> more);

    /** The usual collation to which texts are equal that differ in case, accents, width or in what is not seen, if there is one. */
    default Optional<String> lenientCollation() {
        return Optional.empty();
    }

    /** A name that is in lower case in the database. */
    String quoted(String name);

    /** A statement after which the connection may leave rows that refer to nothing. */
    String ignoreForeignKeys();

    /** Makes a column of times one that knows of time zones. */
    String withTimeZone(String table, String column);

    /** The seconds since 1970 of a column with a time zone, as the database counts them. */
    String epoch(String column);

    /** What a column without a time zone holds, so many minutes later. */
    String later(String column, long minutes);

    /** One more connection, which waits for what others have locked no longer than that; of a server at least as long as it can count. */
    Database waiting(DatabaseAddress address, Duration longest);

    /** Removes what it made. */
    @Override
    default void close() {}
}
