package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a line of a journal says of an order, held against what the database knows of it: a function of the two. What YLH was sent is sent
 * again with the same bytes or not at all.
 */
public sealed interface Forgotten {
    /** The database has the request, so its own rules say what becomes of it. */
    record Known() implements Forgotten {}

    /** The order is cancelled, and has no request: it gets the line's. */
    record Queue() implements Forgotten {}

    /** The order is not cancelled: it is, as the line has it. */
    record Cancel(CancelRequest request) implements Forgotten {}

    /** The order was cancelled anew in other words, which YLH was never sent: the line's take their place. */
    record Replace(Cancellation unsent) implements Forgotten {}

    /** Not possible without a person. */
    record ForAPerson(Message why) implements Forgotten {}

    /**
     * @param order as it stands; nothing if there is none with that key
     * @param deliveries those of the order, the latest first
     * @param changes what this program did with it, the oldest first
     * @param operator in whose name it would be cancelled
     */
    static Forgotten of(
            ToldRequest told,
            Optional<Order> order,
            List<Cancellation> deliveries,
            List<Transition> changes,
            String operator,
            Instant now) {
        if (deliveries.stream().anyMatch(one -> one.request().equals(told.request()))) {
            return new Known();
        }
        String soId = told.request().soId();
        if (order.isEmpty() || order.get().soId().filter(soId::equals).isEmpty()) {
            return new ForAPerson(order.map(one -> Message.of(
                            "reconcile.journal-another-so-id",
                            one.number(),
                            one.soId().<Object>map(Text::shown).orElse(Message.of("order.no-so-id"))))
                    .orElseGet(() -> Message.of("reconcile.journal-no-order", told.orderNumber())));
        }
        Optional<Cancellation> latest = deliveries.stream()
                .filter(one -> one.request().soId().equals(soId))
                .findFirst();
        if (latest.isPresent()) {
            return isUnsent(latest.get()) && order.get().status().is(OrderStatus.CANCELLED)
                    ? new Replace(latest.get())
                    : new ForAPerson(Message.of(
                            "reconcile.journal-other-words",
                            order.get().number(),
                            latest.get().state()));
        }
        if (order.get().leftToShop().isPresent()) {
            return new ForAPerson(order.get().leftToShop().get());
        }
        return order.get().status().is(OrderStatus.CANCELLED)
                ? new Queue()
                : unlessPutBack(told, order.get(), changes, operator, now);
    }

    /** Of which YLH has certainly never got a byte. What is held because of the journal counts as a repeat of what the line says. */
    private static boolean isUnsent(Cancellation delivery) {
        boolean stopped = delivery.state() == DeliveryState.HELD
                && delivery.hold().filter(Hold.TOLD_BEFORE::equals).isPresent();
        boolean waits = delivery.state() == DeliveryState.PENDING && !delivery.maybeApplied();
        return (stopped || waits) && delivery.attempts() == 0;
    }

    private static Forgotten unlessPutBack(
            ToldRequest told, Order order, List<Transition> changes, String operator, Instant now) {
        Optional<Transition> back = Transition.latest(changes)
                .filter(last -> last.kind() != Transition.Kind.CANCEL)
                .filter(last -> last.at().isAfter(told.at()));
        if (back.isPresent()) {
            return new ForAPerson(Message.of(
                    "reconcile.journal-put-back", order.number(), back.get().at()));
        }
        CancelRequest request = new CancelRequest(
                order.number(),
                LookupBy.ID,
                Optional.of(told.request().cancelReason()),
                Optional.of(told.request().sourceSystem()),
                Optional.of(told.request().cancelTime()),
                Optional.empty(),
                operator);
        return Decision.of(order, List.of(), changes, request, now) instanceof Decision.Refused refused
                ? new ForAPerson(Message.of("reconcile.journal-not-cancellable", order.number(), refused.why()))
                : new Cancel(request);
    }
}
