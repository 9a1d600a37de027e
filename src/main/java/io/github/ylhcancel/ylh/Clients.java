package io.github.ylhcancel.ylh;

import io.github.ylhcancel.base.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives each call its client, made when it is first needed. Connections cannot be taken away from a client of the JDK, so calls that
 * are to share none get a client each.
 */
final class Clients implements AutoCloseable {
    /** Calls that begin closer together are more than two a second: two a second are not even to the millisecond. */
    private static final Duration BUSY = Duration.ofMillis(450);

    private final Duration connectTimeout;
    private final Way way;
    private final Connections connections;
    private final NanoClock nanoClock;
    private final ThreadGroup home = Thread.currentThread().getThreadGroup();
    private final List<OneClient> running = new ArrayList<>();
    private Optional<OneClient> latest = Optional.empty();
    private long latestCall;
    private boolean closed;

    /**
     * @param way how their calls get to their address
     */
    Clients(Duration connectTimeout, Way way, Connections connections, NanoClock nanoClock) {
        this.connectTimeout = connectTimeout;
        this.way = way;
        this.connections = connections;
        this.nanoClock = nanoClock;
    }

    /**
     * The one for a call that begins now, which says when it is done with it.
     *
     * @throws IllegalStateException if they are closed
     */
    synchronized OneClient next() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        boolean shared = connections == Connections.KEPT_WHEN_BUSY && isBusy();
        OneClient client = latest.filter(kept -> shared).orElseGet(this::another);
        client.begin();
        if (connections == Connections.ONE_EACH) {
            client.retire();
        }
        return client;
    }

    private boolean isBusy() {
        long before = latestCall;
        latestCall = nanoClock.nanos();
        return latestCall - before < BUSY.toNanos();
    }

    private OneClient another() {
        latest.ifPresent(OneClient::retire);
        running.removeIf(OneClient::hasEnded);
        OneClient made = new OneClient(home, connectTimeout, way);
        running.add(made);
        latest = Optional.of(made);
        return made;
    }

    /** Cuts what is under way. Waits for nobody's answer, and may be called again. */
    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(OneClient::close);
        running.clear();
    }
}
