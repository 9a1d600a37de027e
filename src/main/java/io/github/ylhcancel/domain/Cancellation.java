package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A cancellation that YLH has to hear of: the frozen request and how far its delivery has come.
 *
 * @param cycle 1 for an order's first cancellation; more only after YLH refused the one before and the order was put back
 * @param from the order's state before it was cancelled, which a compensation restores
 * @param attempts how often YLH was called for it; a call that ended in a refused token does not count
 * @param nextAttemptAt when it is due; absent when nothing more will be tried without a person's word
 * @param maybeApplied whether some attempt may have reached YLH without a readable answer; stays true from then on
 * @param runId the run that decided it; absent for those from before runs were recorded
 */
public record Cancellation(
        long id,
        long orderId,
        int cycle,
        String orderNumber,
        CancellationRequest request,
        String from,
        String operator,
        DeliveryState state,
        int attempts,
        Optional<Instant> nextAttemptAt,
        Optional<String> leaseOwner,
        Optional<Instant> leaseUntil,
        boolean maybeApplied,
        Optional<String> lastError,
        Instant createdAt,
        Instant updatedAt,
        Optional<String> runId) {}
