package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.NanoClock;
import io.github.ylhcancel.domain.Sleeper;
import io.github.ylhcancel.domain.StopSignal;
import io.github.ylhcancel.domain.UserError;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on a database whose connection may be cut: the connection is opened anew and the work is done again, for as long as patience
 * lasts. So the work must bear being done twice: what it wrote when the connection was lost may be there or not.
 */
public final class ReconnectingDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(ReconnectingDatabase.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Once somebody wants the run to end. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Database database;
    private final NanoClock nanoClock;
    private final Sleeper sleeper;
    private final StopSignal stop;
    private Runnable afterwards = () -> {};

    /**
     * @param sleeper that nobody wakes: the wish to end is looked at between two naps
     */
    public ReconnectingDatabase(Database database, NanoClock nanoClock, Sleeper sleeper, StopSignal stop) {
        this.database = database;
        this.nanoClock = nanoClock;
        this.sleeper = sleeper;
        this.stop = stop;
    }

    /** What is to be put right each time that there is a new connection. */
    public void afterReconnecting(Runnable work) {
        afterwards = work;
    }

    public void run(Runnable work) {
        get(() -> {
            work.run();
            return true;
        });
    }

    /**
     * @throws ConnectionLostException if the database does not come back in time, or somebody wants the run to end meanwhile
     * @throws ContentionException if other transactions are in the way for as long
     */
    public <T> T get(Supplier<T> work) {
        long since = nanoClock.nanos();
        for (int losses = 0; ; losses++) {
            try {
                return work.get();
            } catch (ConnectionLostException lost) {
                LOG.warn("event=database.lost cause={}", lost.detail());
                if (losses > 0) {
                    waitOrGiveUp(lost, since);
                }
                reconnect(lost, since);
            } catch (ContentionException inTheWay) {
                LOG.warn("event=database.contention cause={}", inTheWay.getMessage());
                if (isOver(since)) {
                    throw inTheWay;
                }
                sleeper.sleep(TRY_AGAIN);
            }
        }
    }

    /**
     * Opens a connection in place of one that was lost.
     *
     * @throws ConnectionLostException if the database does not come back in time
     */
    void reconnect(ConnectionLostException lost) {
        reconnect(lost, nanoClock.nanos());
    }

    private void reconnect(ConnectionLostException lost, long since) {
        while (true) {
            try {
                database.reconnect();
                LOG.info("event=database.back");
                afterwards.run();
                database.isBack();
                return;
            } catch (UserError | ContentionException stillAway) {
                if (database.isEmbedded()) {
                    database.isGone(lost);
                    throw lost;
                }
                waitOrGiveUp(lost, since);
            }
        }
    }

    private void waitOrGiveUp(ConnectionLostException lost, long since) {
        if (isOver(since)) {
            database.isGone(lost);
            throw lost;
        }
        sleeper.sleep(TRY_AGAIN);
    }

    /** Who has waited in vain once does not wait again. */
    private boolean isOver(long since) {
        Duration patience = stop.isRequested() ? LAST_PATIENCE : PATIENCE;
        return database.gone().isPresent() || nanoClock.nanos() - since > patience.toNanos();
    }
}
