package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Claims cancellations for delivery and writes down how the delivery went, each in a short transaction of its own. The call
 * itself happens between the two, outside any transaction.
 */
public final class Outbox {
    private static final String FINISH = """
            UPDATE ylh_cancellation
               SET state = :state, attempts = :attempts, next_attempt_at = :next_attempt_at, maybe_applied = :maybe_applied,
                   last_error = :last_error, hold = :hold, lease_owner = NULL, lease_until = NULL, updated_at = :now
             WHERE id = :id AND state = 'sending' AND lease_owner = :owner
            """;
    private static final String INSERT_CALL = """
            INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail)
            VALUES (:cancellation_id, :run_id, :endpoint, :started_at, :duration_ms, :http_status, :outcome, :detail)
            """;
    private static final int DETAIL_LENGTH = 480;

    /** Not what this process itself is sending, however long that takes. */
    private static final String DUE_NOW = "%s AND NOT (state = 'sending' AND lease_owner = :owner) AND " + Due.OURS;

    private static final String DUE_IDS =
            "SELECT id FROM ylh_cancellation WHERE " + DUE_NOW + " ORDER BY next_attempt_at, id LIMIT :limit";
    /**
     * Each half by an index of its own. What the holder of the lease is sending becomes due when it is dead; and in a
     * database that one process has to itself everybody else is.
     */
    private static final String ANYTHING_DUE = "(SELECT id FROM ylh_cancellation WHERE " + DUE_NOW + " LIMIT 1)"
            + " UNION ALL (SELECT id FROM ylh_cancellation WHERE state = 'sending' AND lease_owner <> :owner AND "
            + Due.OURS
            + " AND (:exclusive OR lease_owner IN (SELECT owner FROM ylh_lease WHERE name = 'sync')) LIMIT 1)";
    /** The condition again, under the lock. */
    private static final String LOCK_DUE =
            " WHERE id IN (:ids) AND " + DUE_NOW + " ORDER BY next_attempt_at, id FOR UPDATE SKIP LOCKED";
    /** Of those with these keys what is open, due or not, unless a living process is sending it. */
    private static final String LOCK_THESE = " WHERE id IN (:ids) AND %s AND " + Due.OURS
            + " AND (state <> 'sending' OR lease_until <= :now OR :exclusive AND lease_owner <> :owner) ORDER BY id FOR UPDATE";
    /**
     * Of rows that are locked. maybe_applied comes first: MariaDB evaluates the list from left to right and would see the
     * new state. A row found in 'sending' was left there by a process that died while it called.
     */
    private static final String CLAIM = """
            UPDATE ylh_cancellation
               SET maybe_applied = CASE WHEN state = 'sending' THEN TRUE ELSE maybe_applied END,
                   state = 'sending', attempts = attempts + 1, lease_owner = :owner, lease_until = :until, next_attempt_at = :until, updated_at = :now
             WHERE id IN (:ids)
            """;

