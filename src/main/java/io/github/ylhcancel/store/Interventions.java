package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Carries out what a person decided about a delivery, and writes down who it was, in one transaction. Nothing is written when the
 * delivery is not in the state any more in which the person saw it. If the connection is lost meanwhile it is done again, unless what
 * was written down shows that it is done.
 *
 * <p>A word is about an order's latest delivery. The order is locked before its deliveries, as a cancellation does it: else an order that is
 * cancelled anew in between would have two requests.
 */
public final class Interventions {
    private static final String LOCK = " WHERE id = :id FOR UPDATE";
    /** None that the order has been cancelled anew after. */
    private static final String IS_LATEST = """
             NOT EXISTS (SELECT 1 FROM ylh_cancellation l
                          WHERE l.order_id = ylh_cancellation.order_id AND l.cancellation_no > ylh_cancellation.cancellation_no)
            """;

    private static final String PAGE = " WHERE %s AND id > :after AND " + IS_LATEST + " ORDER BY id LIMIT :limit";
    private static final String LOCK_OF_PAGE = " WHERE id IN (:ids) AND %s AND " + IS_LATEST + " ORDER BY id";
    private static final String LATEST = "SELECT id FROM ylh_cancellation WHERE id = :id AND " + IS_LATEST;
    /** Who holds a row is deciding about it just now, so it is left to him. */
    private static final String LEAVING = " FOR UPDATE SKIP LOCKED";
    /** But not when he may be a lost session of ours. */
    private static final String AWAITING = " FOR UPDATE";

    private static final String IS_WRITTEN = """
            SELECT id FROM ylh_intervention
             WHERE cancellation_id = :id AND run_id = :run_id AND word = :word AND from_state = :from
            """;
    private static final String LAST_RETRY =
            "SELECT MAX(decided_at) AS decided_at FROM ylh_intervention WHERE cancellation_id = :id AND word = :word";
    private static final String WRITTEN = """
             WHERE id > :after AND id IN (SELECT cancellation_id FROM ylh_intervention WHERE run_id = :run_id AND word = :word)
             ORDER BY id
            """;

    private static final String OF_OTHERS =
            " WHERE account IS NOT NULL AND account <> :account AND %s AND state <> 'sending'"
                    + " AND id > :after%s ORDER BY id LIMIT :limit";
    private static final String ADOPT =
            "UPDATE ylh_cancellation SET account = :account, updated_at = :now WHERE id IN (:ids)";
    /** What the audit calls it when a delivery goes from one account to another. */
    private static final String ADOPTED = "adopt";

    /** And when a journal says what the database has forgotten. */
    private static final String REMEMBERED = "journal";

    private static final String INSERT = """
            INSERT INTO ylh_intervention (cancellation_id, run_id, operator, decided_at, word, from_state, to_state, note)
            VALUES (:cancellation_id, :run_id, :operator, :now, :word, :from, :to, :note)
            """;

    private final Database database;
    private final ShopSchema schema;
    private final String operator;
    private final String runId;

    public Interventions(Database database, ShopSchema schema, String operator, String runId) {
        this.database = database;
        this.schema = schema;
        this.operator = operator;
        this.runId = runId;
    }

    /**
     * Settles a delivery by a person's word.
     *
     * @return false when it is not in the state any more in which it was seen; then nothing is written
     * @throws IllegalStateException if the word may not follow the state in which it was seen
     */
    public boolean settle(Cancellation seen, OperatorWord word, String note, Instant now) {
        if (word.refusal(seen.state(), seen.orderNumber()).isPresent()) {
            throw new IllegalStateException("of a delivery that is " + seen.state() + " nobody says " + word);
        }
        Cancellation settled = seen.settled(word.state(), Optional.empty(), now);
        return persistently((sql, repeated) -> {
            boolean written = isLatest(sql, seen) && Cancellations.settle(sql, seen, settled);
            if (written) {
                insert(sql, List.of(new Entry(seen, word.word(), settled.state())), note, now);
            }
            return written || repeated && isWritten(sql, seen, word.word());
        });
    }

