package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.schema.ShopSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what was cancelled here before it had its so-id, so that YLH was never told. */
public final class UntoldFinder extends KeyFinder {
    private final UntoldOrders untold;
    private final Optional<String> sourceSystem;
    private final NextStep next;

    /**
     * @param sourceSystem for what was cancelled when none was known
     */
    public UntoldFinder(Database database, ShopSchema schema, Optional<String> sourceSystem, NextStep next) {
        super(DisagreementKind.UNTOLD, database, schema);
        this.untold = new UntoldOrders(database, schema);
        this.sourceSystem = sourceSystem;
        this.next = next;
    }

    @Override
    String candidates(boolean behind) {
        return CANCELLED_HERE.formatted(behind(behind, "t.order_key"));
    }

    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> keys) {
        List<UntoldOrder> found = untold.among(sql, keys);
        Map<RowKey, List<Transition>> changes = Transitions.ofOrders(
                sql, found.stream().map(UntoldOrder::orderKey).toList());
        Map<RowKey, Order> orders = Orders.byKeys(sql, schema, changes.keySet());
        return found.stream()
                .map(order -> refusal(orders.get(order.orderKey()))
                        .map(word ->
                                disagreement(order, Repair.OPERATOR, Message.of("reconcile.next-asked-by-shop", word)))
                        .orElseGet(() -> disagreement(order, Transition.latest(changes.get(order.orderKey())))))
                .toList();
    }

    /** YLH has refused it, so the shop itself has asked. */
    private Optional<String> refusal(Order order) {
        return Optional.ofNullable(order)
                .flatMap(Order::supplierStatus)
                .filter(schema.wordOfRefusal()::equals)
                .filter(word -> !word.isEmpty());
    }

    private Disagreement disagreement(UntoldOrder order, Optional<Transition> cancelled) {
        boolean isKnown = !order.reason().isEmpty() && Checks.soId(order.soId()).isEmpty();
        boolean hasSource = cancelled
                .flatMap(Transition::sourceSystem)
                .or(() -> sourceSystem)
                .isPresent();
        return disagreement(
                order,
                isKnown && hasSource ? Repair.QUEUE : Repair.OPERATOR,
                isKnown && !hasSource ? Message.of("source-system.missing") : next.of(order));
    }

    private Disagreement disagreement(UntoldOrder order, Repair repair, Message then) {
        return new Disagreement(
                kind(),
                order.orderKey(),
                order.orderNumber(),
                Optional.of(order.soId()),
                Message.of("reconcile.status", schema.word(OrderStatus.CANCELLED)),
                Message.of("reconcile.never-told"),
                Optional.of(order.at()),
                repair,
                Optional.of(then),
                Map.of("run_id", order.runId(), "operator", order.operator()));
    }
}
