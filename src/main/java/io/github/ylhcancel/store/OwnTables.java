package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;

/** What the tool's own tables take of the database. */
public final class OwnTables {
    private final Database database;

    public OwnTables(Database database) {
        this.database = database;
    }

    /** With their indexes, as the server knows it: some count it only now and then. Of an embedded database its whole file. */
    public long bytes() {
        return database.dialect()
                .bytesOfOwnTables()
                .map(sizes -> database.read(sql -> sql.number(sizes, Parameters.none())))
                .orElseGet(database::size);
    }
}
