package io.github.ylhcancel.base;

import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;

/** Lets time pass for those who work at a pace, so that a test need not. */
public interface Scheduler {
    /** Does the work, in a thread of its own, when so many nanoseconds have passed. One piece of work after the other. */
    void after(long nanos, Runnable work);

    /**
     * The next of the queue.
     *
     * @param longest how many nanoseconds to wait for it
     * @param isComing whether anything but scheduled work will put something into the queue; while it says no, there is
     *     nothing to wait for but time
     * @return null when nothing came
     */
    <T> T next(BlockingQueue<T> queue, long longest, BooleanSupplier isComing) throws InterruptedException;
}
