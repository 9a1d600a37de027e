package io.github.ylhcancel.db;

import io.github.ylhcancel.base.UserError;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on a database whose connection may be cut: the connection is opened anew and the work is done again, for as long as patience
 * lasts. So the work must bear being done twice: what it wrote when the connection was lost may be there or not.
 */
final class ReconnectingDatabase {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Database database;
    private final Endurance endurance;
    private Runnable afterwards = () -> {};
    private boolean atWork;

    ReconnectingDatabase(Database database, Endurance endurance) {
        this.database = database;
        this.endurance = endurance;
    }

    /** What is to be put right each time that there is a new connection. */
    void afterReconnecting(Runnable work) {
        afterwards = work;
    }

    /** The loss after which it was waited for in vain, on this connection or another of the run's. */
    Optional<ConnectionLostException> gone() {
        return endurance.gone();
    }

    /**
     * Work that is part of other such work is done once: if it fails, all of it is done again.
     *
     * @throws ConnectionLostException if the database does not come back in time
     * @throws ContentionException if other transactions are in the way for as long
     */
    <T> T get(Supplier<T> work) {
        if (atWork) {
            return work.get();
        }
        atWork = true;
        try {
            return persistently(work);
        } finally {
            atWork = false;
        }
    }

    /** Made when there is something to log: every start that opens its database has one of these. */
    private static Logger log() {
        return LoggerFactory.getLogger(ReconnectingDatabase.class);
    }

    private <T> T persistently(Supplier<T> work) {
        long since = endurance.nanoClock().nanos();
        for (int losses = 0; ; losses++) {
            try {
                return work.get();
            } catch (ConnectionLostException lost) {
                log().warn("event=database.lost cause={}", lost.detail());
                if (losses > 0) {
                    waitOrGiveUp(lost, since);
                }
                reconnect(lost, since);
            } catch (ContentionException inTheWay) {
                log().warn("event=database.contention cause={}", inTheWay.what());
                if (isOver(since)) {
                    throw inTheWay;
                }
                endurance.sleeper().sleep(TRY_AGAIN);
            }
        }
    }

    /**
     * Opens a connection in place of one that was lost.
     *
     * @throws ConnectionLostException if the database does not come back in time
     */
    void reconnect(ConnectionLostException lost) {
        reconnect(lost, endurance.nanoClock().nanos());
    }

    private void reconnect(ConnectionLostException lost, long since) {
        while (true) {
            try {
                database.reconnect();
                log().info("event=database.back");
                afterwards.run();
                endurance.isBack();
                return;
            } catch (UserError stillAway) {
                ConnectionLostException loss =
                        stillAway instanceof TakesNoWritesException frozen ? lost.since(frozen) : lost;
                if (database.isEmbedded()) {
                    throw givingUp(loss);
                }
                waitOrGiveUp(loss, since);
            }
        }
    }

    private void waitOrGiveUp(ConnectionLostException lost, long since) {
        if (isOver(since)) {
            throw givingUp(lost);
        }
        endurance.sleeper().sleep(TRY_AGAIN);
    }

    private ConnectionLostException givingUp(ConnectionLostException lost) {
        endurance.isGone(lost);
        return lost;
    }

    /** Who has waited in vain once does not wait again. */
    private boolean isOver(long since) {
        return endurance.gone().isPresent()
                || endurance.nanoClock().nanos() - since > endurance.patience().toNanos();
    }

    /** Waits after a conflict, as {@link Endurance#backOff} says. */
    void backOff(int conflicts) {
        endurance.backOff(conflicts);
    }
}
