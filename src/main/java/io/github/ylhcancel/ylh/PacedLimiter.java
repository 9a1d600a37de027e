package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The limiter of the one process that delivers: at an even pace, with a limit on how many calls are under way, first come, first
 * served. When answers come slowly the limit makes the pace follow. Calls are let out by the scheduler's thread, until it is closed.
 */
public final class PacedLimiter implements RateLimiter, AutoCloseable {
    private final int mostUnderWay;
    private final BooleanSupplier mayCall;
    private final NanoClock nanoClock;
    private final Scheduler scheduler;
    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean lettingOut;
    private boolean anyWent;
    private long lastWent;
    private boolean closed;

    /**
     * @param perSecond calls a second
     * @param mostUnderWay how many calls may wait for their answer
     * @param mayCall asked before each call; while it says no, calls are turned back
     */
    public PacedLimiter(
            int perSecond, int mostUnderWay, BooleanSupplier mayCall, NanoClock nanoClock, Scheduler scheduler) {
        this.mostUnderWay = mostUnderWay;
        this.mayCall = mayCall;
        this.nanoClock = nanoClock;
        this.scheduler = scheduler;
        this.pace = new Pace(perSecond);
    }

    @Override
    public CompletableFuture<Boolean> acquire() {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        locked(() -> {
            if (closed) {
                turn.complete(false);
            } else {
                waiting.add(turn);
                letOutAfter(0);
            }
        });
        return turn;
    }

    @Override
    public void release() {
        locked(() -> {
            underWay--;
            letOutAfter(0);
        });
    }

    /** How many have not gone out yet. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many have gone out and not come back. */
    public int underWay() {
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody out for so long. Those who wait go on waiting. */
    public void pause(Duration length) {
        locked(() -> pace.pause(nanoClock.nanos(), length));
    }

    /** How long the pause still lasts, or nothing at all. */
    public Duration paused() {
        lock.lock();
        try {
            return Duration.ofNanos(Math.max(0, pace.nanosPaused(nanoClock.nanos())));
        } finally {
            lock.unlock();
        }
    }

    /** YLH complained of too many calls: fewer go out for a while. */
    public void slowDown() {
        locked(() -> pace.slowDown(nanoClock.nanos()));
    }

    /** How long ago the last call went out; a day if none ever did. */
    public Duration sinceLastCall() {
        lock.lock();
        try {
            return anyWent ? Duration.ofNanos(nanoClock.nanos() - lastWent) : Duration.ofDays(1);
        } finally {
            lock.unlock();
        }
    }

    /** Answers all who wait that they may not go. Later ones may. */
    public void turnBack() {
        List<CompletableFuture<Boolean>> turned = new ArrayList<>();
        locked(() -> {
            turned.addAll(waiting);
            waiting.clear();
        });
        turned.forEach(turn -> turn.complete(false));
    }

    /** Turns all back, those who come later too. Calls that are under way go on. */
    @Override
    public void close() {
        locked(() -> closed = true);
        turnBack();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** Unless it is to happen already: before its time none could go out. */
    private void letOutAfter(long nanos) {
        if (!lettingOut && !closed && !waiting.isEmpty() && underWay < mostUnderWay) {
            lettingOut = true;
            scheduler.after(nanos, this::letOut);
        }
    }

    private void letOut() {
        for (Optional<CompletableFuture<Boolean>> next = next(); next.isPresent(); next = next()) {
            next.get().complete(true);
        }
    }

    /** The one whose turn it is; nobody when it is nobody's for now. */
    private Optional<CompletableFuture<Boolean>> next() {
        lock.lock();
        try {
            lettingOut = false;
            if (closed || waiting.isEmpty() || underWay >= mostUnderWay) {
                return Optional.empty();
            }
            long now = nanoClock.nanos();
            long wait = pace.nanosUntilNext(now);
            if (wait > 0) {
                letOutAfter(wait);
                return Optional.empty();
            }
            if (mayCall.getAsBoolean()) {
                lettingOut = true;
                pace.spend(now);
                underWay++;
                anyWent = true;
                lastWent = now;
                return Optional.of(waiting.remove());
            }
        } finally {
            lock.unlock();
        }
        turnBack();
        return Optional.empty();
    }
}
