package io.github.ylhcancel.sync;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Endurance;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.sandbox.SettableClock;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.LeaseStore;
import io.github.ylhcancel.store.Outbox;
import io.github.ylhcancel.store.PutBackTransaction;
import io.github.ylhcancel.testing.RateLimiters;
import io.github.ylhcancel.testing.TestAccess;
import io.github.ylhcancel.testing.TestShop;
import io.github.ylhcancel.ylh.Connections;
import io.github.ylhcancel.ylh.RateLimiter;
import io.github.ylhcancel.ylh.YlhClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A database with cancellations to deliver, a sandbox to deliver them to, and a clock that waiting moves. */
final class Dispatch implements AutoCloseable {
    final SettableClock clock = new SettableClock();
    final JumpingTime time = new JumpingTime();
    /** As the other, but it runs. */
    final Clock running = new RunningClock(clock, time);

    final Interrupt interrupt = new Interrupt();
    /** How long was waited, each time. */
    final List<Duration> naps = new ArrayList<>();

    /** For those who deliver many at a time. */
    int clientsMade;

    final Sandbox sandbox;
    final TestAccess access;
    final TestShop shop;
    private final Database database;
    private RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(500), 2.0, Duration.ofSeconds(60), 20, true);
    private Consumer<Checkpoint> checkpoints = checkpoint -> {};
    private Told.Opening journal = Optional::empty;
    private String owner = "this-process";
    private OutboxDispatcher.Limits limits =
            new OutboxDispatcher.Limits(99, 50, Duration.ofSeconds(10), Duration.ofSeconds(60));

    /** Empties the ledger. */
    Dispatch(Ledger ledger, SandboxOptions options) throws IOException {
        ledger.clear();
        shop = ledger.shop;
        database = ledger.database.enduring(new Endurance(time, time, new Random(7), interrupt::isRequested));
        sandbox = Sandbox.start(options.withCallsPerSecond(0), clock);
        Path tokenCache = shop.folder().resolve("token-of-" + sandbox.baseUri().getPort());
        // Of an earlier sandbox, which had the same port: this one would refuse its token.
        Files.deleteIfExists(tokenCache);
        access = TestAccess.to(sandbox, tokenCache);
    }

    Dispatch policy(int tries, int attemptsMax, boolean idempotent) {
        policy = new RetryPolicy(tries, Duration.ofMillis(500), 2.0, Duration.ofSeconds(60), attemptsMax, idempotent);
        return this;
    }

    /** Concerns what is built after this. */
    Dispatch checkpoints(Consumer<Checkpoint> changed) {
        checkpoints = changed;
        return this;
    }

    /** What is built after this belongs to another process. */
    Dispatch owner(String changed) {
        owner = changed;
        return this;
    }

    /** Concerns what is built after this. */
    Dispatch limits(int perSecond, int mostUnderWay, Duration grace) {
        limits = new OutboxDispatcher.Limits(perSecond, mostUnderWay, grace, Duration.ofSeconds(60));
        return this;
    }

    /** As {@link #limits}, and a claim holds only so long. */
    Dispatch limits(int perSecond, int mostUnderWay, Duration grace, Duration freshness) {
        limits = new OutboxDispatcher.Limits(perSecond, mostUnderWay, grace, freshness);
        return this;
    }

    /** Nobody listens where it points to. */
    Dispatch unreachable() {
        access.base(URI.create("http://127.0.0.1:1/order"));
        return this;
    }

    /** A cancellation that is due now. */
    long add(String soId) {
        return add(soId, clock.instant());
    }

    long add(String soId, Instant due) {
        shop.execute("""
                INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,
                                              from_status, operator, state, attempts, next_attempt_at, maybe_applied,
                                              created_at, updated_at)
                VALUES (1 + (SELECT COUNT(*) FROM ylh_cancellation), 1, 'PO-%1$s', '%1$s', '客户要求取消', 'SHOP',
                        '2026-03-01 07:00:00.123', 'paid', 'tester', 'pending', 0, '%2$s', FALSE, '%2$s', '%2$s')
                """.formatted(
                soId, LocalDateTime.ofInstant(due, ZoneOffset.UTC).toString().replace('T', ' ')));
        return Long.parseLong(shop.value("SELECT MAX(id) FROM ylh_cancellation"));
    }

    Delivery delivery() {
        return new Delivery(
                database,
                outbox(),
                new Cancellations(database),
                new YlhClient(
                        access.access(),
                        RateLimiters.OPEN,
                        Connections.ONE_EACH,
                        clock,
                        this::nanosOfClock,
                        checkpoints),
                told(),
                policy,
                clock,
                this::nap,
                new Random(7),
                checkpoints);
    }

    private Outbox outbox() {
        return new Outbox(
                database, owner, "run-1", TestAccess.ACCOUNT, access.access().lease());
    }

    /** Concerns what is built after this. */
    Dispatch journal(Told.Opening changed) {
        journal = changed;
        return this;
    }

    private Told told() {
        return new Told(journal, database, TestAccess.ACCOUNT, "run-1", running, checkpoints);
    }

    OutboxDispatcher outboxDispatcher() {
        return new OutboxDispatcher(tools(), limits, this::client);
    }

    ChunkDispatcher chunkDispatcher(OutboxDispatcher.Listener listener) {
        return new ChunkDispatcher(tools(), limits, this::client, cautiousDelivery(), listener);
    }

    private OutboxDispatcher.Tools tools() {
        return new OutboxDispatcher.Tools(
                database,
                outbox(),
                told(),
                new LeaseStore(database, owner, OutboxDispatcher.LEASE),
                policy,
                compensator(),
                running,
                time,
                time,
                time,
                new StopSignal(interrupt),
                new Random(7),
                checkpoints);
    }

    Compensator compensator() {
        PutBackTransaction puttingBack =
                new PutBackTransaction(database, ShopSchema.byDefault(), "run-1", "tester", true, checkpoints);
        return new Compensator(database, puttingBack, running, checkpoints);
    }

    private YlhClient client(RateLimiter limiter) {
        clientsMade++;
        return new YlhClient(access.access(), limiter, Connections.KEPT_WHEN_BUSY, running, time, checkpoints);
    }

    CautiousDelivery cautiousDelivery() {
        return new CautiousDelivery(delivery(), new Cancellations(database));
    }

    private long nanosOfClock() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    private void nap(Duration duration) {
        naps.add(duration);
        clock.advance(duration);
    }

    /** State and attempts. */
    String row(long id) {
        return shop.value("SELECT state || ' ' || attempts FROM ylh_cancellation WHERE id = " + id);
    }

    String lastError(long id) {
        return shop.value("SELECT last_error FROM ylh_cancellation WHERE id = " + id);
    }

    /** Empty when nothing more will be tried. */
    Optional<Instant> nextAttempt(long id) {
        return Optional.ofNullable(shop.value("SELECT next_attempt_at FROM ylh_cancellation WHERE id = " + id))
                .map(text -> LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
    }

    /** Each call that was written down as endpoint, outcome and HTTP status. */
    List<String> audit() {
        return shop.rows(
                "SELECT endpoint || ' ' || outcome || ' ' || COALESCE(http_status, 0) FROM ylh_call ORDER BY id");
    }

    long cancelCalls() {
        return sandbox.received(Endpoint.CANCEL);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