    /**
     * Makes a delivery due at once.
     *
     * @return false when it is not in the state any more in which it was seen; then nothing is written
     */
    public boolean reopen(Cancellation seen, String note, Instant now) {
        return persistently((sql, repeated) -> {
            boolean asSeen = isLatest(sql, seen)
                    && Cancellations.list(sql, LOCK, Parameters.of("id", seen.id())).stream()
                            .anyMatch(found -> found.state() == seen.state() && found.attempts() == seen.attempts());
            if (asSeen) {
                reopen(sql, List.of(seen), note, now);
            }
            return asSeen || repeated && isWritten(sql, seen, Reopening.WORD);
        });
    }

    /** Whether it is its order's latest delivery, which it stays until this transaction ends. */
    private boolean isLatest(Sql sql, Cancellation seen) {
        new OrderClaim(sql, schema, true).take(List.of(seen.orderId()));
        return sql.first(LATEST, Parameters.of("id", seen.id()), Row::number).isPresent();
    }

    /** When a person last had it sent again. */
    static Optional<Instant> lastRetry(Sql sql, Cancellation delivery) {
        return sql.first(
                        LAST_RETRY,
                        Parameters.of("id", delivery.id()).and("word", Reopening.WORD),
                        row -> row.optionalInstant("decided_at"))
                .flatMap(at -> at);
    }

    private interface Work<T> {
        /**
         * @param repeated whether it may have been done before
         */
        T with(Sql sql, boolean repeated);
    }

    private <T> T persistently(Work<T> work) {
        AtomicBoolean begun = new AtomicBoolean();
        return database.again(() -> {
            boolean repeated = begun.getAndSet(true);
            return database.transaction(sql -> work.with(sql, repeated));
        });
    }

    /** Asked when the row is locked or has changed, so that a lost session of ours is through. */
    private boolean isWritten(Sql sql, Cancellation seen, String word) {
        Parameters values = Parameters.of("id", seen.id())
                .and("run_id", runId)
                .and("word", word)
                .and("from", seen.state().word());
        return sql.first(IS_WRITTEN, values, Row::number).isPresent();
    }

    private void reopen(Sql sql, List<Cancellation> locked, String note, Instant now) {
        Cancellations.reopen(sql, locked, true, now); // First, because a person asked for it.
        insert(
                sql,
                locked.stream()
                        .map(one -> new Entry(one, Reopening.WORD, Reopening.state(one)))
                        .toList(),
                note,
                now);
    }

    /**
     * Makes deliveries due at once that are in one of these states and not due yet, in one transaction.
     *
     * @param after the id behind which to look, so that a page never comes round again
     * @param repeats whether also those that YLH may have applied
     * @return those that it reopened, in the order of their ids; fewer than {@code most} when there are no more
     */
    public List<Cancellation> reopenAll(
            Set<DeliveryState> states, long after, int most, boolean repeats, String note, Instant now) {
        String reopenable = Due.reopenable(states, repeats);
        Parameters values = Parameters.of("after", after)
                .and("repeats", repeats)
                .and("horizon", now)
                .and("limit", most);
        return page(
                (sql, leaving) -> {
                    List<Cancellation> found = Cancellations.list(sql, PAGE.formatted(reopenable), values);
                    List<RowKey> orders =
                            found.stream().map(Cancellation::orderId).distinct().toList();
                    new OrderClaim(sql, schema, true).take(orders);
                    List<Long> ids = found.stream().map(Cancellation::id).toList();
                    return Cancellations.list(
                            sql,
                            LOCK_OF_PAGE.formatted(reopenable) + (leaving ? LEAVING : AWAITING),
                            values.and("ids", ids));
                },
                values,
                Reopening.WORD,
                (sql, locked) -> reopen(sql, locked, note, now));
    }

