package io.github.ylhcancel.store;

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

    /** Removes what it made. */
    @Override
    default void close() {}
}
