package io.github.ylhcancel.process;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the machine kept this process from working. A sandbox that could not read for a tenth of a second sees what came meanwhile
 * all at once, and is no witness to how it was sent.
 */
final class StallMeter implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "stall-meter");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong longest = new AtomicLong();
    private long lastTick = System.nanoTime();

    StallMeter() {
        ticker.scheduleWithFixedDelay(this::tick, 0, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        long now = System.nanoTime();
        long late = now - lastTick - TICK_NANOS;
        longest.accumulateAndGet(late, Math::max);
        lastTick = now;
    }

    /** Since the last reset. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    void reset() {
        longest.set(0);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
