package io.github.ylhcancel.ylh;

import io.github.ylhcancel.domain.Sleeper;
import io.github.ylhcancel.domain.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The gate of a command that tells YLH of one order after the other. While another process delivers at its rate, this one keeps to
 * what that leaves of the supplier's limit. Used by one thread, which waits in {@link #enter}.
 */
public final class HeadRoom implements Gate {
    /** Calls a second that YLH takes (supplier's interface, §5.3). */
    private static final int LIMIT = 100;

    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    private final Pace alone;
    private final Pace beside;
    private final BooleanSupplier somebodyDelivers;
    private final Sleeper sleeper;
    private final Ticker ticker;
    private long lookedAt;
    private boolean looked;
    private boolean delivers;

    /**
     * @param perSecond the rate at which a process delivers that has YLH to itself, at most 99
     * @param somebodyDelivers asked at most once a second
     */
    public HeadRoom(int perSecond, BooleanSupplier somebodyDelivers, Sleeper sleeper, Ticker ticker) {
        this.alone = new Pace(perSecond);
        this.beside = new Pace(LIMIT - perSecond);
        this.somebodyDelivers = somebodyDelivers;
        this.sleeper = sleeper;
        this.ticker = ticker;
    }

    @Override
    public CompletableFuture<Boolean> enter() {
        long now = ticker.nanos();
        long wait = pace(now).nanosUntilNext(now);
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait).plusMillis(1));
        }
        // Both count each call, so that a change from one to the other forgets none.
        long gone = ticker.nanos();
        alone.spend(gone);
        beside.spend(gone);
        return CompletableFuture.completedFuture(true);
    }

    private Pace pace(long now) {
        if (!looked || now - lookedAt >= LOOK_AGAIN) {
            delivers = somebodyDelivers.getAsBoolean();
            lookedAt = now;
            looked = true;
        }
        return delivers ? beside : alone;
    }

    @Override
    public void leave() {}
}
