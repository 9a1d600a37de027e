package io.github.ylhcancel.ylh;

import java.time.Duration;

/**
 * When the next call may go out, as a calculation. Calls are spread evenly, because a burst that leaves here within the limit may
 * arrive at YLH as more than the limit in some second (supplier's interface, §5.3: 100 calls a second). Besides, no more than the
 * rate go out within a second and a bit, also when calls that were late are made up for. Times are those of a {@link
 * io.github.ylhcancel.base.NanoClock}. Not safe for several threads.
 */
final class Pace {
    /** A little more than a second: calls that leave evenly do not arrive evenly. */
    private static final long WINDOW = Duration.ofMillis(1030).toNanos();

    /** A thread that wakes late makes up for this many calls, or each delay would lower the rate for good. */
    private static final int MADE_UP = 3;

    private static final double SLOWER = 1.5;
    private static final double SLOWEST = 20;
    /** Each call without a complaint takes back this much of the slowness: half of it in some seventy calls. */
    private static final double RECOVERY = 0.99;

    private final long[] latest;
    private final long interval;
    private int oldest;
    private int counted;
    private long due;
    private boolean started;
    private long pausedUntil;
    private boolean paused;
    private double slowness = 1;
    private long slowedAt;
    private boolean slowed;

    /**
     * @param perSecond calls a second, at least 1
     */
    Pace(int perSecond) {
        latest = new long[perSecond];
        interval = WINDOW / perSecond;
    }

    /** How long until a call may go out; zero or less when one may go now. */
    long nanosUntilNext(long now) {
        long wait = started ? due - now : 0;
        if (counted == latest.length) {
            wait = Math.max(wait, latest[oldest] + WINDOW - now);
        }
        return paused ? Math.max(wait, pausedUntil - now) : wait;
    }

    /** A call goes out. */
    void spend(long now) {
        long spacing = (long) (interval * slowness);
        due = started && now - due < MADE_UP * spacing ? due + spacing : now + spacing;
        started = true;
        latest[oldest] = now;
        oldest = (oldest + 1) % latest.length;
        counted = Math.min(counted + 1, latest.length);
        paused = paused && pausedUntil - now > 0;
        slowness = Math.max(1, slowness * RECOVERY);
    }

    /** No call goes out for so long, unless a longer pause is under way already. */
    void pause(long now, Duration length) {
        long until = now + length.toNanos();
        pausedUntil = paused && pausedUntil - until > 0 ? pausedUntil : until;
        paused = true;
    }

    /**
     * YLH complains of too many calls, although we keep within the limit: others of the shop call as well. What was under way
     * complains together, so a second counts once.
     */
    void slowDown(long now) {
        if (!slowed || now - slowedAt >= WINDOW) {
            slowness = Math.min(SLOWEST, slowness * SLOWER);
            slowedAt = now;
            slowed = true;
        }
    }

    /** How long the pause still lasts; zero or less when there is none. */
    long nanosPaused(long now) {
        return paused ? pausedUntil - now : 0;
    }
}
