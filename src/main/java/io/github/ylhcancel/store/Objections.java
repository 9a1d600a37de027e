package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Objection;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What in the shop's tables speaks against cancelling some orders, beside their state. Asked only where the mapping knows of any such. */
final class Objections {
    private static final String HINDERED = """
            SELECT {o:orders.id} AS id, {o:orders hindrance} AS hindrance FROM {orders} o
             WHERE {o:orders.id} IN (:keys) {o:orders there}
            """;
    private static final String PAYING = """
            SELECT DISTINCT {p:payments.order_id} AS id FROM {payments} p
             WHERE {p:payments.order_id} IN (:keys) AND {p:payments.status} IN {all value.payment-under-way} {p:payments there}
            """;
    private static final String PAYING_CHECKOUT = """
            SELECT DISTINCT {o:orders.id} AS id
              FROM {orders} o
              JOIN {payments} p ON {p:payments.checkout_id} = {o:orders.checkout_id} {p:payments there}
             WHERE {o:orders.id} IN (:keys) AND {p:payments.status} IN {all value.payment-under-way} {o:orders there}
            """;

    private Objections() {}

    /** By the key of the order; those that nothing speaks against are left out. */
    static Map<RowKey, Objection> of(Sql sql, ShopSchema schema, Collection<Order> orders) {
        Map<RowKey, Objection> objections = new HashMap<>();
        if (schema.has(ShopValue.PAYMENT_UNDER_WAY)) {
            Set<RowKey> paying = paying(sql, schema, orders);
            orders.stream()
                    .filter(order -> paying.contains(order.id()) || paying.contains(order.root()))
                    .forEach(order ->
                            objections.put(order.id(), new Objection(Message.of("order.payment-under-way"), true)));
        }
        List<RowKey> keys = orders.stream().map(Order::id).toList();
        hindered(sql, schema, keys)
                .forEach((key, column) ->
                        objections.put(key, new Objection(Message.of("order.hindered", column), false)));
        return objections;
    }

    private static Set<RowKey> paying(Sql sql, ShopSchema schema, Collection<Order> orders) {
        Set<RowKey> keys = new LinkedHashSet<>();
        orders.forEach(order -> keys.addAll(List.of(order.id(), order.root())));
        Parameters all = Parameters.of("keys", keys);
        Set<RowKey> paying = new HashSet<>(sql.list(schema.render(PAYING), all, row -> row.key("id")));
        if (schema.hasCheckouts()) {
            paying.addAll(sql.list(schema.render(PAYING_CHECKOUT), all, row -> row.key("id")));
        }
        return paying;
    }

    /** The column of each of the orders that does not hold what it has to, of those where one does not. */
    static Map<RowKey, String> hindered(Sql sql, ShopSchema schema, Collection<RowKey> keys) {
        Map<RowKey, String> hindered = new HashMap<>();
        if (schema.hasHindrances()) {
            sql.list(schema.render(HINDERED), Parameters.of("keys", keys), row -> hindered(row, hindered));
        }
        return hindered;
    }

    private static boolean hindered(Row row, Map<RowKey, String> hindered) {
        row.optionalText("hindrance").ifPresent(column -> hindered.put(row.key("id"), column));
        return true;
    }
}
