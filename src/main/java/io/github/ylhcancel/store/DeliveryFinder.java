package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Finds orders whose latest delivery stands still in one state. */
public final class DeliveryFinder extends KeyFinder {
    /** By the index of states and orders. */
    static final String IN_STATE =
            "SELECT c.order_id FROM ylh_cancellation c WHERE c.state = '%s'%s ORDER BY c.order_id LIMIT :limit";
    /** What an order was cancelled for before is over. */
    static final String LATEST_OF_THESE = """
             WHERE order_id IN (:keys) AND state = :state
               AND NOT EXISTS (SELECT 1 FROM ylh_cancellation l
                                WHERE l.order_id = ylh_cancellation.order_id AND l.cancellation_no > ylh_cancellation.cancellation_no)
             ORDER BY order_id
            """;

    private final DeliveryState state;
    private final Predicate<Cancellation> which;
    private final boolean putsBack;
    private final NextStep next;

    private DeliveryFinder(
            DisagreementKind kind,
            DeliveryState state,
            Predicate<Cancellation> which,
            boolean putsBack,
            Database database,
            ShopSchema schema,
            NextStep next) {
        super(kind, database, schema);
        this.state = state;
        this.which = which;
        this.putsBack = putsBack;
        this.next = next;
    }

    /**
     * What YLH has refused and is still cancelled here.
     *
     * @param rollsBack whether the configuration wants refused orders put back
     */
    public static Finder rejected(Database database, ShopSchema schema, NextStep next, boolean rollsBack) {
        return new DeliveryFinder(
                DisagreementKind.REJECTED, DeliveryState.REJECTED, one -> true, rollsBack, database, schema, next);
    }

    /** What YLH has taken long ago without a callback since. */
    public static Finder overdue(Database database, ShopSchema schema, NextStep next) {
        return new DeliveryFinder(
                DisagreementKind.OVERDUE, DeliveryState.ACCEPTED, next::isOverdue, false, database, schema, next);
    }

    /** What all attempts were in vain for. */
    public static Finder dead(Database database, ShopSchema schema, NextStep next) {
        return new DeliveryFinder(
                DisagreementKind.DEAD, DeliveryState.DEAD, one -> true, false, database, schema, next);
    }

    /** What YLH may have applied, and is not sent again by itself. */
    public static Finder unknown(Database database, ShopSchema schema, NextStep next) {
        return new DeliveryFinder(
                DisagreementKind.UNKNOWN,
                DeliveryState.UNKNOWN,
                one -> one.phase(next.repeats()) == DeliveryState.Phase.NEEDS_PERSON,
                false,
                database,
                schema,
                next);
    }

    /** What a person has to decide. */
    public static Finder held(Database database, ShopSchema schema, NextStep next) {
        return new DeliveryFinder(
                DisagreementKind.HELD, DeliveryState.HELD, one -> true, false, database, schema, next);
    }

    @Override
    String candidates(boolean behind) {
        return IN_STATE.formatted(state.word(), behind(behind, "c.order_id"));
    }

    @Override
    List<Disagreement> among(Sql sql, Collection<RowKey> orders) {
        Parameters values = Parameters.of("keys", orders).and("state", state.word());
        List<Cancellation> found = Cancellations.list(sql, LATEST_OF_THESE, values).stream()
                .filter(which)
                .toList();
        Map<RowKey, Order> known = Orders.byKeys(
                sql, schema, found.stream().map(Cancellation::orderId).toList());
        return found.stream()
                .filter(one -> !agrees(known.get(one.orderId())))
                .map(one -> disagreement(one, Optional.ofNullable(known.get(one.orderId()))))
                .toList();
    }

    /** An order that goes on is what YLH wants that has refused; it may have been put back since its delivery was read. */
    private boolean agrees(Order order) {
        return kind() == DisagreementKind.REJECTED
                && order != null
                && !order.status().is(OrderStatus.CANCELLED);
    }

    private Disagreement disagreement(Cancellation delivery, Optional<Order> order) {
        boolean isCancelled = order.filter(one -> one.status().is(OrderStatus.CANCELLED) && !one.toldByShop())
                .isPresent();
        return new Disagreement(
                kind(),
                delivery.orderId(),
                delivery.orderNumber(),
                Optional.of(delivery.request().soId()),
                status(order),
                said(delivery),
                Optional.of(delivery.since()),
                putsBack && isCancelled ? Repair.PUT_BACK : Repair.OPERATOR,
                Optional.of(next.of(delivery)),
                details(delivery));
    }

    static Message status(Optional<Order> order) {
        return order.map(one -> Message.of("reconcile.status", one.status().shown()))
                .orElseGet(() -> Message.of("reconcile.no-order"));
    }

    static Message said(Cancellation delivery) {
        return delivery.lastError()
                .map(words -> Message.of("reconcile.delivery-says", delivery.state(), words))
                .orElseGet(() -> Message.of("reconcile.delivery", delivery.state()));
    }

    static Map<String, String> details(Cancellation delivery) {
        Map<String, String> details = new TreeMap<>();
        details.put("sync", delivery.state().word());
        details.put("attempts", String.valueOf(delivery.attempts()));
        delivery.hold().map(Hold::word).ifPresent(word -> details.put("hold", word));
        delivery.runId().ifPresent(run -> details.put("run_id", run));
        return details;
    }
}
