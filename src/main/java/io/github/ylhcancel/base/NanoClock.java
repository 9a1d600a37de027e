package io.github.ylhcancel.base;

/** Measures spans of time within this process: unlike a clock it is never put back or forward while somebody waits. */
@FunctionalInterface
public interface NanoClock {
    /** Nanoseconds since a moment that means nothing; only the difference of two answers does. */
    long nanos();
}
