package io.github.ylhcancel.plan;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.StopSignal;
import java.util.function.BiFunction;

/**
 * Carries out a plan: its orders, in their order, each only while it is as it was planned, and nothing else. Doing it again is
 * harmless: what is cancelled already is said to be so.
 */
public final class ApplyPlan {
    /** Hears of every order as soon as it is decided. */
    public interface Listener {
        /**
         * @param place from 1
         */
        void decided(long place, CancelResult result);
    }

    private final BiFunction<CancelRequest, OrderSnapshot, CancelResult> cancel;
    private final StopSignal stop;

    /**
     * @param cancel what to do with an order: cancel it, or only say what would happen
     */
    public ApplyPlan(BiFunction<CancelRequest, OrderSnapshot, CancelResult> cancel, StopSignal stop) {
        this.cancel = cancel;
        this.stop = stop;
    }

    /**
     * @param operator who carries it out
     * @return whether it came to the end of the plan
     */
    public boolean run(PlanReader plan, String operator, Listener listener) {
        for (long place = 1; plan.hasNext(); place++) {
            if (stop.isRequested()) {
                return false;
            }
            PlannedOrder order = plan.next();
            PlanHeader header = plan.header();
            listener.decided(place, cancel.apply(request(header, order, operator), order.snapshot(header.kind())));
        }
        return true;
    }

    private static CancelRequest request(PlanHeader header, PlannedOrder order, String operator) {
        return new CancelRequest(
                order.number(),
                LookupBy.ID,
                order.reason().or(header::reason),
                order.sourceSystem().or(header::sourceSystem),
                order.cancelTime().or(header::cancelTime),
                header.note(),
                operator);
    }
}
