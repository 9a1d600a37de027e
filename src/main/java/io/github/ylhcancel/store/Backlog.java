package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.WorkList;
import java.time.Instant;
import java.util.List;

/** Reads the deliveries that want a person's eye. */
public final class Backlog {
    private static final String SINCE_CHANGE = " WHERE state = :state ORDER BY updated_at, id LIMIT :limit";
    private static final String SINCE_DECISION = " WHERE state = :state ORDER BY created_at, id LIMIT :limit";
    private static final String OVERDUE = " WHERE " + Due.in(WorkList.OVERDUE.states())
            + " AND created_at <= :overdue ORDER BY created_at, id LIMIT :limit";
    private static final String COUNT = "SELECT COUNT(*) FROM ylh_cancellation WHERE state = :state";
    private static final String COUNT_OVERDUE = "SELECT COUNT(*) FROM ylh_cancellation WHERE "
            + Due.in(WorkList.OVERDUE.states()) + " AND created_at <= :overdue";
    private static final String SENDABLE_DEAD =
            " WHERE state = 'dead' AND " + Due.MAY_SEND + " ORDER BY updated_at, id LIMIT :limit";
    private static final String COUNT_DEAD_UNREPEATABLE =
            "SELECT COUNT(*) FROM ylh_cancellation WHERE state = 'dead' AND maybe_applied";

    private final Database database;

    public Backlog(Database database) {
        this.database = database;
    }

    /**
     * The oldest first.
     *
     * @param overdue what was decided by then is overdue; has no meaning for the other lists
     */
    public List<Cancellation> list(WorkList list, Instant overdue, int limit) {
        String where = switch (list) {
            case DEAD, HELD -> SINCE_CHANGE;
            case UNKNOWN -> SINCE_DECISION;
            case OVERDUE -> OVERDUE;
        };
        return database.read(
                sql -> Cancellations.list(sql, where, parameters(list, overdue).and("limit", limit)));
    }

    private static Parameters parameters(WorkList list, Instant overdue) {
        return list == WorkList.OVERDUE
                ? Parameters.of("overdue", overdue)
                : Parameters.of("state", only(list).word());
    }

    /** How many {@link #list} would find without a limit. */
    public long count(WorkList list, Instant overdue) {
        String count = list == WorkList.OVERDUE ? COUNT_OVERDUE : COUNT;
        return database.read(sql -> sql.number(count, parameters(list, overdue)));
    }

    /**
     * The dead deliveries that may be sent again, the oldest first.
     *
     * @param repeats whether what YLH may have applied may be
     */
    public List<Cancellation> sendableDead(boolean repeats, int limit) {
        Parameters values = Parameters.of("repeats", repeats).and("limit", limit);
        return database.read(sql -> Cancellations.list(sql, SENDABLE_DEAD, values));
    }

    /** How many dead deliveries YLH may have applied. */
    public long deadThatMayBeApplied() {
        return database.read(sql -> sql.number(COUNT_DEAD_UNREPEATABLE, Parameters.none()));
    }

    private static DeliveryState only(WorkList list) {
        return list.states().iterator().next();
    }
}
