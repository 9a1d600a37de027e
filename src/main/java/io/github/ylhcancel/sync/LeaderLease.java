package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.store.LeaseStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease as this process sees it: renewed in time, and not relied upon when it could be another's already. {@link #isValid} may
 * be asked by any thread; all else is done by the one that has the database.
 */
final class LeaderLease {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    /** For what passes between a look at the lease and the arrival of the call at YLH, such as the set-up of a connection. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration VALID = OutboxDispatcher.LEASE.minus(MARGIN);
    /** A second and a bit, in which a dead holder may have made as many calls as YLH takes. */
    static final Duration COOLDOWN = Duration.ofMillis(1030);

    private final LeaseStore lease;
    private final NanoClock nanoClock;
    private final Clock clock;
    private long renewedAt;
    private volatile long validUntil;
    private volatile Instant validUntilByClock = Instant.EPOCH;
    private volatile boolean held;

    LeaderLease(LeaseStore lease, NanoClock nanoClock, Clock clock) {
        this.lease = lease;
        this.nanoClock = nanoClock;
        this.clock = clock;
    }

    LeaseStore.Outcome take(boolean takeOverInFlight, Instant due) {
        long before = nanoClock.nanos();
        Instant beforeByClock = clock.instant();
        LeaseStore.Outcome outcome = lease.take(COOLDOWN, takeOverInFlight, due);
        if (outcome instanceof LeaseStore.Taken taken) {
            extend(before, beforeByClock);
            held = true;
            taken.fromDead().ifPresent(dead -> LOG.warn("event=lease.taken-over from={}", dead));
        }
        return outcome;
    }

    /** Counts from before the database was asked: it may have answered late. */
    private void extend(long before, Instant beforeByClock) {
        renewedAt = before;
        validUntil = before + VALID.toNanos();
        validUntilByClock = beforeByClock.plus(VALID);
    }

    /** Whether a call may go out. The clock is asked as well because the nano clock stands still while a machine sleeps. */
    boolean isValid() {
        return held && validUntil - nanoClock.nanos() > 0 && clock.instant().isBefore(validUntilByClock);
    }

    /** Whether it is another's by now. */
    boolean isLost() {
        return !held;
    }

    void renewIfDue() {
        long now = nanoClock.nanos();
        Instant nowByClock = clock.instant();
        if (held && (now - renewedAt >= HEARTBEAT.toNanos() || !isValid())) {
            if (lease.renew()) {
                extend(now, nowByClock);
            } else {
                held = false;
                LOG.warn("event=lease.lost");
            }
        }
    }

    /**
     * @param sinceLastCall how long ago the last call went out
     * @param paused for how long YLH wants no call
     */
    void release(Duration sinceLastCall, Duration paused) {
        held = false;
        Duration cooldown = COOLDOWN.minus(sinceLastCall);
        lease.release(cooldown.compareTo(paused) > 0 ? cooldown : paused);
    }
}
