package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Deadline;
import java.util.Optional;

/**
 * What is to be delivered.
 *
 * @param alsoWaiting also what waits for its next try; not what a living process is just sending
 * @param insists asks YLH at once, also while it is known to fail as a whole
 * @param watch goes on until it is told to stop, and delivers what falls due meanwhile
 * @param waitForIt waits for another process that is delivering
 * @param limit how many at most
 * @param deadline when no new one is taken any more, if ever
 * @param tries how often each is tried in this run, with its pause between two tries; the rest is left to the next
 */
public record DispatchOptions(
        boolean alsoWaiting,
        boolean insists,
        boolean watch,
        boolean waitForIt,
        int limit,
        Optional<Deadline> deadline,
        int tries) {
    /** Everything that is due now, each once. */
    public static final DispatchOptions DUE =
            new DispatchOptions(false, false, false, false, Integer.MAX_VALUE, Optional.empty(), 1);

    public DispatchOptions until(Optional<Deadline> changed) {
        return new DispatchOptions(alsoWaiting, insists, watch, waitForIt, limit, changed, tries);
    }

    /** The same for what failed a moment ago and keeps its pause. */
    DispatchOptions again() {
        return new DispatchOptions(false, insists, watch, waitForIt, limit, deadline, tries);
    }

    /** Whether its time is up. */
    public boolean isOver() {
        return deadline.filter(Deadline::isOver).isPresent();
    }
}
