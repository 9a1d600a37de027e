package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command tells YLH of its chunks; time is jumped over where nobody answers. */
class ChunkDispatcherTest {
    private static final String LEASED = "SELECT owner FROM ylh_lease";

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
    private ChunkDispatcher chunks;
    private int named;

    @BeforeEach
    void open() throws IOException {
        dispatch = new Dispatch(ledger, SandboxOptions.defaults().withRefuse("BAD"));
        use();
    }

    /** What the test has set up concerns what is built after it. */
    private void use() {
        chunks = dispatch.chunkDispatcher(report -> {});
    }

    @AfterEach
    void close() {
        chunks.close();
        dispatch.close();
    }

    /** So many that are due, with so-ids of their own. */
    private List<Long> add(int count) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(dispatch.add("SO-" + ++named));
        }
        return ids;
    }

    private List<String> tell(List<Long> ids) {
        return words(chunks.tell(ids));
    }

    private static List<String> words(Map<Long, Delivery.Report> reports) {
        return reports.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().state()
                        + entry.getValue()
                                .verdict()
                                .map(verdict -> " " + verdict.kind())
                                .orElse(""))
                .toList();
    }

    private static List<String> each(List<Long> ids, String words) {
        return ids.stream().map(id -> id + " " + words).toList();
    }

    private List<String> rows() {
        return dispatch.shop.rows("SELECT id || ' ' || state || ' ' || attempts FROM ylh_cancellation ORDER BY id");
    }

    private String leaseOwner() {
        return dispatch.shop.value(LEASED);
    }

    @Test
    void tellsThirtyInASecondAlthoughEachAnswerTakesAThird() {
        List<Long> ids = add(30);
        dispatch.sandbox.setLatency(Duration.ofMillis(300));

        long before = dispatch.time.nanos();
        List<String> told = tell(ids);

        assertThat(told).isEqualTo(each(ids, "accepted ACCEPTED"));
        assertThat(Duration.ofNanos(dispatch.time.nanos() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(dispatch.cancelCalls()).isEqualTo(30);
    }

    @Test
    void tellsItsOwnAndNoOtherInTheOrderGiven() {
        dispatch.limits(99, 1, Duration.ofSeconds(10)); // Several at a time may overtake each other on their way.
        use();
        List<Long> others = add(3);
        List<Long> ids = new ArrayList<>(add(6));
        ids.add(0, ids.remove(5));
        ids.add(ids.get(2));

        List<String> told = tell(ids);

        assertThat(told).isEqualTo(each(ids.subList(0, 6), "accepted ACCEPTED"));
        assertThat(rows()).containsAll(each(others, "pending 0"));
        assertThat(dispatch.sandbox.cancellations().keySet())
                .containsExactly("SO-9", "SO-4", "SO-5", "SO-6", "SO-7", "SO-8");
    }

    @Test
    void whatYlhRefusesIsRejectedAndWhatFailsIsLeftToSyncAfterOneTry() {
        List<Long> ids = new ArrayList<>(add(5));
        ids.add(dispatch.add("BAD-1"));
        dispatch.policy(3, 20, true)
                .limits(99, 1, Duration.ofSeconds(10))
                .sandbox
                .addFault("500");
        use();

        List<String> told = tell(ids);

        assertThat(told).contains(ids.get(0) + " unknown UNKNOWN", ids.get(5) + " rejected REJECTED");
        assertThat(dispatch.row(ids.get(0))).isEqualTo("unknown 1");
        assertThat(dispatch.nextAttempt(ids.get(0))).isPresent();
        assertThat(dispatch.cancelCalls()).isEqualTo(6);
        assertThat(chunks.stoppedBy()).isEmpty();
    }

    @Test
    void aRepeatTellsWhatIsStillOpenDueOrNot() {
        List<Long> ids = new ArrayList<>(add(3));
        ids.add(dispatch.add("SO-later", dispatch.clock.instant().plus(Duration.ofDays(2))));
        ids.addAll(add(3));
        tell(ids.subList(0, 2));

        List<String> told = tell(ids);

        assertThat(told.subList(0, 2)).isEqualTo(each(ids.subList(0, 2), "accepted"));
        assertThat(told.subList(2, 7)).isEqualTo(each(ids.subList(2, 7), "accepted ACCEPTED"));
        assertThat(dispatch.sandbox.cancellations().values()).hasSize(7).allMatch(held -> held.requests() == 1);
    }

    @Test
    void keepsTheLeaseFromChunkToChunkUntilItPauses() {
        assertThat(tell(add(5))).hasSize(5);
        assertThat(leaseOwner()).isEqualTo("this-process");

        List<Long> few = add(1);
        assertThat(tell(few)).isEqualTo(each(few, "accepted ACCEPTED"));
        assertThat(leaseOwner()).isEqualTo("this-process");
        assertThat(dispatch.clientsMade).isEqualTo(1);

        chunks.pause();
        assertThat(leaseOwner()).isNull();
        assertThat(tell(add(5))).hasSize(5);
        assertThat(leaseOwner()).isEqualTo("this-process");
        assertThat(dispatch.clientsMade).isEqualTo(1);

        chunks.close();
        assertThat(leaseOwner()).isNull();
    }

    @Test
    void fewerThanFiveAreToldWithoutTheLease() {
        List<Long> ids = add(ChunkDispatcher.MANY - 1);

        assertThat(tell(ids)).isEqualTo(each(ids, "accepted ACCEPTED"));

        assertThat(dispatch.shop.rows("SELECT name FROM ylh_lease WHERE acquired_at IS NULL"))
                .hasSize(1);
        assertThat(dispatch.clientsMade).isZero();
    }

    @Test
    void thePaceIsThatOfTheRunAndNotOfEachChunk() {
        dispatch.limits(10, 50, Duration.ofSeconds(10));
        use();

        long before = dispatch.time.nanos();
        IntStream.range(0, 4).forEach(chunk -> tell(add(5)));

        assertThat(Duration.ofNanos(dispatch.time.nanos() - before)).isGreaterThan(Duration.ofMillis(1800));
    }

    @Test
    void theLeaseIsRenewedWhileAChunkIsCancelled() {
        tell(add(5));
        dispatch.time.sleep(Duration.ofSeconds(4));
        Instant before = leasedUntil();

        tell(add(5));

        assertThat(leasedUntil()).isAfter(before);
    }

    private Instant leasedUntil() {
        return Instant.parse(
                dispatch.shop.value("SELECT lease_until FROM ylh_lease").replace(' ', 'T') + "Z");
    }

    @Test
    void nothingToTellTouchesNothing() {
        assertThat(chunks.tell(List.of())).isEmpty();
        assertThat(dispatch.clientsMade).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12})
    void wrongCredentialsStopTheTellingForTheRestOfTheRun(int count) {
        dispatch.access.clientSecret("wrong");
        use();
        List<Long> first = add(count);
        List<Long> second = add(count);

        List<String> told = tell(first);
        List<String> later = tell(second);

        assertThat(told).hasSize(count).allMatch(row -> row.contains(" pending"));
        assertThat(later).isEqualTo(each(second, "pending"));
        assertThat(chunks.stoppedBy().map(Verdict::kind)).contains(Kind.AUTHENTICATION);
        assertThat(rows()).allMatch(row -> row.endsWith(" pending 0"));
        assertThat(dispatch.sandbox.requests()).hasSize(1);
        assertThat(leaseOwner()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"403*", "redirect*", "wall*", "404*@token"})
    void aConfigurationErrorToo(String fault) {
        dispatch.sandbox.addFault(fault);

        tell(add(12));
        long calls = dispatch.sandbox.requests().size();
        tell(add(12));

        assertThat(chunks.stoppedBy().map(Verdict::kind)).contains(Kind.CONFIGURATION);
        assertThat(rows()).allMatch(row -> row.endsWith(" pending 0"));
        assertThat(dispatch.sandbox.requests()).hasSize((int) calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void whileYlhFailsAsAWholeNothingIsCalledEvenIfASingleCallIsDue(int count) {
        dispatch.shop.execute("UPDATE ylh_circuit SET opened_at = '2026-01-02 03:04:05',"
                + " probe_at = '2026-01-02 03:04:05', cause = 'HTTP 500'");
        List<Long> ids = add(count);

        assertThat(tell(ids)).isEqualTo(each(ids, "pending"));

        assertThat(chunks.circuit().openedAt()).contains(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(dispatch.sandbox.requests()).isEmpty();
        assertThat(dispatch.shop.rows("SELECT name FROM ylh_lease WHERE acquired_at IS NULL"))
                .hasSize(1);
    }

    @Test
    void whenYlhBeginsToFailTheRestIsLeftToSyncWithoutUsingUpAttempts() {
        int count = 40;
        dispatch.limits(99, 1, Duration.ofSeconds(10)).sandbox.addFault("500*");
        use();
        long before = dispatch.time.nanos();

        List<String> told = tell(add(count));
        long calls = dispatch.cancelCalls();
        List<Long> next = add(6);

        assertThat(chunks.circuit().isOpen()).isTrue();
        assertThat(told).hasSize(count);
        assertThat(told.stream().filter(row -> row.endsWith(" pending"))).hasSizeGreaterThan(20);
        assertThat(dispatch.shop.value("SELECT SUM(attempts) FROM ylh_cancellation"))
                .isEqualTo(String.valueOf(CircuitBreaker.RUN_OF_FAILURES - 1));
        assertThat(Duration.ofNanos(dispatch.time.nanos() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(leaseOwner()).as("left to whoever finds out").isNull();
        assertThat(tell(next)).isEqualTo(each(next, "pending"));
        assertThat(dispatch.cancelCalls()).isEqualTo(calls);
        dispatch.sandbox.clearFaults();
        assertThat(dispatch.outboxDispatcher()
                        .run(new DispatchOptions(true, true, false, false, 100, Optional.empty(), 1), report -> {})
                        .attempted())
                .isEqualTo(count + 6);
        assertThat(tell(next)).isEqualTo(each(next, "accepted"));
        assertThat(chunks.circuit()).isEqualTo(Circuit.CLOSED);
    }

    /** Nobody waits at a prompt for a minute because YLH asks for it. */
    @Test
    void whatYlhAsksToWaitForIsLeftToSync() throws IOException {
        dispatch.close();
        dispatch = new Dispatch(ledger, SandboxOptions.defaults().withRetryAfter(Duration.ofSeconds(60)));
        // So slowly that the answer is here before the second call is due.
        dispatch.limits(1, 1, Duration.ofSeconds(10)).sandbox.addFault("429-retry-after");
        use();
        long before = dispatch.time.nanos();

        List<Long> ids = add(20);
        List<String> told = tell(ids);

        assertThat(told.get(0)).isEqualTo(ids.get(0) + " pending NOT_APPLIED");
        assertThat(told.subList(1, 20)).isEqualTo(each(ids.subList(1, 20), "pending"));
        assertThat(rows()).allMatch(row -> row.endsWith(" pending 0"));
        assertThat(Duration.ofNanos(dispatch.time.nanos() - before)).isLessThan(Duration.ofSeconds(10));
        List<Long> next = add(6);
        assertThat(tell(next)).isEqualTo(each(next, "pending"));
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void anInterruptLetsWhatIsUnderWayFinishAndGivesTheRestBack() {
        List<Integer> ending = new ArrayList<>();
        dispatch.limits(99, 1, Duration.ofSeconds(30)).sandbox.setLatency(Duration.ofMillis(300));
        dispatch.checkpoints(step -> {
            if (step == Checkpoint.AFTER_SENDING) {
                dispatch.interrupt.request();
            }
        });
        chunks = dispatch.chunkDispatcher(new OutboxDispatcher.Listener() {
            @Override
            public void delivered(Delivery.Report report) {}

            @Override
            public void ending(int underWay, Duration grace) {
                ending.add(underWay);
            }
        });
        List<Long> ids = add(6);

        List<String> told = tell(ids);

        assertThat(told.get(0)).isEqualTo(ids.get(0) + " accepted ACCEPTED");
        assertThat(told.subList(1, 6)).isEqualTo(each(ids.subList(1, 6), "pending"));
        assertThat(rows()).filteredOn(row -> row.endsWith(" pending 0")).hasSize(5);
        assertThat(ending).containsExactly(1);
        assertThat(leaseOwner()).isNull();
        List<Long> next = add(6);
        assertThat(tell(next)).isEqualTo(each(next, "pending"));
    }

    @Test
    void whatDoesNotAnswerWithinTheGraceIsUnknown() {
        dispatch.limits(99, 1, Duration.ofMillis(100)).sandbox.setLatency(Duration.ofSeconds(20));
        dispatch.checkpoints(step -> {
            if (step == Checkpoint.AFTER_SENDING) {
                dispatch.interrupt.request();
            }
        });
        use();
        List<Long> ids = add(6);

        assertThat(tell(ids).get(0)).isEqualTo(ids.get(0) + " unknown UNKNOWN");
        assertThat(rows()).filteredOn(row -> row.endsWith(" pending 0")).hasSize(5);
    }

    @Test
    void aSmallChunkEndsAtAnInterruptToo() {
        dispatch.checkpoints(step -> {
            if (step == Checkpoint.AFTER_SENDING) {
                dispatch.interrupt.request();
            }
        });
        use();
        List<Long> ids = add(3);

        assertThat(tell(ids))
                .containsExactly(ids.get(0) + " accepted ACCEPTED", ids.get(1) + " pending", ids.get(2) + " pending");
    }

    @Test
    void whereARepeatIsNotAllowedWhatMayHaveBeenAppliedIsNotSentAgain() {
        dispatch.policy(1, 20, false).sandbox.addFault("500-after*2");
        use();
        List<Long> ids = add(6);
        tell(ids);
        assertThat(rows()).filteredOn(row -> row.endsWith(" unknown 1")).hasSize(2);

        List<String> again = tell(ids);

        assertThat(again)
                .noneMatch(row -> row.contains("UNKNOWN"))
                .filteredOn(row -> row.endsWith(" unknown"))
                .hasSize(2);
        assertThat(dispatch.sandbox.cancellations().values()).hasSize(6).allMatch(held -> held.requests() == 1);
    }

    @Test
    void whereARepeatIsNotAllowedWhatADeadProcessWasSendingWaitsForAPerson() {
        dispatch.policy(1, 20, false);
        use();
        List<Long> ids = add(6);
        dispatch.shop.execute("UPDATE ylh_cancellation SET state = 'sending', attempts = 1, lease_owner = 'the-dead',"
                + " lease_until = '2026-01-01 00:00:00', next_attempt_at = '2026-01-01 00:00:00' WHERE id = "
                + ids.get(3));

        List<String> told = tell(ids);

        assertThat(told.get(3)).isEqualTo(ids.get(3) + " unknown UNKNOWN");
        assertThat(dispatch.cancelCalls()).isEqualTo(5);
        assertThat(dispatch.nextAttempt(ids.get(3))).isEmpty();
    }

    @Test
    void whatAKilledOneLeavesIsFoundBySync() {
        dispatch.limits(99, 1, Duration.ofSeconds(10)).checkpoints(step -> {
            if (step == Checkpoint.AFTER_ANSWER) {
                throw new IllegalStateException("killed");
            }
        });
        ChunkDispatcher killed = dispatch.chunkDispatcher(report -> {});
        List<Long> ids = add(6);
        assertThatThrownBy(() -> killed.tell(ids)).hasMessage("killed");
        assertThat(dispatch.shop.value("SELECT COUNT(*) FROM ylh_cancellation WHERE state = 'sending'"))
                .isEqualTo("6");
        assertThat(leaseOwner()).as("as after a kill").isEqualTo("this-process");
        killed.close();
        assertThat(leaseOwner()).isEqualTo("this-process");

        dispatch.owner("another-process").checkpoints(step -> {});
        OutboxDispatcher.Ended ended = dispatch.outboxDispatcher().run(DispatchOptions.DUE, report -> {});

        assertThat(ended.attempted()).isEqualTo(6);
        assertThat(rows()).allMatch(row -> row.contains(" accepted "));
        assertThat(dispatch.sandbox.cancellations().values()).allMatch(held -> held.held() == 1);
    }

    @Test
    void onceASmallChunkCannotReachYlhTheRestOnlyQueues() {
        dispatch.policy(1, 20, true).unreachable();
        use();

        tell(add(2));

        assertThat(chunks.stoppedBy().map(Verdict::kind)).contains(Kind.NOT_SENT);
        List<Long> next = add(6);
        assertThat(tell(next)).isEqualTo(each(next, "pending"));
        assertThat(dispatch.clientsMade).isZero();
    }
}
