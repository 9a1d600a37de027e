package io.github.ylhcancel.cli;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.plan.PlanHeader;
import io.github.ylhcancel.plan.PlannedOrder;
import java.util.Optional;

/** Puts into a plan what a dry run of {@code cancel} would cancel, each order once. */
final class CancelPlanning {
    private final PlanOutput plan;
    private final OrderIds planned = new OrderIds();

    CancelPlanning(PlanOutput plan) {
        this.plan = plan;
    }

    /** Answers the preview, or, for an order that a file names twice, that it is in the plan already. */
    CancelResult add(CancelRequest request, CancelResult preview) {
        if (preview.outcome() != Outcome.WOULD_CANCEL) {
            return preview;
        }
        Order order = preview.order().orElseThrow();
        if (!planned.add(order.id())) {
            return CancelResult.skipped(preview, Message.of("plan.twice"));
        }
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
        return preview;
    }

    private static <T> Optional<T> unlessEqual(Optional<T> own, Optional<T> common) {
        return own.equals(common) ? Optional.empty() : own;
    }
}
