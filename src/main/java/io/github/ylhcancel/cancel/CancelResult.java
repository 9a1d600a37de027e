package io.github.ylhcancel.cancel;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.StockRelease;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What became of one order.
 *
 * @param reference as the user named it
 * @param from the order's state before; empty when there was no order to look at
 * @param to the order's state now, or, in a dry run, what it would be
 * @param sync where YLH stands: a {@link DeliveryState} word, or one of the words below; empty when that was not looked at
 * @param released the stock that came back, or would
 * @param untouched the supplier's lines, whose stock is not the shop's to give back
 */
public record CancelResult(
        String reference,
        Optional<Order> order,
        Outcome outcome,
        String from,
        String to,
        String sync,
        Optional<Message> message,
        List<StockRelease> released,
        List<OrderLine> untouched) {
    /** The order has no so-id, so YLH does not know it. */
    public static final String NONE = "none";

    /** The order was cancelled by somebody else, and whether YLH was told is not known here. */
    public static final String UNTRACKED = "untracked";

    /** A dry run: YLH would be told. */
    public static final String WOULD_TELL = "would-tell";

    static CancelResult without(String reference, Outcome outcome, Message message) {
        return new CancelResult(
                reference, Optional.empty(), outcome, "", "", "", Optional.of(message), List.of(), List.of());
    }

    static CancelResult unchanged(String reference, Order order, Outcome outcome, String sync, Message message) {
        String word = order.status().shown();
        return new CancelResult(
                reference, Optional.of(order), outcome, word, word, sync, Optional.of(message), List.of(), List.of());
    }

    /** A dry run's answer for an order that the run would have cancelled when it comes to it again. */
    public static CancelResult again(CancelResult preview) {
        return new CancelResult(
                preview.reference(),
                preview.order(),
                Outcome.ALREADY_CANCELLED,
                preview.to(),
                preview.to(),
                "",
                Optional.of(Message.of("cancel.named-before")),
                List.of(),
                List.of());
    }

    public long units() {
        return released.stream().mapToLong(StockRelease::quantity).sum();
    }

    /**
     * What becomes of its delivery by itself; nothing if YLH need not hear of it, or nobody here told it.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public Optional<DeliveryState.Phase> delivery(boolean repeats) {
        return Arrays.stream(DeliveryState.values())
                .filter(state -> state.word().equals(sync))
                .findFirst()
                .map(state -> state.phase(repeats));
    }
}
