package io.github.ylhcancel.sync;

import java.time.Duration;
import java.util.Arrays;

/**
 * When the disk takes longer than usual, the calls that have waited for it go out together. The next ones have to wait almost as long, or some
 * second holds more than YLH takes. A disk that is always slow delays all calls alike, and holds up none.
 */
final class DiskStalls {
    private static final int LATEST = 64;
    /** Puts no more than four calls into a second that has room for eight. */
    private static final Duration TOLERATED = Duration.ofMillis(40);

    /** Nothing at first: then no wait is usual. */
    private final long[] latest = new long[LATEST];

    private int next;

    /**
     * For how long nobody goes out after a call that has waited so long for the disk. Who comes while the disk works waits for that and for
     * his own turn, so up to twice the usual is usual.
     */
    synchronized Duration toMakeUpFor(Duration wait) {
        Duration usual = Duration.ofNanos(Arrays.stream(latest).min().orElse(0)).multipliedBy(2);
        latest[next] = wait.toNanos();
        next = (next + 1) % LATEST;
        Duration late = wait.minus(usual).minus(TOLERATED);
        return late.isNegative() ? Duration.ZERO : late;
    }
}
