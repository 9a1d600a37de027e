package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Sleeper;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.LeaseStore;
import io.github.ylhcancel.store.Outbox;
import io.github.ylhcancel.ylh.Connections;
import io.github.ylhcancel.ylh.Gate;
import io.github.ylhcancel.ylh.HeadRoomLimiter;
import io.github.ylhcancel.ylh.RateLimiter;
import io.github.ylhcancel.ylh.YlhClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one cancellation: claim (committed), call outside any transaction, write down what came of it (committed). A process
 * that dies between two of these leaves a row that the next delivery finds and finishes with the same bytes.
 */
public final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    /** An interactive command does not wait longer than this because YLH asks for it; {@code sync} comes back later. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Where a delivery stands after an attempt.
     *
     * @param verdict what the last call came to; absent when none was made, because nothing was open or another process has it
     */
    public record Report(Cancellation cancellation, Optional<Verdict> verdict) {
        public DeliveryState state() {
            return cancellation.state();
        }

        public boolean stopsTheRun() {
            return verdict.filter(last -> last.kind().stopsTheRun()).isPresent();
        }
    }

    /** The process before this one died while it called, and YLH may not be asked twice. No call was made. */
    static final Verdict ABANDONED = Verdict.of(Verdict.Kind.UNKNOWN, "the process died while it called YLH");

    private final Database database;
    private final Outbox outbox;
    private final Cancellations cancellations;
    private final YlhClient client;
    private final Told told;
    private final RetryPolicy policy;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final Consumer<Checkpoint> checkpoints;

    /** What a repeat of a claim would not find any more, because it was made. */
    private boolean claimMayBeThere;

    public Delivery(
            Database database,
            Outbox outbox,
            Cancellations cancellations,
            YlhClient client,
            Told told,
            RetryPolicy policy,
            Clock clock,
            Sleeper sleeper,
            RandomGenerator random,
            Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.outbox = outbox;
        this.cancellations = cancellations;
        this.client = client;
        this.told = told;
        this.policy = policy;
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
        this.checkpoints = checkpoints;
    }

    /** For single orders, each over a connection of its own. Its client is closed with the run. */
    static Delivery from(RunContext context, Database open, YlhAccess access, Told told) {
        int perSecond = context.settings().ratePerSecond();
        RateLimiter limiter =
                new HeadRoomLimiter(perSecond, lease(context, open)::isBusy, context.interrupt(), context.nanoClock());
        YlhClient client = client(context, access, limiter, Connections.ONE_EACH);
        context.closeAtTheEnd(client::close);
        return new Delivery(
                open,
                outbox(context, open, access),
                new Cancellations(open),
                client,
                told,
                context.settings().retryPolicy(),
                context.database().clock(),
                context.interrupt(),
                context.random(),
                context.checkpoints());
    }

    static YlhClient client(RunContext context, YlhAccess access, RateLimiter limiter, Connections connections) {
        return new YlhClient(
                access, limiter, connections, context.database().clock(), context.nanoClock(), context.checkpoints());
    }

    static Outbox outbox(RunContext context, Database open, YlhAccess access) {
        return new Outbox(open, context.run().owner(), context.run().id(), access.account(), access.lease());
    }

    static LeaseStore lease(RunContext context, Database open) {
        return new LeaseStore(open, context.run().owner(), OutboxDispatcher.LEASE);
    }

    /** As many tries as an interactive command makes, with the back-off between them. */
    public Report interactively(long id) {
        Report report = once(id);
        for (int tried = 1; tried < policy.tries() && isWorthAnother(report); tried++) {
            Instant next = report.cancellation().nextAttemptAt().orElseThrow();
            Duration wait = Duration.between(clock.instant(), next);
            if (!wait.isNegative()) {
                sleeper.sleep(wait);
            }
            report = once(id);
        }
        return report;
    }

    private static boolean isWorthAnother(Report report) {
        return report.verdict().isPresent()
                && !report.stopsTheRun()
                && report.cancellation().nextAttemptAt().isPresent()
                && report.verdict()
                        .flatMap(Verdict::retryAfter)
                        .filter(asked -> asked.compareTo(PATIENCE) > 0)
                        .isEmpty();
    }

    /**
     * One attempt, due or not. Calls nothing when the delivery is settled, when a living process has it, or when YLH may have
     * applied it and may not be asked twice.
     */
    public Report once(long id) {
        Optional<Cancellation> claimed = claim(id);
        if (claimed.isEmpty()) {
            return new Report(cancellations.byId(id).orElseThrow(), Optional.empty());
        }
        Cancellation cancellation = claimed.get();
        if (!cancellation.maySend(policy.idempotent())) {
            return finish(cancellation, ABANDONED, List.of());
        }
        checkpoints.accept(Checkpoint.AFTER_CLAIM);
        List<Call> calls = new ArrayList<>();
        Verdict verdict = database.again(() -> told.objection(cancellation)).orElseGet(() -> call(cancellation, calls));
        checkpoints.accept(Checkpoint.AFTER_ANSWER);
        return finish(cancellation, verdict, calls);
    }

    private Optional<Cancellation> claim(long id) {
        Instant now = clock.instant();
        return database.again(() -> {
            try {
                return outbox.claim(id, policy.idempotent(), now)
                        .or(() -> claimMayBeThere ? mine(id) : Optional.empty());
            } catch (ConnectionLostException lost) {
                claimMayBeThere = true;
                throw lost;
            }
        });
    }

    private Optional<Cancellation> mine(long id) {
        return outbox.mine().stream().filter(row -> row.id() == id).findFirst();
    }

    private Gate gate(Cancellation cancellation) {
        return new Gate() {
            @Override
            public boolean isInTime() {
                return true;
            }

            @Override
            public CompletableFuture<Optional<Verdict>> record() {
                return told.write(cancellation);
            }
        };
    }

    /** The limiter of a command that delivers one after the other turns nothing back, so there always is a verdict. */
    private Verdict call(Cancellation cancellation, List<Call> calls) {
        try {
            return client.cancel(cancellation.request(), calls::add, gate(cancellation))
                    .join()
                    .orElseThrow();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Report finish(Cancellation claimed, Verdict verdict, List<Call> calls) {
        Instant now = clock.instant();
        Progress progress = policy.after(claimed, verdict, now, random);
        try {
            boolean written = database.again(() -> outbox.finish(claimed, progress, calls, now));
            log(claimed, progress, verdict, written);
            return new Report(cancellations.byId(claimed.id()).orElseThrow(), Optional.of(verdict));
        } catch (ConnectionLostException away) {
            // What YLH has answered is said all the same; that the database is gone its users find out.
            log(claimed, progress, verdict, false);
            return new Report(claimed.after(progress, now), Optional.of(verdict));
        }
    }

    static void log(Cancellation claimed, Progress progress, Verdict verdict, boolean recorded) {
        LOG.info(
                "event=delivery order={} so_id={} state={} attempts={} verdict={} recorded={}",
                claimed.orderNumber(),
                claimed.request().soId(),
                progress.state(),
                progress.attempts(),
                verdict.kind().word(),
                recorded);
    }
}
