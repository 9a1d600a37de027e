package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A shop order as one row of the shop's table.
 *
 * @param id the row's key
 * @param number the number that customers and operators use
 * @param soId the supplier's sub-order number ({@code haier_so_id}); an order without one is unknown to YLH
 */
public record Order(
        long id,
        String number,
        StoredStatus status,
        Optional<String> soId,
        Optional<String> supplierOrderNumber,
        Optional<String> supplierStatus,
        Optional<String> supplierFailure,
        Optional<String> cancelReason,
        Optional<Instant> cancelledAt,
        Instant createdAt,
        Instant updatedAt) {}
