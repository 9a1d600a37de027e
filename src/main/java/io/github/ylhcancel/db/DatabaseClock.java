package io.github.ylhcancel.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Consumer;

/**
 * The database's clock, which all machines share: this machine's, less what it is ahead. It tells what time it is in between, without
 * asking the database anew. Until the database has been heard it is the machine's.
 */
public final class DatabaseClock extends Clock {
    /** Less may just be the way of the answer, and time that jumps to and fro serves nobody. */
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private static final Duration FAR = Duration.ofMinutes(1);

    private final Clock machine;
    private final Consumer<Duration> farApart;
    private Duration ahead = Duration.ZERO;
    private boolean heard;
    private boolean said;

    /**
     * @param farApart hears once, if it is so, how much more than a minute the machine is ahead; negative if it is behind
     */
    public DatabaseClock(Clock machine, Consumer<Duration> farApart) {
        this.machine = machine;
        this.farApart = farApart;
    }

    /** The database has just said what time it is. */
    public synchronized void hear(Instant now) {
        Duration measured = Duration.between(now, machine.instant());
        if (!heard || measured.minus(ahead).abs().compareTo(CLOSE) > 0) {
            ahead = measured;
            heard = true;
        }
        if (!said && isFar(measured)) {
            said = true;
            farApart.accept(measured);
        }
    }

    /** Whether two clocks are so far apart that somebody should know. */
    public static boolean isFar(Duration apart) {
        return apart.abs().compareTo(FAR) > 0;
    }

    @Override
    public Instant instant() {
        return at(machine.instant());
    }

    /** What time it was for the database when it was this for the machine. */
    public synchronized Instant at(Instant machineTime) {
        return machineTime.minus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants have no zone");
    }
}
