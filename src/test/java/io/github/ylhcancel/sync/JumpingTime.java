package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Scheduler;
import io.github.ylhcancel.base.Sleeper;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Time that passes as it does while an answer is coming, since the sandbox answers over HTTP, and is jumped over otherwise. Scheduled
 * work is done by the thread that waits.
 */
final class JumpingTime implements Scheduler, NanoClock, Sleeper {
    private static final Duration GLANCE = Duration.ofMillis(1);

    private record Work(long at, long number, Runnable work) {}

    private final AtomicLong jumped = new AtomicLong();
    private final PriorityQueue<Work> scheduled =
            new PriorityQueue<>(Comparator.comparing(Work::at).thenComparing(Work::number));
    private long works;

    @Override
    public long nanos() {
        return System.nanoTime() + jumped.get();
    }

    /** How much was jumped over so far. */
    Duration jumped() {
        return Duration.ofNanos(jumped.get());
    }

    @Override
    public void sleep(Duration duration) {
        jumped.addAndGet(duration.toNanos());
    }

    @Override
    public synchronized void after(long nanos, Runnable work) {
        scheduled.add(new Work(nanos() + nanos, works++, work));
    }

    @Override
    public <T> T next(BlockingQueue<T> queue, long longest, BooleanSupplier isComing) throws InterruptedException {
        long end = nanos() + longest;
        while (true) {
            doWhatIsDue();
            // Asked first: what has come meanwhile is in the queue.
            boolean coming = isComing.getAsBoolean();
            T next = coming ? queue.poll(GLANCE.toNanos(), TimeUnit.NANOSECONDS) : queue.poll();
            if (next != null || nanos() - end >= 0) {
                return next;
            }
            if (!coming) {
                jumpToNextWork(end);
            }
        }
    }

    private void doWhatIsDue() {
        for (Work due = nextDue(); due != null; due = nextDue()) {
            due.work().run();
        }
    }

    private synchronized Work nextDue() {
        Work first = scheduled.peek();
        return first == null || first.at() - nanos() > 0 ? null : scheduled.poll();
    }

    private synchronized void jumpToNextWork(long end) {
        Work first = scheduled.peek();
        long to = first == null || first.at() - end > 0 ? end : first.at();
        jumped.addAndGet(Math.max(0, to - nanos()));
    }
}
