package io.github.ylhcancel.plan;

import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.RowKey;
import java.time.Instant;
import java.util.Optional;

/**
 * One order of a plan, as it was when the plan was made.
 *
 * @param status the state as the shop stores it
 * @param units how many units of stock come back
 * @param reason only where it differs from the one in the plan's header; so are the two after it
 */
public record PlannedOrder(
        RowKey id,
        String number,
        Optional<String> soId,
        String status,
        Instant updatedAt,
        long units,
        Optional<String> reason,
        Optional<String> sourceSystem,
        Optional<Instant> cancelTime) {
    /** An order for which all holds that the header says. */
    public static PlannedOrder of(
            RowKey id, String number, Optional<String> soId, String status, Instant updatedAt, long units) {
        return new PlannedOrder(
                id, number, soId, status, updatedAt, units, Optional.empty(), Optional.empty(), Optional.empty());
    }

    OrderSnapshot snapshot(PlanKind kind) {
        return new OrderSnapshot(id, number, soId, status, updatedAt, kind == PlanKind.UNPAID);
    }
}
