package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.NanoClock;
import io.github.ylhcancel.domain.Sleeper;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What it takes to wait for other transactions to be over and for a server to come back. The connections of a run share one: where one
 * of them has waited for the server in vain, the others need not.
 */
public final class Endurance {
    private static final Duration FIRST = Duration.ofMillis(40);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    private final NanoClock nanoClock;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final BooleanSupplier isToEnd;
    private volatile Optional<ConnectionLostException> gone = Optional.empty();

    /**
     * @param sleeper that nobody wakes
     * @param isToEnd whether somebody wants the run to end, so that it waits for less long
     */
    public Endurance(NanoClock nanoClock, Sleeper sleeper, RandomGenerator random, BooleanSupplier isToEnd) {
        this.nanoClock = nanoClock;
        this.sleeper = sleeper;
        this.random = random;
        this.isToEnd = isToEnd;
    }

    NanoClock nanoClock() {
        return nanoClock;
    }

    Sleeper sleeper() {
        return sleeper;
    }

    BooleanSupplier isToEnd() {
        return isToEnd;
    }

    /** The loss after which it was waited for in vain, on whichever connection. */
    Optional<ConnectionLostException> gone() {
        return gone;
    }

    void isGone(ConnectionLostException loss) {
        gone = Optional.of(loss);
    }

    void isBack() {
        gone = Optional.empty();
    }

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
