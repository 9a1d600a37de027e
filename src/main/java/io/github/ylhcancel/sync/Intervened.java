package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Reopening;
import java.util.Optional;

/**
 * What became of a person's word about one order, or would.
 *
 * @param reference the order as it was named
 * @param order absent when it was not found, or not one
 * @param delivery its latest delivery, as it was before; absent when YLH was never told of it
 * @param to the state of the delivery afterwards; absent when there is none
 * @param message why nothing was done, or what has to be known now that it is
 */
public record Intervened(
        String reference,
        Optional<Order> order,
        Optional<Cancellation> delivery,
        Outcome outcome,
        Optional<DeliveryState> to,
        Optional<Message> message) {
    /** How it ended. */
    public enum Outcome {
        DONE,
        /** It was so before. */
        UNCHANGED,
        REFUSED,
        NOT_FOUND,
        AMBIGUOUS;

        /** Whether the run must say so in its exit code (3). */
        public boolean isProblem() {
            return switch (this) {
                case DONE, UNCHANGED -> false;
                case REFUSED, NOT_FOUND, AMBIGUOUS -> true;
            };
        }
    }

    /** A dead delivery that would be made due, taken from the list of them and not from an order. */
    public static Intervened wouldReopen(Cancellation dead) {
        return new Intervened(
                dead.orderNumber(),
                Optional.empty(),
                Optional.of(dead),
                Outcome.DONE,
                Optional.of(Reopening.state(dead)),
                Optional.empty());
    }

    /** The so-id that YLH was or would be told; of an order without a delivery its own. */
    public Optional<String> soId() {
        return delivery.map(told -> told.request().soId()).or(() -> order.flatMap(Order::soId));
    }

    public Optional<DeliveryState> from() {
        return delivery.map(Cancellation::state);
    }
}
