package io.github.ylhcancel.db;

import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Sleeper;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Once somebody wants the run to end. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

    private final NanoClock nanoClock;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final BooleanSupplier isToEnd;
    private final Duration patience;
    private volatile Optional<ConnectionLostException> gone = Optional.empty();

    /**
     * @param sleeper that nobody wakes
     * @param isToEnd whether somebody wants the run to end, so that it waits for less long
     */
    public Endurance(NanoClock nanoClock, Sleeper sleeper, RandomGenerator random, BooleanSupplier isToEnd) {
        this(nanoClock, sleeper, random, isToEnd, PATIENCE);
    }

    /**
     * The same with as much patience as one chooses.
     *
     * @param patience how long a server that is away is waited for
     */
    public Endurance(
            NanoClock nanoClock, Sleeper sleeper, RandomGenerator random, BooleanSupplier isToEnd, Duration patience) {
        this.patience = patience;
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

    /** How long a server that is away is waited for, as things stand. */
    Duration patience() {
        return isToEnd.getAsBoolean() && LAST_PATIENCE.compareTo(patience) < 0 ? LAST_PATIENCE : patience;
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
