package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.domain.Reopening;
import java.time.Instant;
import java.util.List;

/**
 * Carries out what a person decided about a delivery, and writes down who it was, in one transaction. Nothing is written when the
 * delivery is not in the state any more in which the person saw it.
 */
public final class Interventions {
    private static final String SETTLE = """
            UPDATE ylh_cancellation
               SET state = :to, next_attempt_at = NULL, lease_owner = NULL, lease_until = NULL, updated_at = :now
             WHERE id = :id AND state = :from
            """;
    /** Before all that fell due since it was decided: a person asked for it. */
    private static final String REOPEN = """
            UPDATE ylh_cancellation
               SET state = :to, attempts = :attempts, updated_at = :now,
                   next_attempt_at = CASE WHEN created_at < :now THEN created_at ELSE :now END
             WHERE id = :id AND state = :from AND attempts = :seen
            """;
    /** Who holds a row is deciding about it just now, so it is left to him. */
    private static final String LOCK_DEAD = " WHERE state = 'dead' AND id > :after AND " + Due.MAY_SEND
            + " ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED";
    /** MariaDB evaluates the list from left to right; maybe_applied does not change, so it need not come first. */
    private static final String REOPEN_DEAD = """
            UPDATE ylh_cancellation
               SET state = CASE WHEN maybe_applied THEN 'unknown' ELSE 'pending' END, attempts = 0, updated_at = :now,
                   next_attempt_at = CASE WHEN created_at < :now THEN created_at ELSE :now END
             WHERE state = 'dead' AND id IN (:ids)
            """;

    private static final String INSERT = """
            INSERT INTO ylh_intervention (cancellation_id, run_id, operator, decided_at, word, from_state, to_state, note)
            VALUES (:cancellation_id, :run_id, :operator, :now, :word, :from, :to, :note)
            """;

    private final Database database;
    private final String operator;
    private final String runId;

    public Interventions(Database database, String operator, String runId) {
        this.database = database;
        this.operator = operator;
        this.runId = runId;
    }

    /**
     * Settles a delivery by a person's word.
     *
     * @return false when it is not in the state any more in which it was seen; then nothing is written
     */
    public boolean settle(Cancellation seen, OperatorWord word, String note, Instant now) {
        return database.transaction(sql -> {
            int rows = sql.update(
                    SETTLE,
                    Parameters.of("id", seen.id())
                            .and("from", seen.state().word())
                            .and("to", word.state().word())
                            .and("now", now));
            if (rows == 1) {
                insert(sql, List.of(new Entry(seen, word.word(), word.state())), note, now);
            }
            return rows == 1;
        });
    }

    /**
     * Makes a delivery due at once.
     *
     * @return false when it is not in the state any more in which it was seen; then nothing is written
     */
    public boolean reopen(Cancellation seen, String note, Instant now) {
        DeliveryState to = Reopening.state(seen);
        return database.transaction(sql -> {
            int rows = sql.update(
                    REOPEN,
                    Parameters.of("id", seen.id())
                            .and("from", seen.state().word())
                            .and("to", to.word())
                            .and("attempts", Reopening.attempts(seen))
                            .and("seen", seen.attempts())
                            .and("now", now));
            if (rows == 1) {
                insert(sql, List.of(new Entry(seen, Reopening.WORD, to)), note, now);
            }
            return rows == 1;
        });
    }

    /**
     * Makes dead deliveries due at once, in one transaction.
     *
     * @param after the id behind which to look, so that a page never comes round again
     * @param repeats whether also those that YLH may have applied
     * @return those that it reopened, as they were, in the order of their ids; fewer than {@code most} when there are no more
     */
    public List<Cancellation> reopenDead(long after, int most, boolean repeats, String note, Instant now) {
        return database.transaction(sql -> {
            List<Cancellation> dead = Cancellations.list(
                    sql,
                    LOCK_DEAD,
                    Parameters.of("after", after).and("repeats", repeats).and("limit", most));
            if (dead.isEmpty()) {
                return dead;
            }
            int rows = sql.update(
                    REOPEN_DEAD,
                    Parameters.of("ids", dead.stream().map(Cancellation::id).toList())
                            .and("now", now));
            if (rows != dead.size()) {
                throw new IllegalStateException(rows + " of " + dead.size() + " locked rows were dead");
            }
            List<Entry> entries = dead.stream()
                    .map(one -> new Entry(one, Reopening.WORD, Reopening.state(one)))
                    .toList();
            insert(sql, entries, note, now);
            return dead;
        });
    }

    /** One row of the audit: what was said of a delivery, which was as seen before. */
    private record Entry(Cancellation seen, String word, DeliveryState to) {}

    private void insert(Sql sql, List<Entry> entries, String note, Instant now) {
        sql.insert(
                INSERT,
                entries.stream()
                        .map(entry -> Parameters.of(
                                        "cancellation_id", entry.seen().id())
                                .and("run_id", runId)
                                .and("operator", operator)
                                .and("now", now)
                                .and("word", entry.word())
                                .and("from", entry.seen().state().word())
                                .and("to", entry.to().word())
                                .and("note", note))
                        .toList());
    }
}
