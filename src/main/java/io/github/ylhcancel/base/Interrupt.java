package io.github.ylhcancel.base;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether the user wants the run to end. It is looked at between two orders or two chunks and ends every wait; what is at hand is
 * always finished, so nothing is cut off in the middle of a statement or a call.
 */
public final class Interrupt implements Sleeper {
    private final CountDownLatch requested = new CountDownLatch(1);

    /** Asks for the end. May be called from any thread, and again. */
    public void request() {
        requested.countDown();
    }

    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until the end is asked for. */
    public void await() throws InterruptedException {
        requested.await();
    }

    /** Waits for {@code duration}, or until the end is asked for. */
    @Override
    public void sleep(Duration duration) {
        try {
            requested.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
