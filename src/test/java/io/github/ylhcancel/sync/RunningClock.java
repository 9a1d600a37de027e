package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.NanoClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** What another clock says, and the time that has passed since this one was made. */
final class RunningClock extends Clock {
    private final Clock base;
    private final NanoClock nanoClock;
    private final long madeAt;

    RunningClock(Clock base, NanoClock nanoClock) {
        this.base = base;
        this.nanoClock = nanoClock;
        this.madeAt = nanoClock.nanos();
    }

    @Override
    public Instant instant() {
        return base.instant().plus(Duration.ofNanos(nanoClock.nanos() - madeAt));
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new RunningClock(base.withZone(zone), nanoClock);
    }
}
