package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * Making a delivery due again because a person wants it: which may be, and what becomes of them.
 *
 * @param repeats whether YLH takes a byte-identical repeat for the same request; if not, what it may have applied is not sent again
 */
public record Reopening(boolean repeats) {
    /** What the audit calls it. */
    public static final String WORD = "retry";

    /** Whether a delivery in that state can be made due again: it waits already, or the way back to waiting is open and nobody is calling. */
    public static boolean mayReopen(DeliveryState state) {
        boolean canWait =
                state.next().contains(DeliveryState.PENDING) && state.next().contains(DeliveryState.UNKNOWN);
        return state != DeliveryState.SENDING && (state.isOpen() || canWait);
    }

    /** Whether it is for the record why it is made due again: it takes back what YLH or a person has said. */
    public static boolean wantsReason(DeliveryState state) {
        return switch (state) {
            case REJECTED, HELD, ABANDONED -> true;
            case PENDING, SENDING, ACCEPTED, UNKNOWN, CONFIRMED, PARTIAL, COMPENSATED, DEAD, WITHDRAWN -> false;
        };
    }

    /** Why the delivery is not made due again, and what to do instead; nothing when it can be. */
    public Optional<Message> refusal(Cancellation cancellation) {
        DeliveryState state = cancellation.state();
        String order = cancellation.orderNumber();
        return switch (state) {
            case PENDING -> Optional.empty();
            case HELD ->
                cancellation.hold().filter(Hold::leavesOrderOpen).isPresent()
                        ? Optional.of(Message.of("retry.order-moved", state, order))
                        : unlessDoubtful(cancellation);
            case UNKNOWN, DEAD, REJECTED, ABANDONED -> unlessDoubtful(cancellation);
            case SENDING -> Optional.of(Message.of("retry.sending", state));
            case ACCEPTED -> Optional.of(Message.of("retry.accepted", state, order));
            case CONFIRMED, PARTIAL -> Optional.of(Message.of("retry.settled", state, order));
            case COMPENSATED, WITHDRAWN -> Optional.of(Message.of("retry.put-back", state, order));
        };
    }

    private Optional<Message> unlessDoubtful(Cancellation cancellation) {
        return cancellation.maySend(repeats)
                ? Optional.empty()
                : Optional.of(Message.of("retry.no-repeats", cancellation.state(), cancellation.orderNumber()));
    }

    /** Whether it is due as it is, so that there is nothing to change; what is being sent is not due. */
    public boolean isDue(Cancellation cancellation, Instant now) {
        return cancellation.state() != DeliveryState.SENDING
                && cancellation.phase(repeats) == DeliveryState.Phase.OPEN
                && cancellation.nextAttemptAt().filter(due -> !due.isAfter(now)).isPresent();
    }

    /** The state that it waits in: what YLH may have applied stays unknown. */
    public static DeliveryState state(Cancellation cancellation) {
        return DeliveryState.waiting(cancellation.maybeApplied() || cancellation.state() == DeliveryState.UNKNOWN);
    }
}
