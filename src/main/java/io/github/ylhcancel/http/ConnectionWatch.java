package io.github.ylhcancel.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Connection;

/**
 * Closes connections that keep us waiting. A time-out that begins anew with each byte would not do: who sends a byte a second would be
 * let stay for ever. Time is counted in ticks, and a connection costs a small object, not a timer.
 */
final class ConnectionWatch implements Connection.Listener {
    static final Duration TICK = Duration.ofMillis(100);

    private enum Phase {
        /** A request is on its way to us, or a new connection has not sent any yet. */
        ARRIVING,
        /** It is for us to answer. */
        IN_HAND,
        /** The answer is on its way. */
        LEAVING,
        /** Between two requests. */
        IDLE
    }

    private final Limits limits;
    private final Map<Connection, Watched> open = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();

    ConnectionWatch(Limits limits) {
        this.limits = limits;
    }

    /** One connection and where it stands. */
    static final class Watched {
        private final Connection connection;
        private final long number;
        private Phase phase = Phase.ARRIVING;
        private long ticks;
        private long bytesBefore;

        private Watched(Connection connection, long number) {
            this.connection = connection;
            this.number = number;
        }

        /** Of a request that came together with the one before, there is no first byte to be seen. */
        synchronized void begins() {
            if (phase == Phase.IDLE) {
                enter(Phase.ARRIVING);
            }
        }

        synchronized void hasCome() {
            enter(Phase.IN_HAND);
        }

        synchronized void leaves() {
            enter(Phase.LEAVING);
        }

        synchronized void rests() {
            bytesBefore = connection.getBytesIn();
            enter(Phase.IDLE);
        }

        private void enter(Phase next) {
            phase = next;
            ticks = 0;
        }

        private synchronized boolean isTooLong(Limits limits) {
            if (phase == Phase.IDLE && connection.getBytesIn() != bytesBefore) {
                enter(Phase.ARRIVING);
            }
            ticks++;
            return switch (phase) {
                case ARRIVING -> isOver(limits.arrival());
                case LEAVING -> isOver(limits.leaving());
                case IDLE -> isOver(limits.idle());
                case IN_HAND -> false;
            };
        }

        private boolean isOver(Duration limit) {
            return ticks * TICK.toMillis() > limit.toMillis();
        }

        /** Whether we owe the client nothing. */
        private synchronized boolean keepsUsWaiting() {
            return phase == Phase.ARRIVING || phase == Phase.IDLE;
        }

        private synchronized long ticks() {
            return ticks;
        }
    }

    /** The server hears of its end a little later; until then it must not be cut once more in the place of another. */
    private void cut(Watched one) {
        open.remove(one.connection);
        one.connection.getEndPoint().close();
    }

    Watched of(Connection connection) {
        return open.computeIfAbsent(connection, known -> new Watched(known, opened.incrementAndGet()));
    }

    @Override
    public void onOpened(Connection connection) {
        of(connection);
        // As long as it takes, since two threads may have found the same one.
        while (open.size() > limits.connections()) {
            // One of those that wait gives way, so that no number of them keeps a proper client out.
            cut(longestWaiting(connection).orElseGet(() -> of(connection)));
        }
    }

    private Optional<Watched> longestWaiting(Connection besides) {
        return open.values().stream()
                .filter(one -> one.connection != besides && one.keepsUsWaiting())
                .max(Comparator.comparingLong(Watched::ticks)
                        .thenComparing(Comparator.comparingLong((Watched one) -> one.number)
                                .reversed()));
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    /** A tick has passed. */
    void tick() {
        open.values().stream().filter(one -> one.isTooLong(limits)).forEach(this::cut);
    }

    /** Closes those on which nothing is under way. */
    void closeWaiting() {
        open.values().stream().filter(Watched::keepsUsWaiting).forEach(this::cut);
    }

    int count() {
        return open.size();
    }
}
