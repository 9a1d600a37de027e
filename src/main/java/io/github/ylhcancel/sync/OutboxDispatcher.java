package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Scheduler;
import io.github.ylhcancel.base.Sleeper;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.CircuitStore;
import io.github.ylhcancel.store.LeaseStore;
import io.github.ylhcancel.store.Outbox;
import io.github.ylhcancel.ylh.Connections;
import io.github.ylhcancel.ylh.RateLimiter;
import io.github.ylhcancel.ylh.YlhClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Tells YLH everything that is due, oldest first, many calls at a time and at the supplier's rate. One process over all machines does
 * this at a time. One that fails does not hold up those behind it; when YLH fails as a whole, the rest waits without using up
 * attempts.
 */
public final class OutboxDispatcher {
    /** How long the right to deliver holds unless it is renewed: two renewals may fail before another process takes over. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    /** Between the last look at a claim and the call that follows. */
    private static final Duration SENDING_MARGIN = Duration.ofSeconds(10);

    private static final Instant WHENEVER = Instant.parse("9999-01-01T00:00:00Z");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /**
     * How many calls, and how long to wait for the last.
     *
     * @param perSecond calls a second
     * @param mostUnderWay how many calls may wait for their answer at a time
     * @param grace how long what is under way may take once the run is to end
     * @param freshness how long after its claim a delivery may still be sent, so that nobody else takes it over meanwhile
     */
    public record Limits(int perSecond, int mostUnderWay, Duration grace, Duration freshness) {}

    /** Hears of the run while it runs, in its thread. */
    public interface Listener {
        /** A delivery has been tried and what came of it is written down. */
        void delivered(Delivery.Report report);

        /** YLH refused one, and its order is put back now, or held. */
        default void followedUp(Cancellation delivery) {}

        /** Another process delivers, and this one waits for it. */
        default void waitsFor(String holder) {}

        /** Somebody wants the run to end, and it waits for so many calls, no longer than that. */
        default void ending(int underWay, Duration grace) {}

        /** YLH fails as a whole, or does so no more. */
        default void circuit(Circuit changed) {}

        /** Nothing is due at the moment, and the run goes on; may do something else that does not take long. */
        default void rests() {}
    }

    /**
     * How a run ended.
     *
     * @param attempted how many deliveries were tried
     * @param took from the first moment to the last
     * @param stoppedBy the verdict that made more calls pointless, if one did
     * @param heldBy the other process that delivers instead of this one, if that is why it ended
     * @param overtaken whether this one had the lease and could not renew it in time
     * @param circuit whether YLH failed as a whole at the end
     * @param waiting what is left for later
     * @param trouble what has kept refused orders from being put back, if the database did
     */
    public record Ended(
            int attempted,
            Duration took,
            Optional<Verdict> stoppedBy,
            Optional<String> heldBy,
            boolean overtaken,
            Circuit circuit,
            Cancellations.Waiting waiting,
            Optional<RuntimeException> trouble) {
        Ended withAttempted(int all) {
            return new Ended(all, took, stoppedBy, heldBy, overtaken, circuit, waiting, trouble);
        }
    }

    /**
     * What a run works with.
     *
     * @param compensator puts back what YLH refuses
     * @param sleeper for the wait for another process; that somebody wants the run to end need not wake it
     */
    public record Tools(
            Database database,
            Outbox outbox,
            Told told,
            LeaseStore lease,
            RetryPolicy policy,
            Compensator compensator,
            Clock clock,
            NanoClock nanoClock,
            Scheduler scheduler,
            Sleeper sleeper,
            StopSignal stop,
            RandomGenerator random,
            Consumer<Checkpoint> checkpoints) {}

    /** What runs of this process work with. */
    static Tools tools(RunContext context, Database open, YlhAccess access, Told told, StopSignal stop) {
        context.database().endsWith(stop);
        return new Tools(
                open,
                Delivery.outbox(context, open, access),
                told,
                Delivery.lease(context, open),
                context.settings().retryPolicy(),
                Compensator.from(context, open),
                context.database().clock(),
                context.nanoClock(),
                context.scheduler(),
                new Interrupt(), // Nobody asks this one to end.
                stop,
                context.random(),
                context.checkpoints());
    }

    static Limits limits(RunContext context, YlhAccess access, int mostUnderWay) {
        Settings settings = context.settings();
        return new Limits(
                settings.ratePerSecond(),
                mostUnderWay,
                settings.grace(),
                access.lease().minus(access.timeout()).minus(SENDING_MARGIN));
    }

    private final Tools tools;
    private final Limits limits;
    private final Function<RateLimiter, YlhClient> clients;

    /**
     * @param clients makes the client whose calls go through the limiter that it is given; each run closes its own
     */
    public OutboxDispatcher(Tools tools, Limits limits, Function<RateLimiter, YlhClient> clients) {
        this.tools = tools;
        this.limits = limits;
        this.clients = clients;
    }

