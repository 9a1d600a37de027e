package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import java.time.Instant;
import java.util.Optional;

/** How many orders the tool cancelled in a span of time. */
public final class CancelledCounts {
    static final String BETWEEN =
            "SELECT COUNT(*) FROM ylh_transition WHERE created_at >= :from AND created_at < :until AND kind = 'cancel'";
    /** By the index: the least of all times in it. */
    static final String FIRST = "SELECT created_at FROM ylh_transition ORDER BY created_at LIMIT 1";

    private final Database database;

    public CancelledCounts(Database database) {
        this.database = database;
    }

    public long between(Instant from, Instant until) {
        return database.read(
                sql -> sql.number(BETWEEN, Parameters.of("from", from).and("until", until)));
    }

    /** When the record of what the tool changed begins. */
    public Optional<Instant> first() {
        return database.read(sql -> sql.first(FIRST, row -> row.instant("created_at")));
    }
}
