package io.github.ylhcancel.db;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Says so when a server is long in confirming what was written. One that promised to keep it on a standby as well waits for that
 * standby, for ever if need be, and tells nobody. The writer waits too, since until then it does not know that it is kept.
 *
 * <p>Shared by a run's connections, which mostly wait for the same: it is said once until no more of them waits. While nothing is
 * written nothing is looked at.
 */
public final class CommitWatch {
    /** A single statement goes out together with its COMMIT, and may first have to wait for a lock. */
    public static final Duration LONG = Duration.ofSeconds(8);

    /** What is confirmed when it returns. */
    interface Write<T, X extends Exception> {
        T run() throws X;
    }

    private static final class Wait {
        private final long since;

        Wait(long since) {
            this.since = since;
        }
    }

    private final DatabaseAddress address;
    private final Scheduler scheduler;
    private final NanoClock clock;
    private final Consumer<Message> listener;
    /** The one that began first stands first. */
    private final Deque<Wait> waits = new ArrayDeque<>();

    private boolean isToLook;
    private boolean isSaid;

    /**
     * @param listener told from the scheduler's thread
     */
    public CommitWatch(DatabaseAddress address, Scheduler scheduler, NanoClock clock, Consumer<Message> listener) {
        this.address = address;
        this.scheduler = scheduler;
        this.clock = clock;
        this.listener = listener;
    }

    /** Watches over {@code write}, where somebody watches. */
    static <T, X extends Exception> T during(Optional<CommitWatch> watch, Write<T, X> write) throws X {
        Optional<Wait> wait = watch.map(CommitWatch::begin);
        try {
            return write.run();
        } finally {
            wait.ifPresent(begun -> watch.orElseThrow().end(begun));
        }
    }

    private synchronized Wait begin() {
        Wait wait = new Wait(clock.nanos());
        waits.add(wait);
        if (!isToLook) {
            lookAfter(LONG.toNanos());
        }
        return wait;
    }

    private synchronized void end(Wait wait) {
        waits.remove(wait);
    }

    private void lookAfter(long nanos) {
        isToLook = true;
        scheduler.after(nanos, this::look);
    }

    private void look() {
        long now = clock.nanos();
        if (hasToBeSaid(now)) {
            LoggerFactory.getLogger(CommitWatch.class).warn("event=database.commit-waits ms={}", LONG.toMillis());
            listener.accept(Message.of("db.commit-waits", address, address.server(), LONG.toSeconds()));
        }
    }

    private synchronized boolean hasToBeSaid(long now) {
        isToLook = false;
        Wait oldest = waits.peekFirst();
        long left = oldest == null ? LONG.toNanos() : LONG.toNanos() - (now - oldest.since);
        if (oldest != null) {
            // When it has waited for long, or, if it has by now, for those that come after it.
            lookAfter(left > 0 ? left : LONG.toNanos());
        }
        boolean wasSaid = isSaid;
        isSaid = left <= 0;
        return isSaid && !wasSaid;
    }
}
