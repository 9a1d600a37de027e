package io.github.ylhcancel.cancel;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.SyncState;
import java.util.List;
import java.util.Optional;

/**
 * What became of one order.
 *
 * @param reference as the user named it
 * @param from the order's state before; empty when there was no order to look at
 * @param to the order's state now, or, in a dry run, what it would be
 * @param sync where YLH stands with it
 * @param money whether the order had been paid for, of what is cancelled or would be
 * @param released the stock that came back, or would
 * @param untouched the supplier's lines, whose stock is not the shop's to give back
 */
public record CancelResult(
        String reference,
        Optional<Order> order,
        Outcome outcome,
        String from,
        String to,
        SyncState sync,
        Optional<Message> message,
        Optional<PaymentState> money,
        List<StockRelease> released,
        List<OrderLine> untouched) {
    static final String TOLD_BEFORE = "order.told-before";

    static CancelResult without(String reference, Outcome outcome, Message message) {
        return new CancelResult(
                reference,
                Optional.empty(),
                outcome,
                "",
                "",
                SyncState.UNSEEN,
                Optional.of(message),
                Optional.empty(),
                List.of(),
                List.of());
    }

    static CancelResult unchanged(String reference, Order order, Outcome outcome, SyncState sync, Message message) {
        String word = order.status().shown();
        return new CancelResult(
                reference,
                Optional.of(order),
                outcome,
                word,
                word,
                sync,
                Optional.of(message),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /** A dry run's answer for an order that the run would have cancelled when it comes to it again. */
    public static CancelResult again(CancelResult preview) {
        return new CancelResult(
                preview.reference(),
                preview.order(),
                Outcome.ALREADY_CANCELLED,
                preview.to(),
                preview.to(),
                SyncState.UNSEEN,
                Optional.of(Message.of("cancel.named-before")),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /** Why, as a word for programs, where the outcome alone does not say it. */
    public Optional<String> code() {
        if (message.filter(why -> why.key().equals(TOLD_BEFORE)).isPresent()) {
            return Optional.of(Hold.TOLD_BEFORE.word());
        }
        return outcome == Outcome.REFUSED && sync.equals(SyncState.of(DeliveryState.COMPENSATED))
                ? Optional.of("refused-by-ylh")
                : Optional.empty();
    }

    public long units() {
        return released.stream().mapToLong(StockRelease::quantity).sum();
    }

    /** Whether somebody has to give money back. */
    public boolean isPaid() {
        return money.filter(PaymentState.PAID::equals).isPresent();
    }

    /**
     * What becomes of its delivery by itself; nothing if YLH need not hear of it, or nobody here told it.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public Optional<DeliveryState.Phase> delivery(boolean repeats) {
        return sync.phase(repeats);
    }
}
