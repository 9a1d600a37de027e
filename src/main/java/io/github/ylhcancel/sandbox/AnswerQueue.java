package io.github.ylhcancel.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends answers when they are due. An answer that waits costs a timer entry, not a thread. */
final class AnswerQueue implements AutoCloseable {
    private final Executor workers;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("sandbox-timer"));

    /** @param workers do the writing, so that a client that does not read cannot hold up the others */
    AnswerQueue(Executor workers) {
        this.workers = workers;
    }

    void send(HttpExchange exchange, Reply reply, Duration delay) {
        if (delay.isZero()) {
            write(exchange, reply);
        } else {
            timer.schedule(() -> workers.execute(() -> write(exchange, reply)), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static void write(HttpExchange exchange, Reply reply) {
        try {
            reply.writeTo(exchange);
        } catch (IOException clientGone) {
            // It did not wait for its answer; the record already says what that was.
        } finally {
            exchange.close();
        }
    }

    /** Drops what still waits; the connections are for the server to close. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
