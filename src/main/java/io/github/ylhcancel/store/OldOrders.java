package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.store.OldRows.OldRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is on record of orders that were cancelled long ago and that nobody has to think of any more: the transitions, the ledger, and
 * people's words about the deliveries. An order's records go together or not at all, so that the number of its next cancellation never
 * meets a row of an earlier one. The request that YLH was sent, orders that were put back, and what a family got back stay for good.
 */
public final class OldOrders implements OldRecords {
    private static final OldRows<RowKey> ROWS =
            OldRows.ofOrders("ylh_transition", "created_at", " AND kind = 'cancel'");

    /** It is locked, so that nobody puts it back or cancels it anew meanwhile; one that somebody else has is left for another time. */
    private static final String LOCK =
            "SELECT {o:orders.id} AS id FROM {orders} o WHERE {o:orders.id} IN (:keys) ORDER BY {o:orders.id} FOR UPDATE SKIP LOCKED";

    private static final String ENDED = """
            SELECT DISTINCT t.order_key
              FROM ylh_transition t
             WHERE t.order_key IN (:keys)
               AND NOT EXISTS (SELECT 1 FROM ylh_transition n WHERE n.order_key = t.order_key AND n.created_at >= :before)
               AND NOT EXISTS (SELECT 1 FROM ylh_put_back b WHERE b.order_key = t.order_key)
               AND NOT EXISTS (SELECT 1 FROM ylh_event e WHERE e.subject = CONCAT(t.order_key, '') AND %2$s)
               AND NOT EXISTS (SELECT 1 FROM ylh_cancellation k
                                WHERE k.order_id = t.order_key AND (k.updated_at >= :before OR NOT k.%1$s))
               AND NOT EXISTS (SELECT 1 FROM ylh_cancellation k JOIN ylh_intervention i ON i.cancellation_id = k.id
                                WHERE k.order_id = t.order_key AND i.decided_at >= :before)
            """.formatted(Due.in(DeliveryState.all(OldOrders::isOver)), OldEvents.UNTOLD);

    private static final String CALLBACKS = "SELECT id, order_key FROM ylh_callback WHERE order_key IN (:keys)";

    /** It got its so-id after it was cancelled. */
    private static final String UNTOLD = """
            SELECT {o:orders.id} AS order_key FROM {orders} o
             WHERE {o:orders.id} IN (:keys) AND CONCAT({o:orders.haier_so_id}, '') <> ''
               AND NOT EXISTS (SELECT 1 FROM ylh_cancellation k WHERE k.order_id = {o:orders.id})
            """;

    private static final String UNREFUNDED = """
            SELECT DISTINCT t.order_key
              FROM ylh_transition t
              JOIN {orders} o ON {o:orders.id} = t.order_key {o:orders there}
             WHERE t.order_key IN (:keys) AND {o:orders.status is status.cancelled}
               AND t.kind = 'cancel' AND (t.money = '%1$s' OR t.from_status IN {all status.paid})
               AND NOT EXISTS (SELECT 1 FROM {refunds} r WHERE {r:refunds.order_id} = {o:orders.id}%2$s)
            """;
    private static final String PAID_SINCE = """
            SELECT DISTINCT t.order_key
              FROM ylh_transition t
              JOIN {orders} o ON {o:orders.id} = t.order_key {o:orders there}
             WHERE t.order_key IN (:keys) AND {o:orders.status is status.cancelled}
               AND t.kind = 'cancel' AND t.money <> '%1$s' AND t.from_status NOT IN {all status.paid}
               AND EXISTS (SELECT 1 FROM {payments} p
                            WHERE {p:payments.order_id} = {o:orders.id} AND {p:payments.status} IN {all value.payment-succeeded} {p:payments there})
            """;
    private static final String OF_FAMILIES = """
            SELECT f.family_key, f.stock_kind, f.stock_key,
                   SUM(CASE WHEN l.direction = 'release' THEN l.quantity ELSE -l.quantity END) AS quantity
              FROM ylh_stock_ledger l
              JOIN {orders} o ON {o:orders.id} = l.order_key
              JOIN ylh_family_release f ON f.family_key = COALESCE({o:orders.parent_id}, {o:orders.id})
               AND f.stock_kind = l.stock_kind AND f.stock_key = l.stock_key AND f.location = '' AND f.stock_column = 'stock'
             WHERE l.order_key IN (:keys)
             GROUP BY f.family_key, f.stock_kind, f.stock_key
             ORDER BY f.family_key, f.stock_kind, f.stock_key
            """;
    private static final String PRUNED = """
            UPDATE ylh_family_release SET pruned = pruned + :quantity
             WHERE family_key = :family_key AND stock_kind = :stock_kind AND stock_key = :stock_key
               AND location = '' AND stock_column = 'stock'
            """;
    private static final String OF_RUN = """
            SELECT DISTINCT t.order_key FROM ylh_transition t
             WHERE t.run_id = :run_id%s
             ORDER BY t.order_key LIMIT :limit
            """;
    private static final int KEYS_AT_ONCE = 1_000;

    private static final String DELIVERIES = "SELECT id FROM ylh_cancellation WHERE order_id IN (:keys)";

    /** Each beginning is completed to a count and to a deletion. */
    private static final String OF_ORDERS = " WHERE order_key IN (:keys)";

    private static final String OF_DELIVERIES = " WHERE cancellation_id IN (:ids)";

    private final Database database;
    private final ShopSchema schema;
    private final Age age;

    public OldOrders(Database database, ShopSchema schema, Age age) {
        this.database = database;
        this.schema = schema;
        this.age = age;
    }

