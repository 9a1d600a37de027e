package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.db.Times;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.Text;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Claims cancellations for delivery and writes down how the delivery went, each in a short transaction of its own. The call
 * itself happens between the two, outside any transaction.
 */
public final class Outbox {
    private static final String FINISH = """
            UPDATE ylh_cancellation
               SET state = :state, attempts = :attempts, next_attempt_at = :next_attempt_at, maybe_applied = :maybe_applied,
                   last_error = :last_error, lease_owner = NULL, lease_until = NULL, updated_at = :now
             WHERE id = :id AND state = 'sending' AND lease_owner = :owner
            """;
    private static final String INSERT_CALL = """
            INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail)
            VALUES (:cancellation_id, :run_id, :endpoint, :started_at, :duration_ms, :http_status, :outcome, :detail)
            """;
    private static final int DETAIL_LENGTH = 480;

    private static final String OPEN = "state IN ('pending', 'sending', 'unknown')";
    /** Where a repeat is not allowed, what may have been applied is not sent again. */
    private static final String OPEN_ONCE = "state IN ('pending', 'sending')";

    /** Not what this process itself is sending, however long that takes. */
    private static final String DUE_NOW = "next_attempt_at <= ? AND NOT (state = 'sending' AND lease_owner = ?) AND %s";

    private static final String DUE_IDS =
            "SELECT id FROM ylh_cancellation WHERE " + DUE_NOW + " ORDER BY next_attempt_at, id LIMIT ?";
    /**
     * Each half by an index of its own. What the holder of the lease is sending becomes due when it is dead; and in a
     * database that one process has to itself everybody else is.
     */
    private static final String ANYTHING_DUE = "(SELECT id FROM ylh_cancellation WHERE " + DUE_NOW + " LIMIT 1)"
            + " UNION ALL (SELECT id FROM ylh_cancellation WHERE state = 'sending' AND lease_owner <> ?"
            + " AND (? OR lease_owner IN (SELECT owner FROM ylh_lease WHERE name = 'sync')) LIMIT 1)";
    /** The condition again, under the lock. */
    private static final String LOCK_DUE =
            " WHERE id IN (%s) AND " + DUE_NOW + " ORDER BY next_attempt_at, id FOR UPDATE SKIP LOCKED";
    /** Of those with these keys what is open, due or not, unless a living process is sending it. */
    private static final String LOCK_THESE = " WHERE id IN (%s) AND %s"
            + " AND (state <> 'sending' OR lease_until <= ? OR ? AND lease_owner <> ?) ORDER BY id FOR UPDATE";
    /**
     * Of rows that are locked. maybe_applied comes first: MariaDB evaluates the list from left to right and would see the
     * new state. A row found in 'sending' was left there by a process that died while it called.
     */
    private static final String CLAIM = """
            UPDATE ylh_cancellation
               SET maybe_applied = CASE WHEN state = 'sending' THEN TRUE ELSE maybe_applied END,
                   state = 'sending', attempts = attempts + 1, lease_owner = ?, lease_until = ?, next_attempt_at = ?, updated_at = ?
             WHERE id IN (%s)
            """;

    private static final String MINE = " WHERE state = 'sending' AND lease_owner = ? ORDER BY id";
    private static final String MAKE_DUE_NOW = """
            UPDATE ylh_cancellation SET next_attempt_at = ? WHERE next_attempt_at > ? AND %s AND state <> 'sending'
            """;

    /**
     * A cancellation that was taken for one attempt.
     *
     * @param cancellation with the attempt counted
     * @param dueSince its place in the queue, which it gets back if nothing comes of the attempt
     */
    public record Claim(Cancellation cancellation, Instant dueSince) {
        /** What to write down when the attempt was not made after all: everything as before. */
        public Progress unmade() {
            return new Progress(
                    cancellation.maybeApplied() ? DeliveryState.UNKNOWN : DeliveryState.PENDING,
                    cancellation.attempts() - 1,
                    Optional.of(dueSince),
                    cancellation.maybeApplied(),
                    cancellation.lastError());
        }
    }

    /** An attempt's end, to be written down. */
    public record Attempt(Cancellation claimed, Progress progress, List<Call> calls) {}

    private final Database database;
    private final String owner;
    private final String runId;
    private final Duration lease;

    /**
     * @param owner names this process and run, unlike any other
     * @param lease how long a claim holds if its owner dies
     */
    public Outbox(Database database, String owner, String runId, Duration lease) {
        this.database = database;
        this.owner = owner;
        this.runId = runId;
        this.lease = lease;
    }

    /**
     * Takes a cancellation for one attempt, whenever it is due.
     *
     * @param repeats whether what may have been applied is sent again
     * @return the row with the attempt counted, or nothing when it is settled, a living process has it, or it may not be sent again
     */
    public Optional<Cancellation> claim(long id, boolean repeats, Instant now) {
        return claim(List.of(id), repeats, now).stream()
                .map(Claim::cancellation)
                .findFirst();
    }

    /** The same for several; what can be taken, in the order of the keys. */
    public List<Claim> claim(List<Long> ids, boolean repeats, Instant now) {
        return database.transactionOverJdbc(connection -> {
            String lock = LOCK_THESE.formatted(Query.places(ids.size()), repeats ? OPEN : OPEN_ONCE);
            List<Object> parameters = new ArrayList<>(ids);
            parameters.addAll(List.of(Times.column(now), database.dialect().isExclusive(), owner));
            List<Claim> claims =
                    claimLocked(connection, Cancellations.list(connection, lock, parameters.toArray()), now);
            return claims.stream()
                    .sorted(Comparator.comparing(
                            claim -> ids.indexOf(claim.cancellation().id())))
                    .toList();
        });
    }

