package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ShopNeverTells;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds what the shop itself has cancelled, and of which YLH was never told as far as this program knows. */
public final class CancelledByShopFinder extends KeyFinder {
    /** All orders, because a shop need not have an index of those that are cancelled. */
    private static final String CANDIDATES =
            "SELECT {o:orders.id} FROM {orders} o WHERE 1 = 1 {o:orders there}%s ORDER BY {o:orders.id} LIMIT :limit";

    private static final String BEHIND = " AND {o:orders.id} > :after";
    /** What YLH has said to be cancelled is told. */
    private static final String FOUND = Orders.SELECT + """
             WHERE {o:orders.id} IN (:keys) AND {o:orders.status is status.cancelled} AND {o:orders.haier_so_id} IS NOT NULL {o:orders there}
               AND NOT EXISTS (SELECT 1 FROM ylh_callback b
                                WHERE b.order_key = {o:orders.id} AND b.method = 'cancel' AND b.state = 1 AND b.applied_at IS NOT NULL)
             ORDER BY {o:orders.id}
            """;

    private static final String SINCE = "SELECT created_at FROM ylh_database";

    private final ShopNeverTells rules;
    private final Optional<Instant> since;

    /**
     * @param since only what was cancelled then or later; nothing for all
     */
    public CancelledByShopFinder(Database database, ShopSchema schema, ShopNeverTells rules, Optional<Instant> since) {
        super(DisagreementKind.CANCELLED_BY_SHOP, database, schema);
        this.rules = rules;
        this.since = since;
    }

    /** Since when the tool could have known: a shop has ten years of cancelled orders. */
    public static Instant sinceTheToolIsHere(Database database) {
        return database.read(
                sql -> sql.first(SINCE, row -> row.instant("created_at")).orElse(Instant.EPOCH));
    }

    @Override
    boolean isComparable() {
        return schema.has(ShopTable.ORDERS, "haier_so_id");
    }

    @Override
    String candidates(boolean behind) {
        return CANDIDATES.formatted(behind ? BEHIND : "");
    }

    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        List<Order> cancelled = sql.list(schema.render(FOUND), Parameters.of("keys", keys), this::order).stream()
                .filter(order ->
                        since.filter(ShopNeverTells.cancelled(order)::isBefore).isEmpty())
                .toList();
        List<RowKey> found = cancelled.stream().map(Order::id).toList();
        Map<RowKey, List<Transition>> changes = Transitions.ofOrders(sql, found);
        Map<RowKey, List<Cancellation>> deliveries = Cancellations.ofOrders(sql, found);
        return cancelled.stream()
                .filter(order -> ShopNeverTells.isUntracked(
                        order,
                        deliveries.getOrDefault(order.id(), List.of()),
                        changes.getOrDefault(order.id(), List.of())))
                .map(this::disagreement)
                .toList();
    }

    private Order order(Row row) {
        return Orders.order(row, schema);
    }

    private Disagreement disagreement(Order order) {
        Optional<Message> obstacle = rules.obstacle(order);
        Map<String, String> details = new TreeMap<>();
        order.supplierStatus().ifPresent(word -> details.put("supplier_status", word));
        order.cancelReason().ifPresent(reason -> details.put("reason", reason));
        return new Disagreement(
                kind(),
                order.id(),
                order.number(),
                order.soId(),
                DeliveryFinder.status(Optional.of(order)),
                Message.of("reconcile.not-told-by-us"),
                Optional.of(ShopNeverTells.cancelled(order)),
                obstacle.isEmpty() ? Repair.QUEUE : Repair.OPERATOR,
                obstacle,
                details);
    }
}
