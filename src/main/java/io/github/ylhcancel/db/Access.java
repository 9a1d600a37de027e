package io.github.ylhcancel.db;

/** What a command is going to do with the database. */
public enum Access {
    /** Opens an existing database and writes nothing, not even its file. */
    READ,
    /** Opens an existing database. */
    WRITE,
    /** Creates the database where there is none. */
    CREATE
}
