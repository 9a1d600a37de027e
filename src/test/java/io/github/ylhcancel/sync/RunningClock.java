package io.github.ylhcancel.sync;

import io.github.ylhcancel.domain.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** What another clock says, and the time that has passed since this one was made. */
final class RunningClock extends Clock {
    private final Clock base;
    private final Ticker ticker;
    private final long madeAt;

    RunningClock(Clock base, Ticker ticker) {
        this.base = base;
        this.ticker = ticker;
        this.madeAt = ticker.nanos();
    }

    @Override
    public Instant instant() {
        return base.instant().plus(Duration.ofNanos(ticker.nanos() - madeAt));
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new RunningClock(base.withZone(zone), ticker);
    }
}
