package io.github.ylhcancel.sync;

import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.Cancellations;
import java.util.Optional;

/**
 * The delivery of a run that cancels many orders: once YLH cannot be reached or turns us away, the rest of the run only
 * queues, so that ten thousand orders do not wait for ten thousand time-outs.
 */
public final class CautiousDelivery {
    private final Delivery delivery;
    private final Cancellations cancellations;
    private Optional<Verdict> stoppedBy = Optional.empty();

    public CautiousDelivery(Delivery delivery, Cancellations cancellations) {
        this.delivery = delivery;
        this.cancellations = cancellations;
    }

    public Delivery.Report deliver(long id) {
        if (stoppedBy.isPresent()) {
            return new Delivery.Report(cancellations.byId(id).orElseThrow(), Optional.empty());
        }
        Delivery.Report report = delivery.interactively(id);
        stoppedBy = report.verdict().filter(CautiousDelivery::endsCalling);
        return report;
    }

    private static boolean endsCalling(Verdict verdict) {
        return switch (verdict.kind()) {
            case NOT_SENT, NOT_APPLIED, AUTHENTICATION, CONFIGURATION, JOURNAL -> true;
            // No answer at all is trouble of the line; an unreadable one may be about this order alone.
            case UNKNOWN -> verdict.httpStatus().isEmpty() && verdict != Delivery.ABANDONED;
            case ACCEPTED, REJECTED, FORGOTTEN -> false;
        };
    }

    /** Why the rest of the run only queues, if it does. */
    public Optional<Verdict> stoppedBy() {
        return stoppedBy;
    }
}
