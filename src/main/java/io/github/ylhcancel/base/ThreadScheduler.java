package io.github.ylhcancel.base;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** In real time, with one thread of its own, which begins with the first work. */
public final class ThreadScheduler implements Scheduler, AutoCloseable {
    private final ScheduledThreadPoolExecutor thread;

    /**
     * @param name of the thread
     */
    public ThreadScheduler(String name) {
        // The first work may come from a thread of a client that is ended before this is, with all threads of its
        // group.
        ThreadGroup home = Thread.currentThread().getThreadGroup();
        thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(home, work, name);
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public void after(long nanos, Runnable work) {
        thread.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> T next(BlockingQueue<T> queue, long longest, BooleanSupplier isComing) throws InterruptedException {
        return queue.poll(longest, TimeUnit.NANOSECONDS);
    }

    /** Forgets what it was to do later. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