    /**
     * Opens the database.
     *
     * @param mostUnderWay how many calls may wait for their answer at a time, unless the configuration decides
     * @throws io.github.ylhcancel.base.UserError if the configuration does not say where YLH is and who we are there
     */
    public static OutboxDispatcher from(RunContext context, OptionalInt mostUnderWay) {
        YlhAccess access = context.ylhAccess();
        Database open = context.database().toLookAtFirst();
        context.catchSignals();
        return new OutboxDispatcher(
                tools(context, open, access, Told.from(context, open, access), context.stopSignal()),
                limits(context, access, mostUnderWay.orElseGet(context.settings()::maxInFlight)),
                limiter -> Delivery.client(context, access, limiter, Connections.KEPT_WHEN_BUSY));
    }

    /**
     * Delivers until nothing is due any more, or the options or the stop signal end it. What was claimed and not called is due again as
     * before when it returns. With nothing due it takes no lease, makes no client and writes nothing. What YLH refuses is followed up
     * at the end, or while it watches whenever it rests; what an earlier run left of that, at the beginning.
     *
     * @throws io.github.ylhcancel.db.ConnectionLostException if the database is lost and does not come back
     */
    public Ended run(DispatchOptions options, Listener listener) {
        long started = tools.nanoClock().nanos();
        followUp(options, listener);
        Ended ended = deliver(options, listener, started);
        int attempted = ended.attempted();
        for (int round = 2;
                round <= options.tries() && isWorthAnotherTry(ended) && isAwaited(ended, options);
                round++) {
            ended = deliver(options.again(), listener, started);
            attempted += ended.attempted();
        }
        return ended.withAttempted(attempted);
    }

    /** What fails as a whole, or is another's to deliver, is left to the next run. */
    private static boolean isWorthAnotherTry(Ended ended) {
        return ended.attempted() > 0
                && ended.stoppedBy().isEmpty()
                && ended.heldBy().isEmpty()
                && !ended.circuit().isOpen()
                && ended.trouble().isEmpty();
    }

    /** Waits until the next is due; says no if nothing will be within the longest pause, or the run is to end. */
    private boolean isAwaited(Ended ended, DispatchOptions options) {
        Instant latest = tools.clock().instant().plus(tools.policy().cap());
        Optional<Instant> next = ended.waiting().next().filter(due -> !due.isAfter(latest));
        while (next.isPresent() && !tools.stop().isRequested() && !options.isOver()) {
            Duration rest = Duration.between(tools.clock().instant(), next.get());
            if (rest.isNegative() || rest.isZero()) {
                return true;
            }
            tools.sleeper().sleep(rest.compareTo(LOOK_AGAIN) < 0 ? rest : LOOK_AGAIN);
        }
        return false;
    }

    private void followUp(DispatchOptions options, Listener listener) {
        tools.compensator().compensateDue(() -> !tools.stop().isRequested() && !options.isOver(), listener::followedUp);
    }

    private Ended deliver(DispatchOptions options, Listener listener, long started) {
        Database database = tools.database();
        if (database.again(() -> isIdle(options))) {
            return database.again(() -> ended(0, started, Optional.empty(), Optional.empty(), false));
        }
        tools.told().open();
        try (DispatchSession session = new DispatchSession(tools, limits, clients)) {
            Optional<String> other = take(session, options, listener);
            if (other.isPresent()) {
                return database.again(() -> ended(0, started, Optional.empty(), other, false));
            }
            DueDeliveries due = new DueDeliveries(tools, options, () -> {
                followUp(options, listener);
                listener.rests();
            });
            database.again(() -> due.prepare(session.breaker()));
            DispatchRun run = new DispatchRun(tools, limits, session, due, listener);
            run.go();
            Optional<String> successor = session.isWithoutLease() ? Optional.of(session.successor()) : Optional.empty();
            session.giveBackTheLease();
            followUp(options, listener);
            return database.again(
                    () -> ended(run.attempted(), started, run.stoppedBy(), successor, successor.isPresent()));
        }
    }

    /** Then the lease may be whose it will: most runs of a cron job find nothing. */
    private boolean isIdle(DispatchOptions options) {
        Instant horizon = options.alsoWaiting() ? WHENEVER : tools.clock().instant();
        return !options.watch()
                && !tools.outbox().isAnythingDue(horizon, tools.policy().idempotent());
    }

    /** Tries until it is ours or there is no use in waiting for it. */
    private Optional<String> take(DispatchSession session, DispatchOptions options, Listener listener) {
        while (true) {
            Optional<String> other = session.take();
            boolean mayWait = options.waitForIt() && !tools.stop().isRequested() && !options.isOver();
            if (other.isEmpty() || !mayWait) {
                return other;
            }
            listener.waitsFor(other.get());
            tools.sleeper().sleep(LOOK_AGAIN);
        }
    }

    private Ended ended(
            int attempted, long started, Optional<Verdict> stoppedBy, Optional<String> heldBy, boolean overtaken) {
        return new Ended(
                attempted,
                Duration.ofNanos(tools.nanoClock().nanos() - started),
                stoppedBy,
                heldBy,
                overtaken,
                new CircuitStore(tools.database()).read(),
                new Cancellations(tools.database())
                        .waiting(
                                tools.policy().idempotent(),
                                Optional.of(tools.outbox().account())),
                tools.compensator().trouble());
    }
}
