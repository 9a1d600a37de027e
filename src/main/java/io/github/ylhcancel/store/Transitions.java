package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The one record of what the tool changed: a row for each order and direction, in the transaction that did it. */
public final class Transitions {
    /** What {@link #transition} reads, of the alias {@code t}. */
    static final String COLUMNS = """
            t.order_key, t.cancellation_no, t.kind, t.order_number, t.so_id, t.from_status, t.to_status, t.reason, t.note,
                   t.operator, t.source_system, t.cancel_time, t.run_id, t.created_at""";

    /** The condition for a cancellation of the alias {@code t} after which nothing was done with its order. */
    static final String AND_IS_LATEST = """
             AND NOT EXISTS (SELECT 1 FROM ylh_transition n
                              WHERE n.order_key = t.order_key AND n.cancellation_no >= t.cancellation_no
                                AND (n.cancellation_no > t.cancellation_no OR n.kind <> 'cancel'))
            """;

    private static final String OF_ORDERS = "SELECT " + COLUMNS + """
             FROM ylh_transition t
             WHERE t.order_key IN (:keys)
             ORDER BY t.order_key, t.cancellation_no, t.created_at, t.kind
            """;
    private static final String KNOWN = """
            SELECT order_key FROM ylh_transition WHERE order_key IN (:keys)
            UNION ALL
            SELECT order_id FROM ylh_cancellation WHERE order_id IN (:keys)
            """;
    /** What was read of the order and what is the same for many: of so many orders at once as have the same words. */
    private static final String INSERT = """
            INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,
                                        operator, source_system, cancel_time, money, run_id, worker, step, created_at)
            SELECT {o:orders.id}, :number, 'cancel', {o:orders.number}, {o:orders.haier_so_id?}, :from, :to, :reason,
                   :note, :operator, :source_system, :cancel_time, :money, :run_id, :worker, :step, :now
              FROM {orders} o
             WHERE {o:orders.id} IN (:keys)
            """;

    private static final String INSERT_BACK = """
            INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,
                                        operator, source_system, cancel_time, money, run_id, worker, step, created_at)
            SELECT t.order_key, t.cancellation_no, :kind, :order_number, t.so_id, t.to_status, t.from_status, :reason, :note,
                   :operator, t.source_system, t.cancel_time, t.money, :run_id, :worker, :step, :now
              FROM ylh_transition t
             WHERE t.order_key = :order_key AND t.cancellation_no = :number AND t.kind = 'cancel'
            """;
    private static final String MONEY = """
            SELECT money FROM ylh_transition WHERE order_key = :order_key AND cancellation_no = :number AND kind = 'cancel'
            """;

    /**
     * Which transaction writes.
     *
     * @param worker of the run, from 0
     * @param step of the worker, from 1
     */
    record Step(String runId, int worker, int step) {
        Parameters in(Parameters parameters) {
            return parameters.and("run_id", runId).and("worker", worker).and("step", step);
        }
    }

    private static final String WRITTEN = "SELECT " + COLUMNS + """
             FROM ylh_transition t
             WHERE t.run_id = :run_id AND t.worker = :worker AND t.step >= :step AND t.kind = 'cancel' AND t.order_key IN (:keys)
            """;

    private static final String MONEY_SINCE = """
            SELECT t.order_key, t.money FROM ylh_transition t
             WHERE t.run_id = :run_id AND t.worker = :worker AND t.step >= :step AND t.kind = 'cancel' AND t.order_key IN (:keys)
            """;

    private final Database database;

    public Transitions(Database database) {
        this.database = database;
    }

    /** By the orders' keys, the oldest first; orders that the tool never changed are left out. */
    public Map<RowKey, List<Transition>> ofOrders(Collection<RowKey> keys) {
        return database.read(sql -> ofOrders(sql, keys));
    }

    /** Those of the orders that the tool has changed before: mostly none, and one question is enough to know that. */
    static Set<RowKey> known(Sql sql, Collection<RowKey> keys) {
        return new HashSet<>(sql.list(KNOWN, Parameters.of("keys", keys), Row::key));
    }

    static Map<RowKey, List<Transition>> ofOrders(Sql sql, Collection<RowKey> keys) {
        Map<RowKey, List<Transition>> found = new HashMap<>();
        for (Transition one : sql.list(OF_ORDERS, Parameters.of("keys", keys), Transitions::transition)) {
            found.computeIfAbsent(one.orderKey(), key -> new ArrayList<>()).add(one);
        }
        return found;
    }

    /**
     * Of these orders those that were cancelled in this step, or a later one of its worker.
     *
     * @return what was written down of each
     */
    static Map<RowKey, Transition> since(Sql sql, Step step, Collection<RowKey> keys) {
        Map<RowKey, Transition> found = new HashMap<>();
        sql.list(WRITTEN, step.in(Parameters.of("keys", keys)), Transitions::transition)
                .forEach(one -> found.put(one.orderKey(), one));
        return found;
    }

    /** Whether the orders of {@link #since} had been paid for. */
    static Map<RowKey, PaymentState> moneySince(Sql sql, Step step, Collection<RowKey> keys) {
        Map<RowKey, PaymentState> found = new HashMap<>();
        sql.list(
                MONEY_SINCE,
                step.in(Parameters.of("keys", keys)),
                row -> found.put(row.key("order_key"), PaymentState.ofStored(row.text("money"))));
        return found;
    }

    /** That what {@code cancelled} did is taken back. */
    static void insertBack(
            Sql sql, Step step, Transition cancelled, Order order, Transition.Kind kind, Back words, Instant now) {
        Parameters parameters = step.in(of(cancelled)
                .and("kind", kind.word())
                .and("order_number", order.number())
                .and("reason", words.reason())
                .and("note", words.note())
                .and("operator", words.operator())
                .and("now", now));
        Counts.require(1, sql.update(INSERT_BACK, parameters));
    }

    /** The words of a change that takes another back. */
    record Back(String reason, String note, String operator) {}

    /** Whether an order had been paid for when it was cancelled: {@code succeeded}, {@code none} or {@code unknown}. */
    static String money(Sql sql, Transition cancelled) {
        return sql.first(MONEY, of(cancelled), Row::text).orElseThrow();
    }

    private static Parameters of(Transition cancelled) {
        return Parameters.of("order_key", cancelled.orderKey()).and("number", cancelled.number());
    }

    static String insert(ShopSchema schema) {
        return schema.render(INSERT);
    }

    static Transition transition(Row row) {
        return new Transition(
                row.key("order_key"),
                row.integer("cancellation_no"),
                Transition.Kind.ofWord(row.text("kind")),
                row.text("order_number"),
                row.optionalText("so_id"),
                row.text("from_status"),
                row.text("to_status"),
                row.text("reason"),
                row.text("note"),
                row.text("operator"),
                row.optionalText("source_system"),
                row.instant("cancel_time"),
                row.text("run_id"),
                row.instant("created_at"));
    }
}