    /** YLH has cancelled it. What a person gave up may be taken up again, and would then need its order's record. */
    private static boolean isOver(DeliveryState state) {
        return state == DeliveryState.CONFIRMED || state == DeliveryState.PARTIAL;
    }

    @Override
    public Stretch prune(Optional<Place> after, int limit) {
        List<OldRow<RowKey>> page = ROWS.page(database, age, after, limit);
        Map<Gone, Integer> removed = database.again(() -> database.transaction(sql -> {
            Set<RowKey> over = over(sql, free(sql, keys(page)));
            if (schema.has(ShopTable.ORDERS, "parent_id")) {
                sql.batch(PRUNED, sql.list(schema.render(OF_FAMILIES), Parameters.of("keys", over), OldOrders::pruned));
            }
            return each(sql, over, "DELETE FROM ", sql::update);
        }));
        return new Stretch(page.size(), removed, OldRows.end(page, limit));
    }

    @Override
    public Stretch look(Optional<Place> after, int limit) {
        List<OldRow<RowKey>> page = ROWS.page(database, age, after, limit);
        Map<Gone, Integer> removed = database.read(sql -> each(
                sql,
                over(sql, keys(page)),
                "SELECT COUNT(*) FROM ",
                (count, which) -> (int) sql.list(count, which, Row::number).stream()
                        .mapToLong(Long::longValue)
                        .sum()));
        return new Stretch(page.size(), removed, OldRows.end(page, limit));
    }

    /** Whether of the orders that a run changed any keeps its record. */
    boolean keepsAnyOf(String run) {
        Optional<RowKey> after = Optional.empty();
        do {
            Parameters values =
                    Parameters.of("run_id", run).and("limit", KEYS_AT_ONCE).and("after", after);
            String page = OF_RUN.formatted(after.isPresent() ? " AND t.order_key > :after" : "");
            Set<RowKey> keys = new LinkedHashSet<>(database.read(sql -> sql.list(page, values, Row::key)));
            if (database.read(sql -> over(sql, keys)).size() < keys.size()) {
                return true;
            }
            after = keys.size() < KEYS_AT_ONCE
                    ? Optional.empty()
                    : keys.stream().max(RowKey::compareTo);
        } while (after.isPresent());
        return false;
    }

    private static Set<RowKey> keys(List<OldRow<RowKey>> page) {
        Set<RowKey> keys = new LinkedHashSet<>();
        page.forEach(row -> keys.add(row.key()));
        return keys;
    }

    /** Those that are ours until the end of the transaction, and those that the shop has no more. */
    private Set<RowKey> free(Sql sql, Set<RowKey> keys) {
        Set<RowKey> free =
                new HashSet<>(sql.list(schema.render(LOCK), Parameters.of("keys", keys), row -> row.key("id")));
        Set<RowKey> others = new HashSet<>(keys);
        others.removeAll(free);
        Set<RowKey> busy = Orders.existing(sql, schema, others);
        others.stream().filter(key -> !busy.contains(key)).forEach(free::add);
        return free;
    }

    /** Those that nothing more can come of, be it by a person. */
    private Set<RowKey> over(Sql sql, Set<RowKey> keys) {
        Parameters values = Parameters.of("keys", keys).and("before", age.before());
        Set<RowKey> over = new HashSet<>(sql.list(ENDED, values, Row::key));
        over.removeAll(withCallbacks(sql, over));
        questions()
                .forEach(question -> over.removeAll(
                        sql.list(schema.render(question), Parameters.of("keys", over), row -> row.key("order_key"))));
        return over;
    }

    private List<String> questions() {
        List<String> questions = new ArrayList<>();
        if (schema.has(ShopTable.ORDERS, "haier_so_id")) {
            questions.add(UNTOLD);
        }
        if (schema.has(ShopTable.REFUNDS)) {
            questions.add(UNREFUNDED.formatted(PaymentState.PAID.stored(), OrderMoney.notFailed(schema)));
        }
        if (schema.has(ShopTable.PAYMENTS)) {
            questions.add(PAID_SINCE.formatted(PaymentState.PAID.stored()));
        }
        return questions;
    }

    /** Without the record it could not be said that somebody has dealt with a callback. */
    private Set<RowKey> withCallbacks(Sql sql, Set<RowKey> keys) {
        Map<Long, RowKey> callbacks = new HashMap<>();
        sql.list(CALLBACKS, Parameters.of("keys", keys), row -> callbacks.put(row.number("id"), row.key("order_key")));
        Set<Long> removable = OldCallbacks.removable(sql, age, callbacks.keySet());
        callbacks.keySet().removeAll(removable);
        return new HashSet<>(callbacks.values());
    }

    private static Parameters pruned(Row row) {
        return Parameters.of("family_key", row.key("family_key"))
                .and("stock_kind", row.text("stock_kind"))
                .and("stock_key", row.key("stock_key"))
                .and("quantity", row.integer("quantity"));
    }

    /** What is done with the rows of each table. */
    private interface Doing {
        int with(String sql, Parameters which);
    }

    private static Map<Gone, Integer> each(Sql sql, Collection<RowKey> orders, String verb, Doing doing) {
        Map<Gone, Integer> counts = new EnumMap<>(Gone.class);
        Parameters which = Parameters.of("keys", orders);
        List<Long> deliveries = sql.list(DELIVERIES, which, Row::number);
        counts.put(
                Gone.INTERVENTIONS,
                doing.with(verb + Gone.INTERVENTIONS.table() + OF_DELIVERIES, Parameters.of("ids", deliveries)));
        counts.put(Gone.LEDGER, doing.with(verb + Gone.LEDGER.table() + OF_ORDERS, which));
        counts.put(Gone.TRANSITIONS, doing.with(verb + Gone.TRANSITIONS.table() + OF_ORDERS, which));
        return counts;
    }
}
