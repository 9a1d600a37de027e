package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * A callback as it was written down, and what came of it.
 *
 * @param number of its row
 * @param at YLH's time stamp
 * @param failure {@code FailMsg} in one line, cut; empty if there is none
 * @param appliedAt absent while it could not be placed, or after a process died before it was applied
 * @param orderKey the order that it was applied to
 * @param effect what was done with it, once it is applied
 * @param code why, as a word; of one that is not applied, why that could not be
 * @param from the delivery's state before, where there is one
 * @param to the same afterwards
 * @param unknownProducts codes that no line of the order has, one after the other; empty if there are none
 * @param runId the run that received it, and then the one that applied it
 */
public record RecordedCallback(
        long number,
        Callback.Method method,
        Instant receivedAt,
        Instant at,
        Optional<String> supplierOrderNumber,
        String orderNumber,
        Callback.State state,
        String failure,
        Optional<Instant> appliedAt,
        Optional<RowKey> orderKey,
        Optional<CallbackRules.Effect> effect,
        Optional<String> code,
        Optional<DeliveryState> from,
        Optional<DeliveryState> to,
        String unknownProducts,
        Optional<String> runId) {
    public boolean isApplied() {
        return appliedAt.isPresent();
    }

    /** What it came to, and what a person does about it, in one sentence. */
    public Message meaning() {
        return Message.of("callback." + code.orElse("not-applied"), orderNumber);
    }
}
