package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.DeliveryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads lists of deliveries: by state, and what a person can make due again. */
public final class Backlog {
    /** As the index of states has them. */
    private static final String BY_CHANGE = " ORDER BY updated_at, id LIMIT :limit";
    /** As {@link Cancellation#since}. */
    private static final String BY_SINCE = " ORDER BY CASE WHEN " + Due.in(DeliveryFilter.overdueStates())
            + " THEN created_at ELSE updated_at END, id LIMIT :limit";

    private static final String COUNT = "SELECT COUNT(*) FROM ylh_cancellation";

    private final Database database;

    public Backlog(Database database) {
        this.database = database;
    }

    /**
     * Those that have been as they are for longest first.
     *
     * @param overdue what was decided by then is overdue
     */
    public List<Cancellation> list(DeliveryFilter filter, Instant overdue, int limit) {
        boolean still = filter.anyState().stream().noneMatch(DeliveryState::awaitsOutcome);
        String where = where(filter) + (still ? BY_CHANGE : BY_SINCE);
        return database.read(sql ->
                Cancellations.list(sql, where, parameters(filter, overdue).and("limit", limit)));
    }

    /** How many {@link #list} would find without a limit. */
    public long count(DeliveryFilter filter, Instant overdue) {
        return database.read(sql -> sql.number(COUNT + where(filter), parameters(filter, overdue)));
    }

    /** The states stand in front of all else, since there is an index for them. */
    static String where(DeliveryFilter filter) {
        List<String> any = new ArrayList<>();
        if (!filter.states().isEmpty()) {
            any.add(Due.in(filter.states()));
        }
        if (filter.overdue()) {
            any.add(Due.in(DeliveryFilter.overdueStates()) + " AND created_at <= :overdue");
        }
        if (filter.waiting()) {
            any.add("state = 'unknown' AND next_attempt_at IS NULL");
        }
        return " WHERE " + Due.in(filter.anyState()) + " AND (" + String.join(" OR ", any) + ")"
                + (filter.since().isPresent() ? " AND updated_at >= :since" : "")
                + (filter.runId().isPresent() ? " AND run_id = :run_id" : "");
    }

    private static Parameters parameters(DeliveryFilter filter, Instant overdue) {
        return Parameters.of("overdue", overdue).and("since", filter.since()).and("run_id", filter.runId());
    }

    /**
     * The deliveries in these states that can be made due again and are not due as they are, the oldest first.
     *
     * @param repeats whether what YLH may have applied may be sent again
     */
    public List<Cancellation> reopenable(Set<DeliveryState> states, boolean repeats, Instant now) {
        String where = " WHERE " + Due.reopenable(states, repeats) + " ORDER BY updated_at, id";
        return database.read(sql -> Cancellations.list(sql, where, parameters(repeats, now)));
    }

    /** How many {@link #reopenable} would find. */
    public long countReopenable(Set<DeliveryState> states, boolean repeats, Instant now) {
        String count = COUNT + " WHERE " + Due.reopenable(states, repeats);
        return database.read(sql -> sql.number(count, parameters(repeats, now)));
    }

    /** How many deliveries in these states must not be made due again. */
    public long countUnsendable(Set<DeliveryState> states, boolean repeats) {
        String count = COUNT + " WHERE " + Due.in(states) + " AND NOT " + Due.MAY_REOPEN;
        return database.read(sql -> sql.number(count, Parameters.of("repeats", repeats)));
    }

    private static Parameters parameters(boolean repeats, Instant now) {
        return Parameters.of("repeats", repeats).and("horizon", now);
    }
}
