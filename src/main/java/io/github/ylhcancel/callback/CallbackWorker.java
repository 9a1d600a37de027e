package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Sleeper;
import io.github.ylhcancel.base.UserError;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies callbacks one after the other, over a connection of its own: a connection that failed is given up, and the next callback opens
 * another. What takes longer than the sender waits is finished all the same, so that its repeat finds it applied.
 */
final class CallbackWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackWorker.class);

    private static final long LOOK_AROUND = Duration.ofMillis(100).toNanos();
    private static final long LEFT_BEHIND_EVERY = Duration.ofSeconds(30).toNanos();
    private static final Duration TRY_AGAIN = Duration.ofMillis(50);

    /** After that long with an embedded database others have to get at it, for at least that long. */
    private static final long BURST = Duration.ofMillis(500).toNanos();

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final BlockingQueue<InHand> queue;
    private final Supplier<Desk> desks;
    private final boolean isEmbedded;
    private final boolean looksForLeftBehind;
    private final BiConsumer<InHand, Result> answer;
    private final BooleanSupplier isToEnd;
    private final Clock clock;
    private final NanoClock nanoClock;
    private final Sleeper sleeper;
    private Desk desk;
    private long openedAt;
    private long lookedAt;

    /** What came of a callback: its answer, or that there is none now. */
    sealed interface Result {
        /** It is written down and committed. */
        record Done(CallbackAnswer answer) implements Result {}

        /** Nothing is known of it for certain, so it is to come again. */
        record Later() implements Result {}
    }

    /**
     * @param isEmbedded whether other processes get at the database only while this one has it closed
     * @param looksForLeftBehind whether it also applies what was written down and not applied
     * @param answer tells all who wait
     */
    CallbackWorker(
            BlockingQueue<InHand> queue,
            Supplier<Desk> desks,
            boolean isEmbedded,
            boolean looksForLeftBehind,
            BiConsumer<InHand, Result> answer,
            BooleanSupplier isToEnd,
            Clock clock,
            NanoClock nanoClock,
            Sleeper sleeper) {
        this.queue = queue;
        this.desks = desks;
        this.isEmbedded = isEmbedded;
        this.looksForLeftBehind = looksForLeftBehind;
        this.answer = answer;
        this.isToEnd = isToEnd;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.sleeper = sleeper;
        this.lookedAt = nanoClock.nanos() - LEFT_BEHIND_EVERY;
    }

    @Override
    public void run() {
        try {
            while (true) {
                InHand next = queue.poll(LOOK_AROUND, TimeUnit.NANOSECONDS);
                if (next != null) {
                    apply(next);
                    rest(false);
                } else if (isToEnd.getAsBoolean()) {
                    return;
                } else {
                    rest(true);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void apply(InHand one) {
        if (one.endIfUnwanted().isPresent()) {
            // It has been answered already that it is to come again, and nothing was begun.
            answer.accept(one, new Result.Later());
            return;
        }
        try {
            open(one);
            CallbackAnswer done = desk.receive().take(one.admitted(), clock.instant());
            answer.accept(one, done.isBusy() ? new Result.Later() : new Result.Done(done));
            desk.followUp().of(done);
        } catch (RuntimeException e) {
            // Whatever it is, YLH sends the callback again.
            answer.accept(one, new Result.Later());
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        if (e instanceof UserError) {
            LOG.warn("event=listen.later cause={}", e.getMessage());
        } else {
            LOG.error("event=listen.later", e);
        }
        close();
    }

    /** Another process that has an embedded database is waited for as long as somebody waits here. */
    private void open(InHand wanted) {
        while (desk == null) {
            try {
                desk = desks.get();
                openedAt = nanoClock.nanos();
            } catch (UserError locked) {
                if (locked.exitCode() != ExitCode.LOCKED || !wanted.isWanted()) {
                    throw locked;
                }
                sleeper.sleep(TRY_AGAIN);
            }
        }
    }

    /** After a callback, or when there is none. */
    private void rest(boolean idle) {
        boolean isBurstOver = isEmbedded && desk != null && (idle || nanoClock.nanos() - openedAt > BURST);
        if (looksForLeftBehind && (isBurstOver || isTimeToLook())) {
            applyLeftBehind();
        }
        if (isBurstOver) {
            close();
            if (!idle) {
                sleeper.sleep(PAUSE);
            }
        }
    }

    private boolean isTimeToLook() {
        return !isEmbedded && nanoClock.nanos() - lookedAt > LEFT_BEHIND_EVERY;
    }

    private void applyLeftBehind() {
        lookedAt = nanoClock.nanos();
        try {
            if (desk == null) {
                desk = desks.get();
                openedAt = nanoClock.nanos();
            }
            desk.followUp().ofLeftBehind(List.of());
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void close() {
        if (desk != null) {
            desk.close();
            desk = null;
        }
    }
}
