package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.DeliveryState;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliverDueTest {
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

    private DeliverDue.Ended run(boolean alsoWaiting) {
        return dispatch.deliverDue().run(alsoWaiting, ALL, Optional.empty(), reports::add);
    }

    private List<String> states() {
        return dispatch.shop.rows("SELECT so_id || ' ' || state || ' ' || attempts FROM ylh_cancellation ORDER BY id");
    }

    @Test
    void withNothingDueItCallsNobody() {
        DeliverDue.Ended ended = run(false);

        assertThat(ended.attempted()).isZero();
        assertThat(ended.stoppedBy()).isEmpty();
        assertThat(ended.waiting().count()).isZero();
        assertThat(dispatch.sandbox.requests()).isEmpty();
    }

    @Test
    void deliversOldestFirstAndReportsEach() {
        Instant now = dispatch.clock.instant();
        dispatch.add("SO-young", now);
        dispatch.add("SO-old", now.minusSeconds(60));

        DeliverDue.Ended ended = run(false);

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
        dispatch.sandbox.addFault("500");

        DeliverDue.Ended ended = run(false);

        assertThat(states())
                .containsExactly("SO-1 unknown 1", "BAD-2 rejected 1", "SO-3 accepted 1", "SO-4 accepted 1");
        assertThat(ended.attempted()).isEqualTo(4);
        assertThat(ended.waiting().count()).isEqualTo(1);
        assertThat(ended.stoppedBy()).isEmpty();
    }

    @Test
    void goesThroughManyPagesAndTriesEachOnceWhateverComesOfIt() {
        int count = 205;
        addMany(count);
        dispatch.sandbox.addFault("500*5");

        DeliverDue.Ended ended = run(false);

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
        dispatch.sandbox.addFault("500*");

        DeliverDue.Ended ended = run(true);

        assertThat(ended.attempted()).isEqualTo(count);
        assertThat(dispatch.sandbox.cancellations()).hasSize(count);
        assertThat(dispatch.sandbox.cancellations().values()).allMatch(held -> held.requests() == 1);
    }

    /** All due at the same moment but for the last ten, so that a page must end between two equals. */
    private void addMany(int count) {
        LocalDateTime now = LocalDateTime.ofInstant(dispatch.clock.instant(), ZoneOffset.UTC);
        dispatch.shop.execute("""
                INSERT INTO ylh_cancellation (order_id, cycle, order_number, so_id, cancel_reason, source_system, cancel_time,
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

        DeliverDue.Ended early = run(false);
        dispatch.clock.advance(Duration.ofSeconds(10));
        DeliverDue.Ended late = run(false);

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

        DeliverDue.Ended ended = run(alsoWaiting);

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
        List<DeliverDue.Ended> meanwhile = new ArrayList<>();
        DeliverDue second = dispatch.deliverDue();
        Delivery first = dispatch.checkpoints(step -> {
                    if (step == Checkpoint.AFTER_ANSWER) {
                        meanwhile.add(second.run(true, ALL, Optional.empty(), reports::add));
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

    @Test
    void whatADeadProcessWasSendingIsFinishedWhenItsLeaseHasRunOut() {
        dispatch.add("SO-1");
        Delivery dying = dispatch.checkpoints(step -> {
                    throw new IllegalStateException("died");
                })
                .delivery();
        assertThatThrownBy(() -> dying.once(1)).hasMessage("died");
        dispatch.checkpoints(step -> {});

        assertThat(run(false).attempted()).isZero();
        dispatch.clock.advance(dispatch.access.access().lease());
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

        DeliverDue.Ended ended = run(false);

        assertThat(ended.stoppedBy().map(Verdict::kind)).contains(Kind.AUTHENTICATION);
        assertThat(ended.attempted()).isEqualTo(1);
        assertThat(ended.waiting().count()).isEqualTo(3);
        assertThat(states()).containsExactly("SO-1 pending 0", "SO-2 pending 0", "SO-3 pending 0");
        assertThat(dispatch.sandbox.requests()).hasSize(1);

        dispatch.access.clientSecret("sandbox-client-secret-not-secret");
        assertThat(run(false).attempted()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"403*", "404*", "redirect*", "404*@token"})
    void aConfigurationErrorStopsTheRunAndLeavesEverythingDue(String fault) {
        dispatch.add("SO-1");
        dispatch.add("SO-2");
        dispatch.sandbox.addFault(fault);

        DeliverDue.Ended ended = run(false);

        assertThat(ended.stoppedBy().map(Verdict::kind)).contains(Kind.CONFIGURATION);
        assertThat(states()).containsExactly("SO-1 pending 0", "SO-2 pending 0");
        assertThat(dispatch.deliverDue().due(false, ALL)).hasSize(2);
    }

    @Test
    void anInterruptEndsTheRunBetweenTwoDeliveries() {
        dispatch.add("SO-1");
        dispatch.add("SO-2");
        dispatch.add("SO-3");

        DeliverDue.Ended ended = dispatch.deliverDue().run(false, ALL, Optional.empty(), report -> {
            reports.add(report);
            if (reports.size() == 2) {
                dispatch.interrupt.request();
            }
        });

        assertThat(ended.attempted()).isEqualTo(2);
        assertThat(ended.stoppedBy()).isEmpty();
        assertThat(ended.waiting().count()).isEqualTo(1);
        assertThat(states()).containsExactly("SO-1 accepted 1", "SO-2 accepted 1", "SO-3 pending 0");
    }

    @Test
    void anInterruptDuringACallLetsThatDeliveryBeWrittenDown() {
        dispatch.add("SO-1");
        dispatch.add("SO-2");
        dispatch.checkpoints(step -> dispatch.interrupt.request());

        run(false);

        assertThat(states()).containsExactly("SO-1 accepted 1", "SO-2 pending 0");
    }

    @Test
    void triesNoMoreThanTheLimit() {
        for (int i = 1; i <= 5; i++) {
            dispatch.add("SO-" + i);
        }

        DeliverDue.Ended ended = dispatch.deliverDue().run(false, 3, Optional.empty(), reports::add);

        assertThat(ended.attempted()).isEqualTo(3);
        assertThat(ended.waiting().count()).isEqualTo(2);
        assertThat(dispatch.cancelCalls()).isEqualTo(3);
    }

    @Test
    void listsWhatItWouldDeliverAndDeliversNothing() {
        Instant now = dispatch.clock.instant();
        dispatch.add("SO-1", now.minusSeconds(1));
        dispatch.add("SO-2", now);
        dispatch.add("SO-3", now.plusSeconds(1));
        DeliverDue due = dispatch.deliverDue();

        assertThat(soIds(due.due(false, ALL))).containsExactly("SO-1", "SO-2");
        assertThat(soIds(due.due(true, ALL))).containsExactly("SO-1", "SO-2", "SO-3");
        assertThat(soIds(due.due(true, 1))).containsExactly("SO-1");
        assertThat(dispatch.sandbox.requests()).isEmpty();
        assertThat(states()).allMatch(row -> row.endsWith(DeliveryState.PENDING + " 0"));
    }

    private static List<String> soIds(List<Cancellation> cancellations) {
        return cancellations.stream().map(one -> one.request().soId()).toList();
    }
}
