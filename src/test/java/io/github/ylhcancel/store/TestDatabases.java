package io.github.ylhcancel.store;

import io.github.ylhcancel.db.DatabaseAddress;

/** Where the contracts get their databases from: one kind of database each. */
public interface TestDatabases extends AutoCloseable {
    /** A new database without a table; an embedded one does not exist yet. */
    DatabaseAddress empty();

    /** A new database with the tables of a shop and the tool's own, and no row. */
    DatabaseAddress shop();

    /** A name that is in lower case in the database. */
    String quoted(String name);

    /** A statement after which the connection may leave rows that refer to nothing. */
    String ignoreForeignKeys();

    /** Makes a column of times one that knows of time zones. */
    String withTimeZone(String table, String column);

    /** The seconds since 1970 of a column with a time zone, as the database counts them. */
    String epoch(String column);

    /** Lets a connection wait no longer than a moment for a row that another has locked. */
    String impatience();

    /** A statement after which its session waits a second for what another transaction has locked. */
    String patienceOfASecond();

    /** Removes what it made. */
    @Override
    default void close() {}
}
