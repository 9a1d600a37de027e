package io.github.ylhcancel.sync;

import io.github.ylhcancel.domain.Ticker;
import io.github.ylhcancel.store.Lease;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease as this process sees it: renewed in time, and not relied upon when it could be another's already. {@link #isValid} may
 * be asked by any thread; all else is done by the one that has the database.
 */
final class HeldLease {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /** For what passes between a look at the lease and the arrival of the call at YLH. */
    private static final Duration MARGIN = Duration.ofSeconds(3);
    /** A second and a bit, in which a dead holder may have made as many calls as YLH takes. */
    static final Duration QUIET = Duration.ofMillis(1020);

    private final Lease lease;
    private final Ticker ticker;
    private long renewedAt;
    private volatile long validUntil;
    private volatile boolean held;

    HeldLease(Lease lease, Ticker ticker) {
        this.lease = lease;
        this.ticker = ticker;
    }

    Lease.Outcome take(boolean inherit, Instant due) {
        long before = ticker.nanos();
        Lease.Outcome outcome = lease.take(QUIET, inherit, due);
        if (outcome instanceof Lease.Taken taken) {
            extend(before);
            held = true;
            taken.fromDead().ifPresent(dead -> LOG.warn("event=lease.taken-over from={}", dead));
        }
        return outcome;
    }

    /** Counts from before the database was asked: it may have answered late. */
    private void extend(long before) {
        renewedAt = before;
        validUntil = before + Drain.LEASE.minus(MARGIN).toNanos();
    }

    /** Whether a call may go out. */
    boolean isValid() {
        return held && validUntil - ticker.nanos() > 0;
    }

    /** Whether it is another's by now. */
    boolean isLost() {
        return !held;
    }

    void renewIfDue() {
        long now = ticker.nanos();
        if (held && now - renewedAt >= HEARTBEAT.toNanos()) {
            if (lease.renew()) {
                extend(now);
            } else {
                held = false;
                LOG.warn("event=lease.lost");
            }
        }
    }

    /**
     * @param sinceLastCall how long ago the last call went out
     */
    void release(Duration sinceLastCall) {
        held = false;
        Duration quiet = QUIET.minus(sinceLastCall);
        lease.release(quiet.isNegative() ? Duration.ZERO : quiet);
    }
}
