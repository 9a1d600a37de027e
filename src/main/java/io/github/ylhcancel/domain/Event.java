package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What others than YLH are told.
 *
 * @param number of its row; those of one subject are told in this order
 * @param subject an order's key, or the name of a check
 * @param transition what it tells of an order, if it is about one
 * @param money whether that order had been paid for when it was cancelled
 * @param isFinal whether nothing that YLH says is waited for any more
 * @param body what it says, if it is about no order: a JSON object
 * @param attempts how often the command was started for it, this time too
 */
public record Event(
        long number,
        EventKind kind,
        String subject,
        Optional<Transition> transition,
        Optional<PaymentState> money,
        boolean isFinal,
        Optional<String> body,
        Instant at,
        int attempts) {
    /**
     * The same whenever it is told, and unlike any other's.
     *
     * @param database of the tool's tables
     */
    public String id(String database) {
        return database + "/"
                + transition
                        .map(told -> told.orderKey() + "/" + told.number() + "/"
                                + told.kind().word() + (isFinal && kind == EventKind.ORDER_CANCELLED ? "/final" : ""))
                        .orElseGet(() -> "check/" + number);
    }
}
