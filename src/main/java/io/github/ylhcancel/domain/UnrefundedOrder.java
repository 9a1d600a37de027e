package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * An order that had been paid for when this program cancelled it, and for which the shop has recorded no refund.
 *
 * @param from the word that the shop stored for its state before
 * @param at when it was cancelled
 * @param runId the run that cancelled it
 */
public record UnrefundedOrder(
        RowKey orderKey,
        String orderNumber,
        Optional<String> soId,
        String from,
        String reason,
        String operator,
        Instant at,
        String runId) {}
