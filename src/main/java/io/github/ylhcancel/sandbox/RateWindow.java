package io.github.ylhcancel.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The calls of the last second, sliding. A call that is turned away takes no place from the next one, but it counts for the
 * {@linkplain #most() largest number} seen.
 */
final class RateWindow {
    private static final Duration LENGTH = Duration.ofSeconds(1);

    private final int limit;
    private final Deque<Instant> arrived = new ArrayDeque<>();
    private final Deque<Instant> admitted = new ArrayDeque<>();
    private int most;

    /** @param limit calls in any one second; 0 means no limit */
    RateWindow(int limit) {
        this.limit = limit;
    }

    /** Counts a call that arrives now and says whether it may pass. */
    boolean admits(Instant now) {
        push(arrived, now);
        most = Math.max(most, arrived.size());
        if (limit == 0) {
            return true;
        }
        forgetBefore(now, admitted);
        if (admitted.size() >= limit) {
            return false;
        }
        return admitted.add(now);
    }

    private static void push(Deque<Instant> calls, Instant now) {
        forgetBefore(now, calls);
        calls.add(now);
    }

    private static void forgetBefore(Instant now, Deque<Instant> calls) {
        Instant start = now.minus(LENGTH);
        while (!calls.isEmpty() && !calls.peekFirst().isAfter(start)) {
            calls.removeFirst();
        }
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
