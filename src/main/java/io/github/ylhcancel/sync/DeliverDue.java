package io.github.ylhcancel.sync;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.StopSignal;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.store.Cancellations;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Delivers everything that is due, oldest first, each once; one that fails does not hold up those behind it. */
public final class DeliverDue {
    private static final int PAGE = 200;

    /** Far enough in the future that everything unsettled counts as due, and within what every database can store. */
    private static final Instant WHENEVER = Instant.parse("9000-01-01T00:00:00Z");

    /**
     * How a run ended.
     *
     * @param stoppedBy the verdict that made more calls pointless, if one did
     * @param waiting what is left for later
     */
    public record Ended(int attempted, Optional<Verdict> stoppedBy, Cancellations.Waiting waiting) {}

    private final Cancellations cancellations;
    private final Delivery delivery;
    private final Clock clock;
    private final StopSignal stop;

    public DeliverDue(Cancellations cancellations, Delivery delivery, Clock clock, StopSignal stop) {
        this.cancellations = cancellations;
        this.delivery = delivery;
        this.clock = clock;
        this.stop = stop;
    }

    /** What {@link #run} would deliver, at most {@code limit}. */
    public List<Cancellation> due(boolean alsoWaiting, int limit) {
        return cancellations.due(horizon(alsoWaiting), Optional.empty(), limit);
    }

    /**
     * @param alsoWaiting also what waits for its next try; not what a living process is just sending
     * @param limit how many at most
     * @param deadline when no new one is taken any more, if ever
     * @param each hears of every delivery as soon as it is written down
     */
    public Ended run(boolean alsoWaiting, int limit, Optional<Instant> deadline, Consumer<Delivery.Report> each) {
        // Fixed at the start: what fails now and is due again in a second is the next run's.
        Instant horizon = horizon(alsoWaiting);
        Optional<Cancellation> last = Optional.empty();
        // One that fails moves to a later time and would come round again on a later page.
        Set<Long> seen = new HashSet<>();
        int attempted = 0;
        while (attempted < limit) {
            List<Cancellation> page = cancellations.due(horizon, last, PAGE);
            if (page.isEmpty()) {
                break;
            }
            for (Cancellation due : page) {
                if (attempted == limit || isPast(deadline) || stop.isRequested()) {
                    return ended(attempted, Optional.empty());
                }
                if (!seen.add(due.id())) {
                    continue;
                }
                Delivery.Report report = delivery.once(due.id());
                if (report.verdict().isPresent()) {
                    attempted++;
                    each.accept(report);
                }
                if (report.stopsTheRun()) {
                    return ended(attempted, report.verdict());
                }
            }
            last = Optional.of(page.get(page.size() - 1));
        }
        return ended(attempted, Optional.empty());
    }

    private boolean isPast(Optional<Instant> deadline) {
        return deadline.filter(time -> !clock.instant().isBefore(time)).isPresent();
    }

    private Instant horizon(boolean alsoWaiting) {
        return alsoWaiting ? WHENEVER : clock.instant();
    }

    private Ended ended(int attempted, Optional<Verdict> stoppedBy) {
        return new Ended(attempted, stoppedBy, cancellations.waiting());
    }
}
