package io.github.ylhcancel.cli;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.plan.PlanHeader;
import io.github.ylhcancel.plan.PlannedOrder;
import java.util.Optional;

/** Puts into a plan what a dry run of {@code cancel} would cancel. */
final class CancelPlanning {
    private final PlanOutput plan;

    CancelPlanning(PlanOutput plan) {
        this.plan = plan;
    }

    /**
     * @param preview of an order that would be cancelled and is not in the plan yet
     */
    void add(CancelRequest request, CancelResult preview) {
        Order order = preview.order().orElseThrow();
        PlanHeader header = plan.header();
        plan.add(new PlannedOrder(
                order.id(),
                order.number(),
                order.soId(),
                order.status().word(),
                order.updatedAt(),
                preview.units(),
                unlessEqual(request.reason(), header.reason()),
                unlessEqual(request.sourceSystem(), header.sourceSystem()),
                unlessEqual(request.cancelTime(), header.cancelTime())));
    }

    private static <T> Optional<T> unlessEqual(Optional<T> own, Optional<T> common) {
        return own.equals(common) ? Optional.empty() : own;
    }
}
