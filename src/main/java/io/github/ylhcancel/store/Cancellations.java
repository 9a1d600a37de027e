package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.DeliveryState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the cancellations that YLH has to hear of. */
public final class Cancellations {
    private static final String ALL = """
            SELECT id, order_id, cycle, order_number, so_id, cancel_reason, source_system, cancel_time, from_status, operator,
                   state, attempts, next_attempt_at, lease_owner, lease_until, maybe_applied, last_error, created_at, updated_at,
                   run_id
              FROM ylh_cancellation
            """;
    private static final String BY_ID = ALL + " WHERE id = ?";
    private static final String BY_IDS = " WHERE id IN (%s)";
    private static final String OF_ORDER = ALL + " WHERE order_id = ? ORDER BY cycle DESC";
    private static final String IN_STATE = ALL + " WHERE state = ? ORDER BY updated_at, id LIMIT ?";
    /** Keyset by due time and id, so that a delivery that fails does not hold up those behind it. */
    private static final String DUE = ALL + """
             WHERE (next_attempt_at <= ? OR state = 'sending' AND ?) AND state IN ('pending', 'unknown', 'sending')
               AND (next_attempt_at > ? OR next_attempt_at = ? AND id > ?)
             ORDER BY next_attempt_at, id
             LIMIT ?
            """;

    private static final String COUNTS = "SELECT state, COUNT(*) AS cancellations FROM ylh_cancellation GROUP BY state";

    private static final String WAITING = """
            SELECT COUNT(*) AS waiting, MIN(next_attempt_at) AS next_attempt_at
              FROM ylh_cancellation
             WHERE state IN ('pending', 'unknown', 'sending')
            """;

    /** What YLH still has to hear of: how many, and when the first of them is due. */
    public record Waiting(long count, Optional<Instant> next) {}

    private static final String REOPEN_DEAD = """
            UPDATE ylh_cancellation
               SET state = CASE WHEN maybe_applied THEN 'unknown' ELSE 'pending' END, attempts = 0, next_attempt_at = ?, updated_at = ?
             WHERE id = ? AND state = 'dead'
            """;

    private final Database database;

    public Cancellations(Database database) {
        this.database = database;
    }

    public Optional<Cancellation> byId(long id) {
        return database.readOverJdbc(connection -> Query.first(connection, BY_ID, Cancellations::cancellation, id));
    }

    /** As many as there are, in whatever order. */
    public List<Cancellation> byIds(Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : database.readOverJdbc(
                        connection -> list(connection, BY_IDS.formatted(Query.places(ids.size())), ids.toArray()));
    }

    /** Those that the end of a SELECT names. */
    static List<Cancellation> list(Connection connection, String where, Object... parameters) throws SQLException {
        return Query.list(connection, ALL + where, Cancellations::cancellation, parameters);
    }

    /** The latest cycle first; empty for an order that YLH does not know or that this program did not cancel. */
    public List<Cancellation> ofOrder(long orderId) {
        return database.readOverJdbc(connection -> ofOrder(connection, orderId));
    }

    static List<Cancellation> ofOrder(Connection connection, long orderId) throws SQLException {
        return Query.list(connection, OF_ORDER, Cancellations::cancellation, orderId);
    }

    /** Gives one whose attempts are used up all of them anew; answers how many there were to reopen. */
    static int reopen(Connection connection, long id, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REOPEN_DEAD)) {
            statement.setObject(1, Times.column(now));
            statement.setObject(2, Times.column(now));
            statement.setLong(3, id);
            return statement.executeUpdate();
        }
    }

    public List<Cancellation> inState(DeliveryState state, int limit) {
        return database.readOverJdbc(
                connection -> Query.list(connection, IN_STATE, Cancellations::cancellation, state.word(), limit));
    }

    /**
     * What is due at {@code now}, oldest first, behind {@code after}. In a database that one process has to itself that is also
     * what a dead process was sending: there is no need to wait for its lease.
     *
     * @param after the last one of the page before, or nothing for the first page
     */
    public List<Cancellation> due(Instant now, Optional<Cancellation> after, int limit) {
        Instant time = after.flatMap(Cancellation::nextAttemptAt).orElse(Instant.EPOCH);
        long id = after.map(Cancellation::id).orElse(0L);
        return database.readOverJdbc(connection -> Query.list(
                connection,
                DUE,
                Cancellations::cancellation,
                Times.column(now),
                database.dialect().isExclusive(),
                Times.column(time),
                Times.column(time),
                id,
                limit));
    }

    public Waiting waiting() {
        return database.readOverJdbc(connection -> Query.first(
                        connection,
                        WAITING,
                        row -> new Waiting(row.getLong("waiting"), Times.optionalInstant(row, "next_attempt_at")))
                .orElseThrow());
    }

    public Map<DeliveryState, Long> counts() {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        database.readOverJdbc(connection -> Query.list(
                connection,
                COUNTS,
                row -> counts.put(DeliveryState.ofWord(row.getString("state")), row.getLong("cancellations"))));
        return counts;
    }

    private static Cancellation cancellation(ResultSet row) throws SQLException {
        return new Cancellation(
                row.getLong("id"),
                row.getLong("order_id"),
                row.getInt("cycle"),
                row.getString("order_number"),
                new CancellationRequest(
                        row.getString("so_id"),
                        row.getString("cancel_reason"),
                        row.getString("source_system"),
                        Times.instant(row, "cancel_time")),
                row.getString("from_status"),
                row.getString("operator"),
                DeliveryState.ofWord(row.getString("state")),
                row.getInt("attempts"),
                Times.optionalInstant(row, "next_attempt_at"),
                Query.optional(row, "lease_owner"),
                Times.optionalInstant(row, "lease_until"),
                row.getBoolean("maybe_applied"),
                Query.optional(row, "last_error"),
                Times.instant(row, "created_at"),
                Times.instant(row, "updated_at"),
                Query.optional(row, "run_id"));
    }
}
