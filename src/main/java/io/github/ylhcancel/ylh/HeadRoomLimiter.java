package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Sleeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The limiter of a command that tells YLH of one order after the other. While another process delivers at its rate, this one keeps to
 * what that leaves of the supplier's limit. Used by one thread, which waits in {@link #acquire}.
 */
public final class HeadRoomLimiter implements RateLimiter {
    /** Calls a second that YLH takes (supplier's interface, §5.3). */
    private static final int LIMIT = 100;

    private final Pace alone;
    private final Pace beside;
    private final BooleanSupplier somebodyDelivers;
    private final Sleeper sleeper;
    private final NanoClock nanoClock;

    /**
     * @param perSecond the rate at which a process delivers that has YLH to itself, at most 99
     * @param somebodyDelivers asked before each call: who begins to deliver counts on it
     */
    public HeadRoomLimiter(int perSecond, BooleanSupplier somebodyDelivers, Sleeper sleeper, NanoClock nanoClock) {
        this.alone = new Pace(perSecond);
        this.beside = new Pace(LIMIT - perSecond);
        this.somebodyDelivers = somebodyDelivers;
        this.sleeper = sleeper;
        this.nanoClock = nanoClock;
    }

    @Override
    public CompletableFuture<Boolean> acquire() {
        Pace pace = somebodyDelivers.getAsBoolean() ? beside : alone;
        long wait = pace.nanosUntilNext(nanoClock.nanos());
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait).plusMillis(1));
        }
        // Both count each call, so that a change from one to the other forgets none.
        long gone = nanoClock.nanos();
        alone.spend(gone);
        beside.spend(gone);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void release() {}
}
