package io.github.ylhcancel.plan;

import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.CancelChunk;
import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import java.util.Optional;

/**
 * Carries out a plan: its orders, in their order and many at once, each only while it is as it was planned, and nothing else. Doing
 * it again is harmless: what is cancelled already is said to be so.
 */
public final class ApplyPlan {
    private final int chunkSize;
    private final CancelChunk.Work work;
    private final StopSignal stop;

    /**
     * @param chunkSize how many orders are decided together at most
     * @param stop looked at between two chunks
     */
    public ApplyPlan(int chunkSize, CancelChunk.Work work, StopSignal stop) {
        this.chunkSize = chunkSize;
        this.work = work;
        this.stop = stop;
    }

    /**
     * @param common says who carries it out, and whether an order's own reason may hold numbers of people
     * @return how many orders it came to: all of them, unless it was to stop
     */
    public long run(PlanReader plan, CancelRequest common, CancelChunk.Listener listener) {
        CancelChunk chunk = new CancelChunk(chunkSize, work, listener);
        long place = 0;
        while (plan.hasNext()) {
            if (chunk.isEmpty() && stop.isRequested()) {
                return place;
            }
            PlannedOrder order = next(plan, chunk);
            PlanHeader header = plan.header();
            chunk.add(
                    ++place,
                    new CancelItem(request(header, order, common), Optional.of(order.snapshot(header.kind()))));
            if (chunk.isFull()) {
                chunk.decide();
            }
        }
        chunk.decide();
        return place;
    }

    /** What was read before the place that cannot be read stands. */
    private static PlannedOrder next(PlanReader plan, CancelChunk chunk) {
        try {
            return plan.next();
        } catch (UserError changed) {
            chunk.decide();
            throw changed;
        }
    }

    private static CancelRequest request(PlanHeader header, PlannedOrder order, CancelRequest common) {
        return new CancelRequest(
                order.number(),
                LookupBy.ID,
                order.reason().or(header::reason),
                order.sourceSystem().or(header::sourceSystem),
                order.cancelTime().or(header::cancelTime),
                header.note(),
                common.operator(),
                // What holds for all of them was looked at with the header.
                common.mayHoldPersonalData() || order.reason().isEmpty(),
                common.despitePayment());
    }
}
