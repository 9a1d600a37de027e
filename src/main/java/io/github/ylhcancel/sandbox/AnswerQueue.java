package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.http.Answering;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends answers when they are due. An answer that waits costs a timer entry, not a thread. */
final class AnswerQueue implements AutoCloseable {
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("sandbox-timer"));

    void send(Answering answering, Reply reply, Duration delay) {
        if (delay.isZero()) {
            reply.sendTo(answering);
        } else {
            timer.schedule(() -> reply.sendTo(answering), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Drops what still waits; the connections are for the server to close. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
