package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.Text;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Claims cancellations for delivery and writes down how the delivery went, each in a short transaction of its own. The call
 * itself happens between the two, outside any transaction.
 */
public final class Outbox {
    /**
     * maybe_applied comes first: MariaDB evaluates the list from left to right and would see the new state. A row found in
     * 'sending' was left there by a process that died while it called.
     */
    private static final String CLAIM = """
            UPDATE ylh_cancellation
               SET maybe_applied = CASE WHEN state = 'sending' THEN TRUE ELSE maybe_applied END,
                   state = 'sending', attempts = attempts + 1, lease_owner = :owner, lease_until = :until,
                   next_attempt_at = :until, updated_at = :now
             WHERE id = :id
               AND (state IN ('pending', 'unknown')
                    OR state = 'sending' AND (lease_until <= :now OR :exclusive AND lease_owner <> :owner))
            """;

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
     * @return the row with the attempt counted, or nothing when it is settled or a living process has it
     */
    public Optional<Cancellation> claim(long id, Instant now) {
        return database.transaction(handle -> {
            int rows = handle.createUpdate(CLAIM)
                    .bind("id", id)
                    .bind("owner", owner)
                    .bind("until", Times.argument(now.plus(lease)))
                    .bind("now", Times.argument(now))
                    .bind("exclusive", database.dialect().isExclusive())
                    .execute();
            return rows == 0 ? Optional.empty() : read(handle, id);
        });
    }

    private static Optional<Cancellation> read(Handle handle, long id) {
        try {
            return Cancellations.byId(handle.getConnection(), id);
        } catch (SQLException e) {
            throw new StoreException("reading a cancellation failed: " + e.getMessage(), e);
        }
    }

    /**
     * Writes down an attempt's end and the calls it made.
     *
     * @return false when the lease had run out and another process took over; then only the calls are written
     */
    public boolean finish(Cancellation claimed, Progress progress, List<Call> calls, Instant now) {
        return database.transaction(handle -> {
            insertCalls(handle, claimed.id(), calls);
            return handle.createUpdate(FINISH)
                            .bind("id", claimed.id())
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
                            .execute()
                    == 1;
        });
    }

    private void insertCalls(Handle handle, long cancellationId, List<Call> calls) {
        if (calls.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(INSERT_CALL);
        for (Call call : calls) {
            batch.bind("cancellation_id", cancellationId)
                    .bind("run_id", runId)
                    .bind("endpoint", call.endpoint().word())
                    .bind("started_at", Times.argument(call.startedAt()))
                    .bind("duration_ms", call.duration().toMillis())
                    .bind(
                            "http_status",
                            call.httpStatus().isPresent() ? call.httpStatus().getAsInt() : null)
                    .bind("outcome", call.outcome())
                    .bind("detail", Text.line(call.detail(), DETAIL_LENGTH))
                    .add();
        }
        batch.execute();
    }
}
