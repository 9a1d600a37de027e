package io.github.ylhcancel.hooks;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.ArgumentList;
import io.github.ylhcancel.domain.Event;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.store.Events;
import io.github.ylhcancel.store.Fingerprint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to the shop's command, four at once, those of one subject one after the other. A command that fails is started again later,
 * as a delivery is; after ten tries in vain a person has to look. Used by one thread, that of its database.
 */
public final class EventDispatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatch.class);
    private static final int AT_ONCE = 4;
    private static final int MOST_TRIES = 10;
    /** How long after a command must have ended another process takes its event over. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    private static final Duration REACTION = Duration.ofMillis(100);
    /** How long a command that is killed takes to be gone, at most. */
    private static final Duration LAST_GRACE = Duration.ofSeconds(10);

    /** Runs the command for one event; any thread. */
    public interface Runner {
        EventCommand.Outcome run(String json, Map<String, String> variables);
    }

    /** How many ended well, failed and are tried again, and failed for the last time. */
    public record Counts(long told, long failed, long dead) {
        public boolean any() {
            return told + failed + dead > 0;
        }
    }

    /** How a command ended. */
    private record Ended(Event event, boolean isInterrupted, Optional<String> failure) {}

    private final Tools tools;
    private final Events events;
    private final Runner runner;
    private final Duration longest;
    private final RetryPolicy policy;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final Map<Long, Event> running = new HashMap<>();
    private Optional<ExecutorService> threads = Optional.empty();
    private Optional<String> id = Optional.empty();
    private long told;
    private long failed;
    private long dead;

    /**
     * What a dispatch works with.
     *
     * @param database of the thread that uses it
     * @param owner the process, as it stands in leases
     * @param words makes a text of what went wrong and what the command said, to be kept with the event and logged
     * @param clock the database's
     */
    public record Tools(
            Database database,
            String owner,
            BiFunction<Message, String, String> words,
            Clock clock,
            NanoClock nanoClock,
            RandomGenerator random,
            Consumer<Checkpoint> checkpoints) {}

    /**
     * @param longest after which the runner has ended in any case
     */
    EventDispatch(Tools tools, Runner runner, Duration longest, RetryPolicy policy) {
        this.tools = tools;
        this.events = new Events(tools.database(), tools.owner());
        this.runner = runner;
        this.longest = longest;
        this.policy = policy;
    }

    /** Nothing where no command wants events. */
    public static Optional<EventDispatch> from(Settings settings, Tools tools, Path home) {
        return settings.text(Key.EVENTS_COMMAND)
                .map(line -> new EventCommand(
                        ArgumentList.of(line).words(), settings.duration(Key.EVENTS_TIMEOUT), home, tools.nanoClock()))
                .map(command -> new EventDispatch(tools, command::run, command.longest(), settings.retryPolicy()));
    }

    /** Until nothing is due any more. */
    public void drain(BooleanSupplier goesOn) {
        do {
            turn(goesOn);
        } while (!running.isEmpty() && goesOn.getAsBoolean());
    }

    /** Writes down what has ended and starts what is due, as long as commands end at once: for one who has something else to do. */
    public void turn(BooleanSupplier goesOn) {
        boolean isRoom = true;
        while (isRoom && goesOn.getAsBoolean()) {
            start();
            isRoom = await(running.isEmpty() ? Duration.ZERO : REACTION);
        }
    }

    private void start() {
        int room = AT_ONCE - running.size();
        if (room == 0) {
            return;
        }
        Instant now = tools.clock().instant();
        List<Event> claimed = events.claim(room, now, now.plus(longest).plus(MARGIN));
        for (Event event : claimed) {
            running.put(event.number(), event);
            String line = EventLine.of(event, id());
            threads().execute(() -> ended.add(run(event, line)));
        }
    }

    private Ended run(Event event, String line) {
        try {
            EventCommand.Outcome outcome = runner.run(
                    line,
                    Map.of(
                            "YLH_EVENT_ID", event.id(id.orElseThrow()),
                            "YLH_EVENT_KIND", event.kind().word()));
            Optional<String> failure =
                    outcome.problem().map(problem -> tools.words().apply(problem, outcome.output()));
            return new Ended(event, outcome.end() == EventCommand.End.INTERRUPTED, failure);
        } catch (RuntimeException mistake) {
            return new Ended(event, false, Optional.of(String.valueOf(mistake)));
        }
    }

    private String id() {
        if (id.isEmpty()) {
            id = Optional.of(Fingerprint.id(tools.database()));
        }
        return id.get();
    }

    private ExecutorService threads() {
        if (threads.isEmpty()) {
            threads = Optional.of(Executors.newFixedThreadPool(AT_ONCE, work -> {
                Thread thread = new Thread(work, "ylh-event");
                thread.setDaemon(true);
                return thread;
            }));
        }
        return threads.get();
    }

    /** Whether one has ended. */
    private boolean await(Duration longest) {
        try {
            Ended one = ended.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            boolean any = one != null;
            while (one != null) {
                finish(one);
                one = ended.poll();
            }
            return any;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void finish(Ended one) {
        Event event = one.event();
        running.remove(event.number());
        tools.checkpoints().accept(Checkpoint.AFTER_EVENT_COMMAND);
        Instant now = tools.clock().instant();
        Optional<String> failure = one.failure();
        if (one.isInterrupted()) {
            events.release(event, now);
        } else if (failure.isEmpty()) {
            events.done(event, now);
            told++;
        } else if (event.attempts() >= MOST_TRIES) {
            LOG.error(
                    "event=events.dead id={} kind={} cause={}",
                    event.id(id()),
                    event.kind().word(),
                    failure.get());
            events.dead(event, now, failure.get());
            dead++;
        } else {
            LOG.warn(
                    "event=events.failed id={} kind={} attempt={} cause={}",
                    event.id(id()),
                    event.kind().word(),
                    event.attempts(),
                    failure.get());
            events.failed(event, now.plus(policy.backOff(event.attempts(), tools.random())), failure.get());
            failed++;
        }
    }

    public Counts counts() {
        return new Counts(told, failed, dead);
    }

    /** Ends what still runs; it is told again by whoever comes next. */
    @Override
    public void close() {
        if (threads.isEmpty()) {
            return;
        }
        threads.get().shutdownNow();
        long end = tools.nanoClock().nanos() + LAST_GRACE.toNanos();
        while (!running.isEmpty() && end - tools.nanoClock().nanos() > 0) {
            await(REACTION);
        }
    }
}
