package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds orders of which YLH has said what does not go with what is known, and about which nobody has decided anything since. */
public final class ContradictionFinder extends KeyFinder {
    /** Each part by an index of its own. What names products that the order does not have is about one that is cancelled in part. */
    private static final String CANDIDATES = """
            SELECT k.order_key
              FROM ((SELECT b.order_key FROM ylh_callback b
                      WHERE b.effect = 'contradiction' AND b.order_key IS NOT NULL%1$s ORDER BY b.order_key LIMIT :limit)
                    UNION ALL
                    (SELECT b.order_key FROM ylh_callback b
                      WHERE b.effect = 'listed' AND b.order_key IS NOT NULL%1$s ORDER BY b.order_key LIMIT :limit)
                    UNION ALL
                    (SELECT c.order_id AS order_key FROM ylh_cancellation c
                      WHERE c.state = 'partial'%2$s ORDER BY c.order_id LIMIT :limit)) k
             ORDER BY k.order_key
             LIMIT :limit
            """;

    public ContradictionFinder(Database database, ShopSchema schema) {
        super(DisagreementKind.CONTRADICTION, database, schema);
    }

    @Override
    String candidates(boolean behind) {
        return CANDIDATES.formatted(behind(behind, "b.order_key"), behind(behind, "c.order_id"));
    }

    /** What YLH says to have cancelled of an order that goes on is found as that. */
    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        Map<RowKey, Order> orders = Orders.byKeys(sql, schema, keys);
        Map<RowKey, Disagreement> found = new TreeMap<>();
        for (RecordedCallback callback : Callbacks.forAPerson(sql, keys)) {
            RowKey key = callback.orderKey().orElseThrow();
            Optional<Order> order = Optional.ofNullable(orders.get(key));
            boolean goesOn =
                    order.filter(one -> !one.status().is(OrderStatus.CANCELLED)).isPresent();
            if (!goesOn || !NotCancelledFinder.isOfOpenOrder(callback)) {
                found.putIfAbsent(key, disagreement(key, order, callback));
            }
        }
        return List.copyOf(found.values());
    }

    private Disagreement disagreement(RowKey key, Optional<Order> order, RecordedCallback callback) {
        Map<String, String> details = new TreeMap<>();
        callback.code().ifPresent(code -> details.put("code", code));
        if (!callback.unknownProducts().isEmpty()) {
            details.put("unknown_products", callback.unknownProducts());
        }
        Instant since = callback.appliedAt().orElse(callback.receivedAt());
        return new Disagreement(
                kind(),
                key,
                order.map(Order::number).orElse(callback.orderNumber()),
                order.flatMap(Order::soId),
                DeliveryFinder.status(order),
                Message.of(
                        "reconcile.callback",
                        callback.state().number(),
                        callback.code().orElse("")),
                Optional.of(since),
                Repair.OPERATOR,
                Optional.of(callback.meaning()),
                details);
    }
}
