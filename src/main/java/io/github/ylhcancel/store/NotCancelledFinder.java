package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStateMachine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds what YLH says to have cancelled, to us or unasked, and what the shop has not cancelled. */
public final class NotCancelledFinder extends KeyFinder {
    /** Each half by an index of its own. */
    private static final String CANDIDATES = """
            SELECT k.order_key
              FROM ((SELECT c.order_id AS order_key FROM ylh_cancellation c
                      WHERE c.state = 'confirmed'%s ORDER BY c.order_id LIMIT :limit)
                    UNION ALL
                    (SELECT b.order_key FROM ylh_callback b
                      WHERE b.effect = 'listed' AND b.order_key IS NOT NULL%s ORDER BY b.order_key LIMIT :limit)) k
             ORDER BY k.order_key
             LIMIT :limit
            """;

    /** Most are cancelled, so only the others are read. */
    private static final String NOT_CANCELLED = Orders.SELECT
            + " WHERE {o:orders.id} IN (:keys) AND NOT {o:orders.status is status.cancelled} {o:orders there}";
    /** What a program of the shop has put back, and so taken its stock again, has a row of its own. */
    private static final String PUT_BACK_BY_SHOP = """
            SELECT DISTINCT {h:history.order_id} AS order_id FROM {history} h
             WHERE {h:history.order_id} IN (:keys) AND {h:history.from_status is status.cancelled}
            """;

    private final Optional<String> sourceSystem;

    /**
     * @param sourceSystem with which an order is cancelled that nobody here has asked YLH to cancel
     */
    public NotCancelledFinder(Database database, ShopSchema schema, Optional<String> sourceSystem) {
        super(DisagreementKind.NOT_CANCELLED, database, schema);
        this.sourceSystem = sourceSystem;
    }

    /** Whether it says of an order that goes on here that YLH has cancelled it, though nobody has taken that back. */
    static boolean isOfOpenOrder(RecordedCallback callback) {
        return callback.method() == Callback.Method.CANCEL
                && callback.state() == Callback.State.SUCCESS
                && callback.effect().equals(Optional.of(Effect.LISTED));
    }

    @Override
    String candidates(boolean behind) {
        return CANDIDATES.formatted(behind(behind, "c.order_id"), behind(behind, "b.order_key"));
    }

    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        Map<RowKey, Disagreement> found = new TreeMap<>();
        Map<RowKey, Order> orders = new HashMap<>();
        sql.list(schema.render(NOT_CANCELLED), Parameters.of("keys", keys), row -> Orders.order(row, schema))
                .forEach(order -> orders.put(order.id(), order));
        Map<RowKey, List<Transition>> changes = Transitions.ofOrders(sql, orders.keySet());
        Callbacks.forAPerson(sql, orders.keySet()).stream()
                .filter(NotCancelledFinder::isOfOpenOrder)
                .forEach(callback -> callback.orderKey()
                        .map(orders::get)
                        .ifPresent(order -> found.putIfAbsent(order.id(), unasked(order, callback))));
        Set<RowKey> putBack = schema.has(ShopTable.HISTORY, "from_status")
                ? new HashSet<>(
                        sql.list(schema.render(PUT_BACK_BY_SHOP), Parameters.of("keys", orders.keySet()), Row::key))
                : Set.of();
        Parameters values = Parameters.of("keys", orders.keySet()).and("state", DeliveryState.CONFIRMED.word());
        Cancellations.list(sql, DeliveryFinder.LATEST_OF_THESE, values).stream()
                .filter(delivery -> isMeant(delivery, orders.get(delivery.orderId())))
                .filter(delivery -> Transition.latest(changes.getOrDefault(delivery.orderId(), List.of()))
                        .filter(last -> last.kind() != Transition.Kind.CANCEL)
                        .isEmpty())
                .forEach(delivery -> {
                    RowKey key = delivery.orderId();
                    boolean hasItsStock = putBack.contains(key) || !changes.containsKey(key);
                    found.put(key, confirmed(orders.get(key), delivery, hasItsStock));
                });
        return List.copyOf(found.values());
    }

    /** An order that YLH knows under a new so-id goes on there too. */
    private static boolean isMeant(Cancellation delivery, Order order) {
        return order.soId().map(delivery.request().soId()::equals).orElse(true);
    }

    private Disagreement confirmed(Order order, Cancellation delivery, boolean hasItsStock) {
        Optional<Message> obstacle =
                hasItsStock ? obstacle(order) : Optional.of(Message.of("reconcile.next-reopened", order.number()));
        return disagreement(
                order, obstacle, DeliveryFinder.said(delivery), delivery.updatedAt(), DeliveryFinder.details(delivery));
    }

    private Disagreement unasked(Order order, RecordedCallback callback) {
        Optional<Message> obstacle = sourceSystem.isPresent() || order.soId().isEmpty()
                ? obstacle(order)
                : Optional.of(Message.of("source-system.missing"));
        return disagreement(
                order,
                obstacle,
                Message.of(
                        "reconcile.callback",
                        callback.state().number(),
                        callback.code().orElse("")),
                callback.receivedAt(),
                Map.of("code", callback.code().orElse("")));
    }

    private static Optional<Message> obstacle(Order order) {
        boolean may = order.soId().flatMap(Checks::soId).isEmpty()
                && order.status()
                        .known()
                        .filter(from -> OrderStateMachine.allows(from, OrderStatus.CANCELLED))
                        .isPresent();
        return may ? Optional.empty() : Optional.of(Message.of("callback.not-cancellable", order.number()));
    }

    /**
     * @param obstacle why it is not cancelled here without a person, if that is so
     */
    private Disagreement disagreement(
            Order order, Optional<Message> obstacle, Message other, Instant since, Map<String, String> details) {
        return new Disagreement(
                kind(),
                order.id(),
                order.number(),
                order.soId(),
                DeliveryFinder.status(Optional.of(order)),
                other,
                Optional.of(since),
                obstacle.isEmpty() ? Repair.CANCEL : Repair.OPERATOR,
                obstacle,
                details);
    }
}
