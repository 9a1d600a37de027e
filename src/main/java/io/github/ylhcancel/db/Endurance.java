package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.NanoClock;
import io.github.ylhcancel.domain.Sleeper;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What it takes to wait for other transactions to be over and for a server to come back.
 *
 * @param sleeper that nobody wakes
 * @param isToEnd whether somebody wants the run to end, so that it waits for less long
 */
public record Endurance(NanoClock nanoClock, Sleeper sleeper, RandomGenerator random, BooleanSupplier isToEnd) {
    private static final Duration FIRST = Duration.ofMillis(40);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    /**
     * Waits after a conflict, the longer the more there were, and each for another time: two that met would meet again if both
     * waited alike.
     *
     * @param conflicts how many there have been, from 1
     */
    void backOff(int conflicts) {
        long longest = FIRST.toMillis() << Math.min(conflicts - 1, MOST_DOUBLINGS);
        sleeper.sleep(Duration.ofMillis(1 + random.nextLong(Math.min(longest, LONGEST.toMillis()))));
    }
}
