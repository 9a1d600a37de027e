package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the orders of a set until the end of the transaction, whatever their state: the main orders of their families first, then
 * the orders themselves, each list in the order of its keys, as every cancellation does.
 */
final class OrderClaim {
    private static final String PARENTS = """
            SELECT {o:orders.id} AS id, {o:orders.parent_id} AS parent_id FROM {orders} o
             WHERE {o:orders.parent_id} IS NOT NULL AND {o:orders.id} IN (:keys) {o:orders there}
            """;
    private static final String ROOTS =
            "SELECT {o:orders.id} AS id FROM {orders} o WHERE {o:orders.id} IN (:keys) {o:orders there} ORDER BY {o:orders.id} FOR UPDATE";
    private static final String ORDERS =
            Orders.SELECT + " WHERE {o:orders.id} IN (:keys) {o:orders there} ORDER BY {o:orders.id} FOR UPDATE";
    private static final String WITHOUT_WAITING = " SKIP LOCKED";

    /**
     * What came of it.
     *
     * @param orders those that are ours, by key
     * @param busy those that somebody else has, or whose family he has
     */
    record Claimed(Map<RowKey, Order> orders, Set<RowKey> busy) {}

    private final Sql sql;
    private final ShopSchema schema;
    private final boolean waits;

    /**
     * @param waits whether to wait for what somebody else has, as long as the database lets one
     */
    OrderClaim(Sql sql, ShopSchema schema, boolean waits) {
        this.sql = sql;
        this.schema = schema;
        this.waits = waits;
    }

    Claimed take(Collection<RowKey> keys) {
        Map<RowKey, RowKey> parents = parents(keys);
        Set<RowKey> heldFamilies = missing(ROOTS, new LinkedHashSet<>(parents.values()));
        Set<RowKey> busy = new HashSet<>();
        parents.forEach((child, parent) -> {
            if (heldFamilies.contains(parent)) {
                busy.add(child);
            }
        });
        List<RowKey> free = keys.stream().filter(key -> !busy.contains(key)).toList();
        Map<RowKey, Order> orders = new HashMap<>();
        list(text(ORDERS), free, row -> {
            Order order = Orders.order(row, schema);
            return order.parent().equals(Optional.ofNullable(parents.get(order.id())))
                    ? orders.put(order.id(), order)
                    : busy.add(order.id()); // It came into another family since.
        });
        busy.addAll(Orders.existing(
                sql,
                schema,
                free.stream()
                        .filter(key -> !orders.containsKey(key) && !busy.contains(key))
                        .toList()));
        return new Claimed(orders, busy);
    }

    private Map<RowKey, RowKey> parents(Collection<RowKey> keys) {
        Map<RowKey, RowKey> parents = new HashMap<>();
        if (schema.has(ShopTable.ORDERS, "parent_id")) {
            list(schema.render(PARENTS), keys, row -> parents.put(row.key("id"), row.key("parent_id")));
        }
        return parents;
    }

    /** Those that could not be locked; a main order that is not there any more holds nobody up. */
    private Set<RowKey> missing(String locking, Set<RowKey> keys) {
        Set<RowKey> open = new HashSet<>(keys);
        list(text(locking), keys, row -> open.remove(row.key("id")));
        return Orders.existing(sql, schema, open);
    }

    private String text(String locking) {
        return schema.render(waits ? locking : locking + WITHOUT_WAITING);
    }

    private <T> List<T> list(String rendered, Collection<RowKey> keys, Row.Reader<T> reader) {
        return sql.list(rendered, Parameters.of("keys", keys), reader);
    }
}