    /**
     * One page of rows that a word is said of, in one transaction.
     *
     * @param lock locks and finds the rows; told whether to leave those that somebody else has, which after a lost session may be that
     */
    private List<Cancellation> page(
            BiFunction<Sql, Boolean, List<Cancellation>> lock,
            Parameters values,
            String word,
            BiConsumer<Sql, List<Cancellation>> writing) {
        return persistently((sql, repeated) -> {
            if (repeated) {
                lock.apply(sql, false);
                List<Cancellation> written = Cancellations.list(
                        sql, WRITTEN, values.and("run_id", runId).and("word", word));
                if (!written.isEmpty()) {
                    return written;
                }
            }
            List<Cancellation> locked = lock.apply(sql, true);
            if (!locked.isEmpty()) {
                writing.accept(sql, locked);
            }
            return locked;
        });
    }

    /**
     * Takes over deliveries that other accounts were to make, in one transaction. What is being sent is left to whom it belongs to.
     *
     * @param after the id behind which to look, so that a page never comes round again
     * @param orders whose; nothing for all that are open
     * @return those that it took over, as they were, in the order of their ids; fewer than {@code most} when there are no more
     */
    public List<Cancellation> adopt(
            Account account, long after, int most, Optional<Collection<RowKey>> orders, String note, Instant now) {
        String others = ofOthers(orders);
        Parameters values = ofOthers(account, after, most, orders);
        return page(
                (sql, leaving) -> Cancellations.list(sql, others + (leaving ? LEAVING : AWAITING), values),
                values,
                ADOPTED,
                (sql, locked) -> {
                    List<Long> ids = locked.stream().map(Cancellation::id).toList();
                    sql.update(
                            ADOPT,
                            Parameters.of("ids", ids)
                                    .and("account", account.stored())
                                    .and("now", now));
                    insert(
                            sql,
                            locked.stream()
                                    .map(one -> new Entry(one, ADOPTED, one.state()))
                                    .toList(),
                            note,
                            now);
                });
    }

    /** No change: what {@link #adopt} would take over. */
    public List<Cancellation> others(Account account, long after, int most, Optional<Collection<RowKey>> orders) {
        return database.read(sql -> Cancellations.list(sql, ofOthers(orders), ofOthers(account, after, most, orders)));
    }

    private static String ofOthers(Optional<Collection<RowKey>> orders) {
        return OF_OTHERS.formatted(Due.open(true), orders.isPresent() ? " AND order_id IN (:orders)" : "");
    }

    private static Parameters ofOthers(Account account, long after, int most, Optional<Collection<RowKey>> orders) {
        return Parameters.of("account", account.stored())
                .and("after", after)
                .and("orders", orders.orElse(List.of()))
                .and("limit", most);
    }

    /** One row of the audit: what was said of a delivery, which was as seen before. */
    private record Entry(Cancellation seen, String word, DeliveryState to) {}

    /** That a person took the order of a delivery back, in the transaction that does it. */
    static void undone(
            Sql sql, Cancellation seen, Cancellation settled, String operator, String runId, String note, Instant now) {
        sql.insert(
                INSERT,
                List.of(row(
                        new Entry(seen, Transition.Kind.UNDO.word(), settled.state()), operator, runId, note, now)));
    }

    /** That a journal knew what the database had forgotten of a delivery, in the transaction that writes it down. */
    static void remembered(
            Sql sql, Cancellation seen, DeliveryState to, String operator, String runId, String note, Instant now) {
        sql.insert(INSERT, List.of(row(new Entry(seen, REMEMBERED, to), operator, runId, note, now)));
    }

    private void insert(Sql sql, List<Entry> entries, String note, Instant now) {
        sql.insert(
                INSERT,
                entries.stream()
                        .map(entry -> row(entry, operator, runId, note, now))
                        .toList());
    }

    private static Parameters row(Entry entry, String operator, String runId, String note, Instant now) {
        return Parameters.of("cancellation_id", entry.seen().id())
                .and("run_id", runId)
                .and("operator", operator)
                .and("now", now)
                .and("word", entry.word())
                .and("from", entry.seen().state().word())
                .and("to", entry.to().word())
                .and("note", note);
    }
}
