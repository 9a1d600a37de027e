package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A change of an order that this program made, as it was written down with it.
 *
 * @param number which cancellation of the order it belongs to, from 1
 * @param from the word that the shop stored before; so is {@code to} the one after it
 * @param note as it stands in the order's history
 * @param sourceSystem the one that YLH was to be told, if any was known
 * @param cancelTime the moment that YLH is told, or would be if it knew the order
 */
public record Transition(
        RowKey orderKey,
        int number,
        Kind kind,
        String orderNumber,
        Optional<String> soId,
        String from,
        String to,
        String reason,
        String note,
        String operator,
        Optional<String> sourceSystem,
        Instant cancelTime,
        String runId,
        Instant at) {
    /**
     * What this program did with an order last.
     *
     * @param changes all that it did, the oldest first
     */
    public static Optional<Transition> latest(List<Transition> changes) {
        return changes.isEmpty() ? Optional.empty() : Optional.of(changes.get(changes.size() - 1));
    }

    /** What was done with the order. */
    public enum Kind {
        CANCEL,
        COMPENSATE,
        UNDO;

        /** As it is stored and printed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What the order is then, in the words of the results. */
        public String outcome() {
            return switch (this) {
                case CANCEL -> "cancelled";
                case COMPENSATE -> "compensated";
                case UNDO -> "undone";
            };
        }

        public static Kind ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
