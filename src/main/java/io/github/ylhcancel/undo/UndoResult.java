package io.github.ylhcancel.undo;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.SyncState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one order that a person wanted back, or would.
 *
 * @param reference the order as it was named
 * @param order absent when it was not found, or not one
 * @param from the order's state before; empty when there was no order to look at
 * @param to the order's state now, or, in a dry run, what it would be
 * @param sync where YLH stands with it then
 * @param message why nothing was done
 * @param taken the stock that was taken again, or would be
 */
public record UndoResult(
        String reference,
        Optional<Order> order,
        Outcome outcome,
        String from,
        String to,
        SyncState sync,
        Optional<Message> message,
        List<StockRelease> taken) {
    /** How it ended. */
    public enum Outcome {
        UNDONE,
        WOULD_UNDO,
        /** It was put back before. */
        ALREADY_UNDONE,
        REFUSED,
        NOT_FOUND,
        AMBIGUOUS;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the run must say so in its exit code (3). */
        public boolean isProblem() {
            return switch (this) {
                case UNDONE, WOULD_UNDO, ALREADY_UNDONE -> false;
                case REFUSED, NOT_FOUND, AMBIGUOUS -> true;
            };
        }
    }

    /** Of what is no order. */
    public static UndoResult without(String reference, Outcome outcome, Message why) {
        return new UndoResult(
                reference, Optional.empty(), outcome, "", "", SyncState.UNSEEN, Optional.of(why), List.of());
    }

    static UndoResult unchanged(String reference, Order order, Outcome outcome, Message why) {
        String word = order.status().shown();
        return new UndoResult(
                reference, Optional.of(order), outcome, word, word, SyncState.UNSEEN, Optional.of(why), List.of());
    }
}
