package io.github.ylhcancel.sandbox;

import java.time.Instant;

/**
 * The calls of the last second, sliding. A call that is turned away takes no place from the next one, but it counts for the
 * {@linkplain #most() largest number} seen.
 */
final class RateWindow {
    private final int limit;
    private final Arrivals arrived = new Arrivals();
    private final Arrivals admitted = new Arrivals();
    private int most;

    /** @param limit calls in any one second; 0 means no limit */
    RateWindow(int limit) {
        this.limit = limit;
    }

    /** Counts a call that arrived then and says whether it may pass. */
    boolean admits(Instant call) {
        most = Math.max(most, arrived.crowdWith(call));
        arrived.add(call);
        if (limit == 0) {
            return true;
        }
        if (admitted.crowdWith(call) > limit) {
            return false;
        }
        admitted.add(call);
        return true;
    }

    /** The largest number of calls that arrived within one second. */
    int most() {
        return most;
    }

    void clear() {
        arrived.clear();
        admitted.clear();
        most = 0;
    }
}