    /**
     * Takes what is due for one attempt each, the oldest first, and passes over what others are just writing.
     *
     * @param horizon what is due by then
     * @param repeats whether what may have been applied is sent again
     */
    public List<Claim> claimDue(Instant horizon, boolean repeats, int limit, Instant now) {
        return database.transactionOverJdbc(connection -> claimDue(connection, horizon, repeats, limit, now));
    }

    /**
     * Whether {@link #claimDue} may find something, also after the lease was taken from a dead process. Writes nothing.
     */
    public boolean isAnythingDue(Instant horizon, boolean repeats) {
        return database.readOverJdbc(connection -> Query.first(
                        connection,
                        ANYTHING_DUE.formatted(repeats ? OPEN : OPEN_ONCE),
                        row -> row.getLong(1),
                        Times.column(horizon),
                        owner,
                        owner,
                        database.dialect().isExclusive())
                .isPresent());
    }

    private List<Claim> claimDue(Connection connection, Instant horizon, boolean repeats, int limit, Instant now)
            throws SQLException {
        String open = repeats ? OPEN : OPEN_ONCE;
        Object time = Times.column(horizon);
        List<Object> parameters = new ArrayList<>(
                Query.list(connection, DUE_IDS.formatted(open), row -> row.getLong(1), time, owner, limit));
        if (parameters.isEmpty()) {
            return List.of();
        }
        String lock = LOCK_DUE.formatted(Query.places(parameters.size()), open);
        parameters.add(time);
        parameters.add(owner);
        return claimLocked(connection, Cancellations.list(connection, lock, parameters.toArray()), now);
    }

    private List<Claim> claimLocked(Connection connection, List<Cancellation> locked, Instant now) throws SQLException {
        if (locked.isEmpty()) {
            return List.of();
        }
        Instant until = now.plus(lease);
        Object leased = Times.column(until);
        List<Object> values = new ArrayList<>(List.of(owner, leased, leased, Times.column(now)));
        locked.forEach(one -> values.add(one.id()));
        Query.update(connection, CLAIM.formatted(Query.places(locked.size())), values.toArray());
        return locked.stream().map(row -> claimed(row, until, now)).toList();
    }

    private Claim claimed(Cancellation row, Instant until, Instant now) {
        return new Claim(row.claimed(owner, until, now), row.nextAttemptAt().orElse(now));
    }

    /** What this process has taken and not written down. After a lost connection some of it may have been taken unknown to it. */
    public List<Cancellation> mine() {
        return database.readOverJdbc(connection -> Cancellations.list(connection, MINE, owner));
    }

    /** Makes due now what waits for its next try; answers how many. What others are just sending is not touched. */
    public int makeDueNow(Instant now, boolean repeats) {
        Object time = Times.column(now);
        return database.transactionOverJdbc(
                connection -> Query.update(connection, MAKE_DUE_NOW.formatted(repeats ? OPEN : OPEN_ONCE), time, time));
    }

    /**
     * Writes down an attempt's end and the calls it made.
     *
     * @return false when the lease had run out and another process took over; then only the calls are written
     */
    public boolean finish(Cancellation claimed, Progress progress, List<Call> calls, Instant now) {
        return !finish(List.of(new Attempt(claimed, progress, calls)), now).isEmpty();
    }

    /**
     * Writes down the ends of many attempts in one transaction.
     *
     * @return the keys of those that were still ours; of the others only the calls are written
     */
    public Set<Long> finish(List<Attempt> attempts, Instant now) {
        return database.transactionOverJdbi(handle -> {
            insertCalls(handle, attempts);
            PreparedBatch batch = handle.prepareBatch(FINISH);
            for (Attempt attempt : attempts) {
                Progress progress = attempt.progress();
                batch.bind("id", attempt.claimed().id())
                        .bind("owner", owner)
                        .bind("state", progress.state().word())
                        .bind("attempts", progress.attempts())
                        .bind("next_attempt_at", Times.argument(progress.nextAttemptAt()))
                        .bind("maybe_applied", progress.maybeApplied())
                        .bind(
                                "last_error",
                                progress.lastError()
                                        .map(error -> Text.line(error, DETAIL_LENGTH))
                                        .orElse(null))
                        .bind("now", Times.argument(now))
                        .add();
            }
            int[] changed = batch.execute();
            Set<Long> written = new HashSet<>();
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] == 1) {
                    written.add(attempts.get(i).claimed().id());
                }
            }
            return written;
        });
    }

    private void insertCalls(Handle handle, List<Attempt> attempts) {
        PreparedBatch batch = handle.prepareBatch(INSERT_CALL);
        for (Attempt attempt : attempts) {
            for (Call call : attempt.calls()) {
                batch.bind("cancellation_id", attempt.claimed().id())
                        .bind("run_id", runId)
                        .bind("endpoint", call.endpoint().word())
                        .bind("started_at", Times.argument(call.startedAt()))
                        .bind("duration_ms", call.duration().toMillis())
                        .bind(
                                "http_status",
                                call.httpStatus().isPresent()
                                        ? call.httpStatus().getAsInt()
                                        : null)
                        .bind("outcome", call.outcome())
                        .bind("detail", Text.line(call.detail(), DETAIL_LENGTH))
                        .add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }
}
