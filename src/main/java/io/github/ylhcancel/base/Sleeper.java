package io.github.ylhcancel.base;

import java.time.Duration;

/** Waits, so that a test need not. */
public interface Sleeper {
    void sleep(Duration duration);
}
