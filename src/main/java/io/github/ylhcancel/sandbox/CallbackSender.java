package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.sandbox.CallbackBatch.Planned;
import io.github.ylhcancel.sandbox.SentCallback.Attempt;
import io.github.ylhcancel.sandbox.SentCallback.Result;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends callbacks when they are due, and again while they are not answered as YLH wants. One that waits costs a timer entry. */
public final class CallbackSender implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final CallbackOptions options;
    private final int limit;
    private final CallbackCaller caller;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("sandbox-callback-timer"));
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final List<CallbackBatch> held = new ArrayList<>();
    private long count;
    private int resets;

    /** @param limit how many callbacks are remembered */
    CallbackSender(CallbackOptions options, int limit, Clock clock) {
        this.options = options;
        this.limit = limit;
        this.caller = new CallbackCaller(clock, options.timeout());
    }

    /** One that sends what it is told to, once each. */
    public static CallbackSender once(Duration timeout, Clock clock) {
        return new CallbackSender(
                CallbackOptions.NONE.withTimeout(timeout).withRepeats(Duration.ZERO, 1), Trigger.MOST_TIMES, clock);
    }

    /** The same bytes so many times, with a pause before each. Comes when the last was answered, or failed. */
    public CompletableFuture<List<SentCallback>> send(
            URI to, SignedForm form, Optional<String> soId, int times, Duration pause) {
        Planned one = new Planned(form, soId, Set.of(), pause, false);
        return send(new CallbackBatch(to, Collections.nCopies(times, one), Optional.of(Duration.ZERO), false));
    }

    /** Begins when the delay is over, and when what is held back may go. */
    void later(CallbackBatch batch, Duration delay) {
        if (batch.held()) {
            synchronized (this) {
                held.add(batch);
            }
            after(delay.plus(options.late()), () -> release(batch));
        } else {
            after(delay, () -> send(batch));
        }
    }

    /** Begins now. Comes when each was sent once and was answered, or failed; then what was held back follows. */
    CompletableFuture<List<SentCallback>> send(CallbackBatch batch) {
        List<Entry> mine = new ArrayList<>();
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Planned planned : batch.all()) {
            all = all.thenCompose(before -> pause(planned.before())).thenCompose(before -> {
                Entry entry = added(planned);
                mine.add(entry);
                return attempt(batch.url(), entry, 1);
            });
        }
        all.thenRun(this::releaseAll);
        return all.thenApply(done -> views(mine));
    }

    private CompletableFuture<Void> pause(Duration pause) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        if (pause.isZero()) {
            over.complete(null);
        } else {
            after(pause, () -> over.complete(null));
        }
        return over;
    }

    private void releaseAll() {
        List<CallbackBatch> free;
        synchronized (this) {
            free = List.copyOf(held);
            held.clear();
        }
        free.forEach(this::send);
    }

    private void release(CallbackBatch batch) {
        boolean wasHeld;
        synchronized (this) {
            wasHeld = held.remove(batch);
        }
        if (wasHeld) {
            send(batch);
        }
    }

    private synchronized Entry added(Planned planned) {
        Entry entry = new Entry(++count, planned);
        entries.addLast(entry);
        if (entries.size() > limit) {
            entries.removeFirst();
        }
        return entry;
    }

    private CompletableFuture<Void> attempt(URI url, Entry entry, int number) {
        return caller.call(url, entry.planned.form().body()).thenAccept(attempt -> {
            boolean again =
                    entry.planned.repeats() && attempt.result() != Result.SUCCESS && number < options.attempts();
            synchronized (this) {
                entry.attempts.add(attempt);
                entry.open = again;
            }
            if (again) {
                after(backOff(number), () -> attempt(url, entry, number + 1));
            }
        });
    }

    private Duration backOff(int number) {
        Duration pause = options.retry().multipliedBy(1L << Math.min(number - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Not any more once it was reset or closed. */
    private void after(Duration delay, Runnable work) {
        int before = resets();
        try {
            timer.schedule(
                    () -> {
                        if (resets() == before) {
                            work.run();
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Nothing is sent any more.
        }
    }

    private synchronized int resets() {
        return resets;
    }

    synchronized List<SentCallback> sent() {
        return views(List.copyOf(entries));
    }

    private synchronized List<SentCallback> views(List<Entry> of) {
        return of.stream().map(Entry::view).toList();
    }

    /** Forgets what was sent and what waits. */
    synchronized void reset() {
        resets++;
        count = 0;
        entries.clear();
        held.clear();
    }

    /** Cuts what is under way; what waits is never sent. */
    @Override
    public void close() {
        timer.shutdownNow();
        caller.close();
    }

    private static final class Entry {
        private final long number;
        private final Planned planned;
        private final List<Attempt> attempts = new ArrayList<>();
        private boolean open = true;

        Entry(long number, Planned planned) {
            this.number = number;
            this.planned = planned;
        }

        SentCallback view() {
            return new SentCallback(
                    number, planned.soId(), planned.form(), planned.kinds(), List.copyOf(attempts), open);
        }
    }
}
