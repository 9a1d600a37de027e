package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person may say about a delivery that did not end by itself. It settles the delivery and nothing else: the order and its
 * stock stay as they are.
 */
public enum OperatorWord {
    /** YLH says, when asked, that it has cancelled. */
    CONFIRMED(DeliveryState.CONFIRMED),
    /** YLH says, when asked, that it has not cancelled and will not. */
    REJECTED(DeliveryState.REJECTED),
    /** YLH is told no more, whatever it did. */
    ABANDONED(DeliveryState.ABANDONED);

    private final DeliveryState state;

    OperatorWord(DeliveryState state) {
        this.state = state;
    }

    /** The state that a delivery has after it. */
    public DeliveryState state() {
        return state;
    }

    /** Whether a delivery in that state is as this word would have it, so that there is nothing to change. */
    public boolean isSaidOf(DeliveryState found) {
        return found == state;
    }

    /**
     * Why it cannot be said of an order whose delivery is in that state, and what to do instead; nothing when it can.
     *
     * @param orderNumber names the order in the commands that the sentence proposes
     */
    public Optional<Message> refusal(DeliveryState found, String orderNumber) {
        if (found == DeliveryState.PENDING || found == DeliveryState.SENDING) {
            return Optional.of(Message.of("resolve.under-way", found, orderNumber));
        }
        if (found.next().contains(state)) {
            return Optional.empty();
        }
        return found == DeliveryState.ACCEPTED
                ? Optional.of(Message.of("resolve.accepted", found))
                : Optional.of(Message.of("resolve.settled", found, orderNumber));
    }

    /** What has to be known after it was said, if it is not plain from the state alone. */
    public Optional<Message> consequence() {
        return switch (this) {
            case CONFIRMED -> Optional.empty();
            case REJECTED -> Optional.of(Message.of("resolve.rejected"));
            case ABANDONED -> Optional.of(Message.of("resolve.abandoned"));
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OperatorWord> ofWord(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word();
    }
}
