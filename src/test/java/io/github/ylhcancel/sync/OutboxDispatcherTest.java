package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Deadline;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxDispatcherTest {
    private static final int ALL = 1_000_000;

    private static Ledger ledger;

    @BeforeAll
    static void makeLedger(@TempDir Path folder) {
        ledger = new Ledger(folder);
    }

    @AfterAll
    static void closeLedger() {
        ledger.close();
    }

    private Dispatch dispatch;
    private final List<Delivery.Report> reports = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        // What is refused is refused by its so-id, whoever asks.
        dispatch = new Dispatch(ledger, SandboxOptions.defaults().withRefuse("BAD"));
    }

    @AfterEach
    void close() {
        dispatch.close();
    }

    private OutboxDispatcher.Ended run(boolean alsoWaiting) {
        return dispatch.outboxDispatcher().run(wish(alsoWaiting, ALL), reports::add);
    }

    private static DispatchOptions wish(boolean alsoWaiting, int limit) {
        return new DispatchOptions(alsoWaiting, alsoWaiting, false, false, limit, Optional.empty(), 1);
    }

    private List<String> states() {
        return dispatch.shop.rows("SELECT so_id || ' ' || state || ' ' || attempts FROM ylh_cancellation ORDER BY id");
    }

    @Test
    void withNothingDueItOnlyLooks() {
        dispatch.add("SO-1", dispatch.clock.instant().plus(Duration.ofDays(1)));

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.attempted()).isZero();
        assertThat(ended.stoppedBy()).isEmpty();
        assertThat(ended.waiting().count()).isEqualTo(1);
        assertThat(dispatch.sandbox.requests()).isEmpty();
        assertThat(dispatch.clientsMade).isZero();
        assertThat(dispatch.shop.rows("SELECT name FROM ylh_lease WHERE acquired_at IS NULL"))
                .as("the lease, never taken")
                .containsExactly("sync");
        assertThat(dispatch.time.jumped()).isZero();
    }

    @Test
    void withNothingDueItStillSaysThatYlhFails() {
        dispatch.shop.execute(
                "UPDATE ylh_circuit SET opened_at = '2026-01-01 00:00:00', probe_at = '2026-01-01 00:00:00'");

        assertThat(run(false).circuit().isOpen()).isTrue();
    }

    @Test
    void deliversOldestFirstAndReportsEach() {
        dispatch.limits(99, 1, Duration.ofSeconds(10)); // Two at a time may overtake each other on their way.
        Instant now = dispatch.clock.instant();
        dispatch.add("SO-young", now);
        dispatch.add("SO-old", now.minusSeconds(60));

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.attempted()).isEqualTo(2);
        assertThat(ended.waiting().count()).isZero();
        assertThat(reports)
                .extracting(report -> report.cancellation().request().soId() + " " + report.state())
                .containsExactly("SO-old accepted", "SO-young accepted");
    }

    @Test
    void oneThatFailsDoesNotHoldUpTheOthers() {
        dispatch.add("SO-1");
        dispatch.add("BAD-2");
        dispatch.add("SO-3");
        dispatch.add("SO-4");
        // The fault meets the first that arrives, and two at a time may overtake each other on their way.
        dispatch.limits(99, 1, Duration.ofSeconds(10)).sandbox.addFault("500");

        OutboxDispatcher.Ended ended = run(false);

        assertThat(states()).containsExactly("SO-1 unknown 1", "BAD-2 held 1", "SO-3 accepted 1", "SO-4 accepted 1");
        assertThat(ended.attempted()).isEqualTo(4);
        assertThat(ended.waiting().count()).isEqualTo(1);
        assertThat(ended.stoppedBy()).isEmpty();
    }

    @Test
    void goesThroughManyPagesAndTriesEachOnceWhateverComesOfIt() {
        int count = 205;
        addMany(count);
        dispatch.sandbox.addFault("500*5");

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.attempted()).isEqualTo(count);
        assertThat(dispatch.sandbox.cancellations()).hasSize(count);
        assertThat(dispatch.sandbox.cancellations().values()).allMatch(held -> held.requests() == 1);
        assertThat(dispatch.shop.rows(
                        "SELECT state || ' ' || COUNT(*) FROM ylh_cancellation GROUP BY state ORDER BY state"))
                .containsExactly("accepted 200", "unknown 5");
    }

    @Test
    void goesThroughManyPagesOfWaitingOnesAndTriesEachOnceToo() {
        int count = 205;
        addMany(count);
        dispatch.clock.advance(Duration.ofSeconds(-10));
        dispatch.sandbox.addFault("500*5");

        OutboxDispatcher.Ended ended = run(true);

        assertThat(ended.attempted()).isEqualTo(count);
        assertThat(dispatch.sandbox.cancellations()).hasSize(count);
        assertThat(dispatch.sandbox.cancellations().values()).allMatch(held -> held.requests() == 1);
    }

    /** All due at the same moment but for the last ten, so that a page must end between two equals. */
    private void addMany(int count) {
        LocalDateTime now = LocalDateTime.ofInstant(dispatch.clock.instant(), ZoneOffset.UTC);
        dispatch.shop.execute("""
                INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,
                                              from_status, operator, state, attempts, next_attempt_at, maybe_applied,
                                              created_at, updated_at)
                SELECT x, 1, 'PO-' || x, 'SO-' || x, 'r', 'SHOP', '2026-03-01 07:00:00', 'paid', 'tester', 'pending', 0,
                       CASE WHEN x > %1$d - 10 THEN CAST('%2$s' AS TIMESTAMP) - INTERVAL '1' SECOND ELSE CAST('%2$s' AS TIMESTAMP) END,
                       FALSE, '%2$s', '%2$s'
                  FROM SYSTEM_RANGE(1, %1$d)
                """.formatted(count, now));
    }

    @Test
    void whatWaitsForItsNextTryIsLeftUntilThen() {
        Instant now = dispatch.clock.instant();
        dispatch.add("SO-later", now.plusSeconds(10));

        OutboxDispatcher.Ended early = run(false);
        dispatch.clock.advance(Duration.ofSeconds(10));
        OutboxDispatcher.Ended late = run(false);

        assertThat(early.attempted()).isZero();
        assertThat(early.waiting().next()).contains(now.plusSeconds(10));
        assertThat(late.attempted()).isEqualTo(1);
        assertThat(states()).containsExactly("SO-later accepted 1");
    }

    @Test
    void onDemandAlsoWhatWaits() {
        dispatch.add("SO-later", dispatch.clock.instant().plus(Duration.ofDays(3)));

        assertThat(run(true).attempted()).isEqualTo(1);

        assertThat(states()).containsExactly("SO-later accepted 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatFailsIsNotTriedTwiceInOneRun(boolean alsoWaiting) {
        dispatch.add("SO-1");
        dispatch.add("SO-2");
        dispatch.sandbox.addFault("500*");

        OutboxDispatcher.Ended ended = run(alsoWaiting);

        assertThat(ended.attempted()).isEqualTo(2);
        assertThat(states()).containsExactly("SO-1 unknown 1", "SO-2 unknown 1");
    }

    @Test
    void whatWaitsForAPersonIsNotTriedEvenOnDemand() {
        dispatch.policy(1, 20, false).sandbox.addFault("500");
        dispatch.add("SO-1");
        run(false);

        assertThat(run(true).attempted()).isZero();
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void whatALivingProcessIsSendingIsNotTriedEvenOnDemand() {
        dispatch.add("SO-1");
        List<OutboxDispatcher.Ended> meanwhile = new ArrayList<>();
        OutboxDispatcher second = dispatch.outboxDispatcher();
        Delivery first = dispatch.checkpoints(step -> {
                    if (step == Checkpoint.AFTER_ANSWER) {
                        meanwhile.add(second.run(wish(true, ALL), reports::add));
                    }
                })
                .delivery();

        first.once(1);

        assertThat(meanwhile).singleElement().satisfies(ended -> {
            assertThat(ended.attempted()).isZero();
            assertThat(ended.waiting().count()).isEqualTo(1);
        });
        assertThat(reports).isEmpty();
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    /** Who else had this database is dead, since it takes one process; on a server the lease decides. */
    @Test
    void whatADeadProcessWasSendingIsFinished() {
        dispatch.add("SO-1");
        Delivery dying = dispatch.owner("another-process")
                .checkpoints(step -> {
                    throw new IllegalStateException("died");
                })
                .delivery();
        assertThatThrownBy(() -> dying.once(1)).hasMessage("died");
        dispatch.owner("this-process").checkpoints(step -> {});

        assertThat(run(false).attempted()).isEqualTo(1);

        assertThat(states()).containsExactly("SO-1 accepted 2");
        assertThat(dispatch.sandbox.cancellations().get("SO-1").held()).isEqualTo(1);
    }

    @Test
    void wrongCredentialsStopTheRunAndLeaveEverythingDue() {
        dispatch.add("SO-1");
        dispatch.add("SO-2");
        dispatch.add("SO-3");
        dispatch.access.clientSecret("wrong");

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.stoppedBy().map(Verdict::kind)).contains(Kind.AUTHENTICATION);
        assertThat(ended.waiting().count()).isEqualTo(3);
        assertThat(states()).containsExactly("SO-1 pending 0", "SO-2 pending 0", "SO-3 pending 0");
        assertThat(dispatch.sandbox.requests()).hasSize(1);

        dispatch.access.clientSecret("sandbox-client-secret-not-secret");
        assertThat(run(false).attempted()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"403*", "404*", "redirect*", "wall*", "404*@token"})
    void aConfigurationErrorStopsTheRunAndLeavesEverythingDue(String fault) {
        dispatch.add("SO-1");
        dispatch.add("SO-2");
        dispatch.sandbox.addFault(fault);

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.stoppedBy().map(Verdict::kind)).contains(Kind.CONFIGURATION);
        assertThat(states()).containsExactly("SO-1 pending 0", "SO-2 pending 0");
        dispatch.sandbox.clearFaults();
        assertThat(run(false).attempted()).isEqualTo(2);
    }

    @Test
    void anInterruptLetsWhatIsUnderWayFinishAndGivesTheRestBack() {
        Instant due = dispatch.clock.instant().minusSeconds(60);
        dispatch.add("SO-1", due);
        dispatch.add("SO-2", due);
        dispatch.add("SO-3", due);
        dispatch.limits(99, 1, Duration.ofSeconds(30)).sandbox.setLatency(Duration.ofMillis(300));
        dispatch.checkpoints(step -> {
            if (step == Checkpoint.AFTER_SENDING) {
                dispatch.interrupt.request();
            }
        });

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.attempted()).isEqualTo(1);
        assertThat(ended.stoppedBy()).isEmpty();
        assertThat(ended.waiting().count()).isEqualTo(2);
        assertThat(ended.waiting().next()).as("its place in the queue").contains(due);
        assertThat(states()).containsExactly("SO-1 accepted 1", "SO-2 pending 0", "SO-3 pending 0");
    }

    @Test
    void whatDoesNotAnswerWithinTheGraceIsUnknown() {
        dispatch.add("SO-1");
        dispatch.limits(99, 50, Duration.ofMillis(100)).sandbox.setLatency(Duration.ofSeconds(20));
        dispatch.checkpoints(step -> {
            if (step == Checkpoint.AFTER_SENDING) {
                dispatch.interrupt.request();
            }
        });

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.attempted()).isEqualTo(1);
        assertThat(states()).containsExactly("SO-1 unknown 1");
        assertThat(dispatch.lastError(1)).isEqualTo("the run ended before the answer came");
    }

    @Test
    void afterItsTimeIsUpItTakesNothingNew() {
        dispatch.add("SO-1");
        DispatchOptions over = DispatchOptions.DUE.until(Optional.of(Deadline.in(Duration.ZERO, dispatch.time)));

        assertThat(dispatch.outboxDispatcher().run(over, reports::add).attempted())
                .isZero();
        assertThat(states()).containsExactly("SO-1 pending 0");
    }

    @Test
    void triesNoMoreThanTheLimit() {
        for (int i = 1; i <= 5; i++) {
            dispatch.add("SO-" + i);
        }

        OutboxDispatcher.Ended ended = dispatch.outboxDispatcher().run(wish(false, 3), reports::add);

        assertThat(ended.attempted()).isEqualTo(3);
        assertThat(ended.waiting().count()).isEqualTo(2);
        assertThat(dispatch.cancelCalls()).isEqualTo(3);
    }

    @Test
    void whenYlhFailsAsAWholeTheRestWaitsWithoutUsingUpAttempts() {
        int count = 40;
        addMany(count);
        dispatch.sandbox.addFault("500*");
        List<Circuit> circuits = new ArrayList<>();
        dispatch.limits(99, 1, Duration.ofSeconds(10));

        OutboxDispatcher.Ended ended = dispatch.outboxDispatcher().run(wish(false, ALL), listening(circuits));

        assertThat(circuits).singleElement().matches(Circuit::isOpen);
        assertThat(ended.circuit().probes()).isEqualTo(3);
        assertThat(ended.circuit().cause())
                .hasValueSatisfying(cause -> assertThat(cause).contains("HTTP 500"));
        assertThat(attempts()).as("each failure before it opened").isEqualTo(CircuitBreaker.RUN_OF_FAILURES - 1);
        assertThat(dispatch.cancelCalls())
                .as("three single calls, and what was under way when it opened")
                .isBetween(CircuitBreaker.RUN_OF_FAILURES + 3L, count - 1L);
        assertThat(ended.waiting().count()).isEqualTo(count);
    }

    @Test
    void oneOrderThatYlhCannotDigestIsNoSignThatItFailsAsAWhole() {
        dispatch.add("SO-1");
        dispatch.sandbox.addFault("500*");

        for (int i = 1; i <= CircuitBreaker.RUN_OF_FAILURES + 2; i++) {
            assertThat(run(true).circuit().isOpen()).isFalse();
        }

        assertThat(states()).containsExactly("SO-1 unknown " + (CircuitBreaker.RUN_OF_FAILURES + 2));
    }

    @Test
    void callsWithoutAnAnswerCountOverTheRuns() {
        dispatch.add("SO-1");
        dispatch.add("SO-2");
        dispatch.unreachable();

        for (int i = 1; i < CircuitBreaker.RUN_OF_FAILURES / 2; i++) {
            assertThat(run(true).circuit().isOpen()).isFalse();
        }

        assertThat(run(true).circuit().isOpen()).isTrue();
    }

    @Test
    void theNextRunKnowsThatYlhFailsAndAsksOnce() {
        addMany(20);
        dispatch.shop.execute("UPDATE ylh_circuit SET probes = 9, opened_at = '2026-01-01 00:00:00',"
                + " probe_at = '2026-01-01 00:00:00', cause = 'HTTP 500'");
        dispatch.sandbox.addFault("500*");

        OutboxDispatcher.Ended ended = run(false);

        assertThat(ended.attempted()).isEqualTo(1);
        assertThat(attempts()).isZero();
        assertThat(ended.circuit().probes()).isEqualTo(10);
        assertThat(run(false).attempted()).as("a minute has not passed").isZero();
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void oneCallThatGetsThroughClosesTheCircuitAndTheRestFollows() {
        addMany(20);
        dispatch.shop.execute("UPDATE ylh_circuit SET probes = 9, opened_at = '2026-01-01 00:00:00'," + " probe_at = '"
                + inHalfAMinute() + "', cause = 'HTTP 500'");
        assertThat(run(false).attempted()).as("it is not time to ask").isZero();
        List<Circuit> circuits = new ArrayList<>();

        OutboxDispatcher.Ended ended = dispatch.outboxDispatcher().run(wish(true, ALL), listening(circuits));

        assertThat(ended.attempted()).isEqualTo(20);
        assertThat(circuits).containsExactly(Circuit.CLOSED);
        assertThat(dispatch.shop.rows("SELECT probes FROM ylh_circuit WHERE opened_at IS NULL"))
                .containsExactly("0");
    }

    private String inHalfAMinute() {
        return LocalDateTime.ofInstant(dispatch.running.instant().plusSeconds(30), ZoneOffset.UTC)
                .toString();
    }

    private OutboxDispatcher.Listener listening(List<Circuit> circuits) {
        return new OutboxDispatcher.Listener() {
            @Override
            public void delivered(Delivery.Report report) {
                reports.add(report);
            }

            @Override
            public void circuit(Circuit changed) {
                circuits.add(changed);
            }
        };
    }

    private int attempts() {
        return Integer.parseInt(dispatch.shop.value("SELECT SUM(attempts) FROM ylh_cancellation"));
    }

    @Test
    void whatYlhAsksToWaitHoldsUpEveryCallAndUsesUpNoAttempt() {
        addMany(5);
        dispatch.limits(99, 1, Duration.ofSeconds(10)).sandbox.addFault("429-retry-after");

        long before = dispatch.time.nanos();
        OutboxDispatcher.Ended ended = run(false);

        assertThat(Duration.ofNanos(dispatch.time.nanos() - before)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(ended.attempted()).isEqualTo(5);
        assertThat(states()).filteredOn(row -> row.endsWith(" pending 0")).hasSize(1);
        assertThat(states()).filteredOn(row -> row.endsWith(" accepted 1")).hasSize(4);
    }

    @Test
    void whatIsUnderWayIsLimited() {
        addMany(12);
        dispatch.limits(99, 4, Duration.ofSeconds(10)).sandbox.setLatency(Duration.ofMillis(200));

        long before = dispatch.time.nanos();
        run(false);

        assertThat(Duration.ofNanos(dispatch.time.nanos() - before))
                .as("three rounds of four")
                .isGreaterThan(Duration.ofMillis(600));
    }

    /** Or another process could take it over while it is on its way. */
    @Test
    void whatWaitsForLongerThanItsClaimHoldsIsClaimedAnewBeforeItIsSent() {
        addMany(3);
        dispatch.limits(99, 1, Duration.ofSeconds(10), Duration.ofMillis(300))
                .sandbox
                .setLatency(Duration.ofMillis(600));
        List<Checkpoint> claims = new CopyOnWriteArrayList<>();
        dispatch.checkpoints(step -> {
            if (step == Checkpoint.AFTER_CLAIM) {
                claims.add(step);
            }
        });

        run(false);

        assertThat(claims).hasSizeGreaterThan(1);
        assertThat(dispatch.cancelCalls()).isEqualTo(3);
        assertThat(states()).hasSize(3).allMatch(row -> row.endsWith(" accepted 1"));
    }

    @Test
    void watchingItDeliversWhatFallsDueUntilItIsInterrupted() throws Exception {
        CompletableFuture<OutboxDispatcher.Ended> watching =
                CompletableFuture.supplyAsync(() -> dispatch.outboxDispatcher()
                        .run(new DispatchOptions(false, false, true, false, ALL, Optional.empty(), 1), reports::add));
        dispatch.add("SO-1");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> dispatch.sandbox.cancellations().containsKey("SO-1"));
        dispatch.add("SO-2", dispatch.running.instant().plusMillis(300));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> dispatch.sandbox.cancellations().containsKey("SO-2"));

        dispatch.interrupt.request();

        assertThat(watching.get(20, TimeUnit.SECONDS).attempted()).isEqualTo(2);
        assertThat(states()).containsExactly("SO-1 accepted 1", "SO-2 accepted 1");
    }

    /** A service may run for months, and its end is not waited for. */
    @Test
    void watchingItFollowsUpWhatYlhRefuses() throws Exception {
        CompletableFuture<OutboxDispatcher.Ended> watching =
                CompletableFuture.supplyAsync(() -> dispatch.outboxDispatcher()
                        .run(new DispatchOptions(false, false, true, false, ALL, Optional.empty(), 1), reports::add));
        dispatch.add("SO-BAD-1");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(states()).containsExactly("SO-BAD-1 held 1"));

        dispatch.interrupt.request();
        watching.get(20, TimeUnit.SECONDS);
    }

    @Test
    void itEndsWithTheLastAnswer() {
        dispatch.add("SO-1");

        assertThat(run(false).attempted()).isEqualTo(1);

        assertThat(dispatch.time.jumped()).as("waited for nobody").isZero();
    }

    @Test
    void itGivesTheLeaseBack() {
        dispatch.add("SO-1");
        run(false);

        assertThat(dispatch.shop.rows("SELECT name FROM ylh_lease WHERE owner IS NULL AND quiet_until IS NOT NULL"))
                .containsExactly("sync");
    }
}