    private static final String MINE = " WHERE state = 'sending' AND lease_owner = :owner ORDER BY id";
    private static final String MAKE_DUE_NOW = """
            UPDATE ylh_cancellation SET next_attempt_at = :now WHERE next_attempt_at > :now AND %s AND state <> 'sending' AND
            """ + Due.OURS;

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
                    DeliveryState.waiting(cancellation.maybeApplied()),
                    cancellation.attempts() - 1,
                    Optional.of(dueSince),
                    cancellation.maybeApplied(),
                    cancellation.lastError());
        }
    }

    /** A call as one finds it again. */
    private record Written(long cancellationId, String endpoint, Instant startedAt) {}

    /** An attempt's end, to be written down. */
    public record Attempt(Cancellation claimed, Progress progress, List<Call> calls) {}

    private static final String CALLS_OF = """
            SELECT cancellation_id, endpoint, started_at FROM ylh_call WHERE cancellation_id IN (:ids) AND run_id = :run_id
            """;
    private static final String AS_WRITTEN =
            "SELECT id FROM ylh_cancellation WHERE id = :id AND state = :state AND attempts = :attempts AND updated_at = :now";

    private final Database database;
    private final String owner;
    private final String runId;
    private final Account account;
    private final Duration lease;
    /** Whether the connection was lost while ends were written down, so that some may be there that nobody knows of. */
    private boolean endsMayBeThere;

    /**
     * @param owner names this process and run, unlike any other
     * @param account for whom it calls YLH; what was decided for others is left to them
     * @param lease how long a claim holds if its owner dies
     */
    public Outbox(Database database, String owner, String runId, Account account, Duration lease) {
        this.database = database;
        this.owner = owner;
        this.runId = runId;
        this.account = account;
        this.lease = lease;
    }

    /** For whom it calls YLH. */
    public Account account() {
        return account;
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
        Parameters values = Parameters.of("ids", ids)
                .and("now", now)
                .and("exclusive", database.dialect().isExclusive())
                .and("owner", owner)
                .and("account", account.stored());
        return database.transaction(sql -> {
            List<Cancellation> locked = Cancellations.list(sql, LOCK_THESE.formatted(Due.open(repeats)), values);
            return claimLocked(sql, locked, now).stream()
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
        Parameters values = Parameters.of("horizon", horizon)
                .and("owner", owner)
                .and("account", account.stored())
                .and("limit", limit);
        return database.transaction(sql -> {
            List<Long> due = sql.list(DUE_IDS.formatted(Due.by(repeats)), values, Row::number);
            List<Cancellation> locked =
                    Cancellations.list(sql, LOCK_DUE.formatted(Due.by(repeats)), values.and("ids", due));
            return claimLocked(sql, locked, now);
        });
    }

    /**
     * Whether {@link #claimDue} may find something, also after the lease was taken from a dead process. Writes nothing.
     */
    public boolean isAnythingDue(Instant horizon, boolean repeats) {
        Parameters values = Parameters.of("horizon", horizon)
                .and("owner", owner)
                .and("account", account.stored())
                .and("exclusive", database.dialect().isExclusive());
        return database.read(sql -> sql.first(ANYTHING_DUE.formatted(Due.by(repeats)), values, Row::number))
                .isPresent();
    }

    private List<Claim> claimLocked(Sql sql, List<Cancellation> locked, Instant now) {
        Instant until = now.plus(lease);
        sql.update(
                CLAIM,
                Parameters.of("ids", locked.stream().map(Cancellation::id).toList())
                        .and("owner", owner)
                        .and("until", until)
                        .and("now", now));
        return locked.stream().map(row -> claimed(row, until, now)).toList();
    }

    private Claim claimed(Cancellation row, Instant until, Instant now) {
        return new Claim(row.claimed(owner, until, now), row.nextAttemptAt().orElse(now));
    }

    /** What this process has taken and not written down. After a lost connection some of it may have been taken unknown to it. */
    public List<Cancellation> mine() {
        return database.read(sql -> Cancellations.list(sql, MINE, Parameters.of("owner", owner)));
    }

    /** Makes due now what waits for its next try; answers how many. What others are just sending is not touched. */
    public int makeDueNow(Instant now, boolean repeats) {
        return database.statement(sql -> sql.update(
                MAKE_DUE_NOW.formatted(Due.open(repeats)),
                Parameters.of("now", now).and("account", account.stored())));
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
     * Writes down the ends of many attempts in one transaction. May be done again when the connection was lost meanwhile: what is there is
     * not written a second time.
     *
     * @return the keys of those that were still ours; of the others only the calls are written
     * @throws IllegalStateException if one would get a state that may not follow a call; then nothing is written
     */
    public Set<Long> finish(List<Attempt> attempts, Instant now) {
        List<Parameters> ends =
                attempts.stream().map(attempt -> end(attempt, now)).toList();
        try {
            Set<Long> ours = database.transaction(sql -> {
                // First, because their rows are locked by it, also against a lost session that is just writing the
                // same.
                int[] changed = sql.batch(FINISH, ends);
                sql.insert(INSERT_CALL, calls(sql, attempts));
                Set<Long> written = new HashSet<>();
                for (int i = 0; i < changed.length; i++) {
                    if (changed[i] == 1 || endsMayBeThere && isThere(sql, ends.get(i))) {
                        written.add(attempts.get(i).claimed().id());
                    }
                }
                return written;
            });
            endsMayBeThere = false;
            return ours;
        } catch (ConnectionLostException lost) {
            endsMayBeThere = true;
            throw lost;
        }
    }

    /** Without those that were written before the connection was lost. */
    private List<Parameters> calls(Sql sql, List<Attempt> attempts) {
        List<Long> ids =
                attempts.stream().map(attempt -> attempt.claimed().id()).toList();
        Set<Written> known = endsMayBeThere
                ? new HashSet<>(sql.list(CALLS_OF, Parameters.of("ids", ids).and("run_id", runId), Outbox::written))
                : Set.of();
        List<Parameters> calls = new ArrayList<>();
        for (Attempt attempt : attempts) {
            for (Call call : attempt.calls()) {
                Written one = new Written(
                        attempt.claimed().id(),
                        call.endpoint().word(),
                        call.startedAt().truncatedTo(ChronoUnit.MICROS));
                if (!known.contains(one)) {
                    calls.add(call(attempt, call));
                }
            }
        }
        return calls;
    }

    private static Written written(Row row) {
        return new Written(row.number("cancellation_id"), row.text("endpoint"), row.instant("started_at"));
    }

    private static boolean isThere(Sql sql, Parameters end) {
        return sql.first(AS_WRITTEN, end, Row::number).isPresent();
    }

    private Parameters end(Attempt attempt, Instant now) {
        Progress progress = attempt.progress();
        return Parameters.of("id", attempt.claimed().id())
                .and("owner", owner)
                .and("state", DeliveryState.SENDING.then(progress.state()).word())
                .and("attempts", progress.attempts())
                .and("next_attempt_at", progress.nextAttemptAt())
                .and("maybe_applied", progress.maybeApplied())
                .and("last_error", progress.lastError().map(error -> Text.line(error, DETAIL_LENGTH)))
                .and("hold", progress.hold().map(Hold::word))
                .and("now", now);
    }

    private Parameters call(Attempt attempt, Call call) {
        return Parameters.of("cancellation_id", attempt.claimed().id())
                .and("run_id", runId)
                .and("endpoint", call.endpoint().word())
                .and("started_at", call.startedAt())
                .and("duration_ms", call.duration().toMillis())
                .and("http_status", call.httpStatus())
                .and("outcome", call.outcome())
                .and("detail", Text.line(call.detail(), DETAIL_LENGTH));
    }
}
