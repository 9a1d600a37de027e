package io.github.ylhcancel.base;

import java.time.Duration;

/** When nothing new is begun any more. Measured within this process, so that nobody moves it by setting a clock. */
public record Deadline(NanoClock clock, long at) {
    public static Deadline in(Duration length, NanoClock clock) {
        return new Deadline(clock, clock.nanos() + length.toNanos());
    }

    public boolean isOver() {
        return clock.nanos() - at >= 0;
    }
}
