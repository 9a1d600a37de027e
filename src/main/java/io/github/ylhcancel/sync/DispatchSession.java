package io.github.ylhcancel.sync;

import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.store.CircuitStore;
import io.github.ylhcancel.store.LeaseStore;
import io.github.ylhcancel.ylh.PacedLimiter;
import io.github.ylhcancel.ylh.RateLimiter;
import io.github.ylhcancel.ylh.YlhClient;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the one process that delivers has: the lease, the limiter with its pace, a client, and what it knows of the circuit. The
 * lease may be given back and taken again; the pace is kept.
 */
final class DispatchSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DispatchSession.class);

    private final OutboxDispatcher.Tools tools;
    private final Database database;
    private final LeaderLease lease;
    private final PacedLimiter limiter;
    private final YlhClient client;
    private CircuitBreaker breaker;

    DispatchSession(
            OutboxDispatcher.Tools tools, OutboxDispatcher.Limits limits, Function<RateLimiter, YlhClient> clients) {
        this.tools = tools;
        this.database = tools.database();
        this.lease = new LeaderLease(tools.lease(), tools.nanoClock(), tools.clock());
        this.limiter = new PacedLimiter(
                limits.perSecond(), limits.mostUnderWay(), this::mayCall, tools.nanoClock(), tools.scheduler());
        this.client = clients.apply(limiter);
    }

    /** Looked at before each call, so that none goes out after an interrupt. */
    private boolean mayCall() {
        return lease.isValid() && !tools.stop().isRequested();
    }

    /** Takes the lease, if it is to be had; answers who else has it. */
    Optional<String> take() {
        LeaseStore.Outcome outcome = database.again(
                () -> lease.take(tools.policy().idempotent(), tools.clock().instant()));
        if (outcome instanceof LeaseStore.Held held) {
            return Optional.of(held.by());
        }
        limiter.pause(((LeaseStore.Taken) outcome).cooldown());
        breaker = database.again(() -> new CircuitBreaker(new CircuitStore(database)));
        return Optional.empty();
    }

    /** The lease is another's, or was given back. */
    boolean isWithoutLease() {
        return lease.isLost();
    }

    /** Who has the lease that this process had. */
    String successor() {
        return database.again(() -> tools.lease().otherHolder()).orElse("?");
    }

    /** If that fails, the next one takes it from the dead. */
    void giveBackTheLease() {
        try {
            database.again(() -> lease.release(limiter.sinceLastCall(), limiter.paused()));
        } catch (ConnectionLostException e) {
            LOG.warn("event=lease.not-released cause={}", e.getMessage());
        }
    }

    LeaderLease lease() {
        return lease;
    }

    PacedLimiter limiter() {
        return limiter;
    }

    YlhClient client() {
        return client;
    }

    /** Read anew each time that the lease is taken. */
    CircuitBreaker breaker() {
        return breaker;
    }

    /** Turns back who waits at the limiter, and cuts what is under way. Leaves the lease as it is. */
    @Override
    public void close() {
        limiter.close();
        client.close();
    }
}
