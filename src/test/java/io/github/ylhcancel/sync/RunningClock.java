package io.github.ylhcancel.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** What another clock says, and the time that has really passed since this one was made. */
final class RunningClock extends Clock {
    private final Clock base;
    private final long madeAt = System.nanoTime();

    RunningClock(Clock base) {
        this.base = base;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(Duration.ofNanos(System.nanoTime() - madeAt));
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new RunningClock(base.withZone(zone));
    }
}
