package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Duration;
import java.time.Instant;

/**
 * What happens next to a delivery by itself, or what a person can do about it, in one sentence.
 *
 * @param repeats whether what YLH may have applied is sent again
 * @param overdueAfter how long after its decision a delivery without an outcome is overdue
 */
public record NextStep(boolean repeats, Duration overdueAfter, Instant now) {
    public Message of(Cancellation cancellation) {
        String order = cancellation.orderNumber();
        boolean overdue = isOverdue(cancellation);
        return switch (cancellation.state()) {
            case PENDING -> Message.of(overdue ? "next.pending-overdue" : "next.pending", order);
            case SENDING -> Message.of(overdue ? "next.sending-overdue" : "next.sending", order);
            case ACCEPTED -> Message.of(overdue ? "next.accepted-overdue" : "next.accepted", order);
            case UNKNOWN -> unknown(cancellation, overdue);
            case REJECTED -> Message.of("next.rejected", order);
            case HELD ->
                cancellation
                        .hold()
                        .map(why -> Message.of("next.held-" + why.word(), order))
                        .orElse(Message.of("next.held", order));
            case DEAD -> Message.of(cancellation.maySend(repeats) ? "next.dead" : "next.no-repeats", order);
            case CONFIRMED -> Message.of("next.confirmed");
            case PARTIAL -> Message.of("next.partial", order);
            case COMPENSATED -> Message.of("next.compensated");
            case ABANDONED -> Message.of("next.abandoned", order);
            case WITHDRAWN -> Message.of("next.withdrawn");
        };
    }

    /** Of an order that YLH has not heard of, which nothing but a person's word changes. */
    public Message of(UntoldOrder order) {
        if (order.reason().isEmpty()) {
            return Message.of("next.untold-no-reason", order.orderNumber());
        }
        return Checks.soId(order.soId())
                .map(problem -> Message.of("next.untold-so-id", order.orderNumber(), problem))
                .orElseGet(() -> Message.of("next.untold", order.orderNumber()));
    }

    private Message unknown(Cancellation cancellation, boolean overdue) {
        String order = cancellation.orderNumber();
        if (!cancellation.maySend(repeats)) {
            return Message.of("next.no-repeats", order);
        }
        if (cancellation.phase(repeats) == DeliveryState.Phase.NEEDS_PERSON) {
            return Message.of("next.unknown-waits", order);
        }
        return Message.of(overdue ? "next.unknown-overdue" : "next.unknown", order);
    }

    /** What was decided by then should have an outcome by now. */
    public Instant overdueBefore() {
        return now.minus(overdueAfter);
    }

    /** Whether it was decided so long ago that an outcome should have come. */
    public boolean isOverdue(Cancellation cancellation) {
        return cancellation.state().awaitsOutcome() && !cancellation.createdAt().isAfter(overdueBefore());
    }
}
