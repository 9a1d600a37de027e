package io.github.ylhcancel.inspect;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.OrderStateMachine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.TimelineEvent;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Callbacks;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.Timeline;
import io.github.ylhcancel.store.UntoldOrders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What {@code status} and {@code history} show. */
public final class Inspection {
    /**
     * One order as it stands.
     *
     * @param cancellations what YLH was or will be told, the latest first
     * @param untold what this program did to the order, if it is cancelled and YLH has not heard of it
     * @param next the states that it may move to; empty also when the specification does not know its state
     * @param callbacks what YLH said of it that a person has to look at, the most important first
     */
    public record Standing(
            Order order,
            List<OrderLine> lines,
            List<Cancellation> cancellations,
            Optional<UntoldOrder> untold,
            List<OrderStatus> next,
            List<RecordedCallback> callbacks) {
        /** How it stands with YLH. What YLH was told of an earlier cancellation says nothing about one that it has not heard of. */
        public Optional<Cancellation> cancellation() {
            return untold.isPresent()
                    ? Optional.empty()
                    : cancellations.stream().findFirst();
        }
    }

    /** Far enough in the future that everything unsettled is due by then, and within what every database can store. */
    public static final Instant WHENEVER = Instant.parse("9000-01-01T00:00:00Z");

    /** How many orders and how many deliveries there are in each state. */
    public record Counts(
            Map<String, Long> orders, Map<DeliveryState, Long> deliveries, Cancellations.Waiting waiting) {}

    private final Orders orders;
    private final Cancellations cancellations;
    private final UntoldOrders untold;
    private final Callbacks callbacks;
    private final Supplier<Timeline> timeline;

    public Inspection(
            Orders orders,
            Cancellations cancellations,
            UntoldOrders untold,
            Callbacks callbacks,
            Supplier<Timeline> timeline) {
        this.orders = orders;
        this.cancellations = cancellations;
        this.untold = untold;
        this.callbacks = callbacks;
        this.timeline = timeline;
    }

    public static Inspection from(RunContext context) {
        Database open = context.database().toRead();
        ShopSchema schema = context.database().schema();
        return new Inspection(
                new Orders(open, schema),
                new Cancellations(open),
                new UntoldOrders(open, schema),
                new Callbacks(open, context.run().id()),
                () -> new Timeline(open, schema));
    }

    /** Which order {@code reference} means. */
    public OrderLookup find(String reference, LookupBy by) {
        return OrderLookup.of(orders.find(reference, by), by);
    }

    public Standing standing(Order order) {
        List<OrderStatus> next = order.status().known().map(OrderStateMachine::next).stream()
                .flatMap(Set::stream)
                .sorted()
                .toList();
        List<Cancellation> told = cancellations.ofOrder(order.id());
        return new Standing(
                order,
                orders.lines(List.of(order.id())).get(order.id()),
                told,
                untold(order, told),
                next,
                callbacks.forAPerson(order.id()));
    }

    private Optional<UntoldOrder> untold(Order order, List<Cancellation> told) {
        boolean mayBeUntold = order.status().is(OrderStatus.CANCELLED)
                && order.soId()
                        .filter(soId -> told.stream()
                                .noneMatch(one -> one.request().soId().equals(soId)))
                        .isPresent();
        return mayBeUntold ? untold.byKey(order.id()) : Optional.empty();
    }

    /**
     * @param repeats whether what YLH may have applied is sent again
     */
    public Counts counts(boolean repeats) {
        return new Counts(orders.counts(), cancellations.counts(), cancellations.waiting(repeats, Optional.empty()));
    }

    /** The oldest orders in a state, each with its latest cancellation. */
    public List<Standing> inState(OrderStatus status, int limit) {
        return orders.inState(status, limit).stream().map(this::standing).toList();
    }

    /** The orders whose delivery is in a state; the one that changed longest ago first. */
    public List<Standing> inDeliveryState(DeliveryState state, int limit) {
        return cancellations.inState(state, limit).stream()
                .flatMap(cancellation -> orders.byKeys(List.of(cancellation.orderId())).values().stream())
                .map(this::standing)
                .toList();
    }

    /**
     * What the next delivery would send, oldest first.
     *
     * @param horizon what waits for its next try by then
     * @param repeats whether what YLH may have applied is sent again
     * @param account whose; nothing for all of them
     */
    public List<Cancellation> due(Instant horizon, Instant now, boolean repeats, Optional<Account> account, int limit) {
        return cancellations.due(horizon, now, repeats, account, limit);
    }

    public List<TimelineEvent> history(Order order) {
        return timeline.get().of(order);
    }
}
