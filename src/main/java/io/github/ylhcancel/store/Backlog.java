package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.WorkList;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the deliveries that want a person's eye. */
public final class Backlog {
    private static final String SINCE_CHANGE = " WHERE state = ? ORDER BY updated_at, id LIMIT ?";
    private static final String SINCE_DECISION = " WHERE state = ? ORDER BY created_at, id LIMIT ?";
    private static final String OVERDUE =
            " WHERE state IN (" + words(WorkList.OVERDUE) + ") AND created_at <= ? ORDER BY created_at, id LIMIT ?";
    private static final String COUNT = "SELECT COUNT(*) FROM ylh_cancellation WHERE state = ?";
    private static final String COUNT_OVERDUE = "SELECT COUNT(*) FROM ylh_cancellation WHERE state IN ("
            + words(WorkList.OVERDUE) + ") AND created_at <= ?";
    private static final String COUNT_DEAD_UNREPEATABLE =
            "SELECT COUNT(*) FROM ylh_cancellation WHERE state = 'dead' AND maybe_applied";

    private final Database database;

    public Backlog(Database database) {
        this.database = database;
    }

    private static String words(WorkList list) {
        return list.states().stream()
                .sorted()
                .map(state -> "'" + state.word() + "'")
                .collect(Collectors.joining(", "));
    }

    /**
     * The oldest first.
     *
     * @param overdue what was decided by then is overdue; has no meaning for the other lists
     */
    public List<Cancellation> list(WorkList list, Instant overdue, int limit) {
        return database.readOverJdbc(connection -> switch (list) {
            case DEAD, HELD ->
                Cancellations.list(connection, SINCE_CHANGE, only(list).word(), limit);
            case UNKNOWN ->
                Cancellations.list(connection, SINCE_DECISION, only(list).word(), limit);
            case OVERDUE -> Cancellations.list(connection, OVERDUE, Times.column(overdue), limit);
        });
    }

    /** How many {@link #list} would find without a limit. */
    public long count(WorkList list, Instant overdue) {
        Object parameter =
                list == WorkList.OVERDUE ? Times.column(overdue) : only(list).word();
        String sql = list == WorkList.OVERDUE ? COUNT_OVERDUE : COUNT;
        return database.readOverJdbc(connection -> Query.first(connection, sql, row -> row.getLong(1), parameter))
                .orElseThrow();
    }

    /** How many dead deliveries YLH may have applied. */
    public long deadThatMayBeApplied() {
        return database.readOverJdbc(
                        connection -> Query.first(connection, COUNT_DEAD_UNREPEATABLE, row -> row.getLong(1)))
                .orElseThrow();
    }

    private static DeliveryState only(WorkList list) {
        return list.states().iterator().next();
    }
}
