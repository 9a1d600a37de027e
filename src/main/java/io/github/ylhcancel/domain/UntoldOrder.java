package io.github.ylhcancel.domain;

import java.time.Instant;

/**
 * An order that this program cancelled and of which YLH was never told, though YLH knows it by now.
 *
 * @param number which cancellation of the order it is
 * @param reason of the cancellation; empty where it was not recorded yet
 * @param at when it was cancelled
 * @param runId the run that cancelled it
 */
public record UntoldOrder(
        RowKey orderKey,
        String orderNumber,
        String soId,
        int number,
        String reason,
        String operator,
        Instant at,
        String runId) {}
