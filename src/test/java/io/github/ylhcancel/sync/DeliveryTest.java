package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.Cancellation;
import io.github.ylhcancel.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {
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

    private Dispatch dispatch(SandboxOptions options) throws IOException {
        dispatch = new Dispatch(ledger, options);
        return dispatch;
    }

    private Dispatch dispatch() throws IOException {
        return dispatch(SandboxOptions.defaults());
    }

    @AfterEach
    void close() {
        dispatch.close();
    }

    @Test
    void writesDownThatYlhHasIt() throws IOException {
        long id = dispatch().add("SO-1");

        Delivery.Report report = dispatch.delivery().once(id);

        assertThat(report.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(report.verdict().map(Verdict::kind)).contains(Kind.ACCEPTED);
        assertThat(report.stopsTheRun()).isFalse();
        assertThat(dispatch.row(id)).isEqualTo("accepted 1");
        assertThat(dispatch.nextAttempt(id)).isEmpty();
        assertThat(dispatch.lastError(id)).isNull();
        assertThat(dispatch.shop.rows("SELECT lease_owner, lease_until FROM ylh_cancellation"))
                .containsExactly("null | null");
        assertThat(dispatch.sandbox.cancellations().get("SO-1")).isEqualTo(new Cancellation("SO-1", 1, 1, false));
    }

    @Test
    void callsNothingForWhatIsSettled() throws IOException {
        long id = dispatch().add("SO-1");
        Delivery delivery = dispatch.delivery();
        delivery.once(id);

        Delivery.Report again = delivery.interactively(id);

        assertThat(again.verdict()).isEmpty();
        assertThat(again.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(dispatch.row(id)).isEqualTo("accepted 1");
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void onceMakesOneAttemptAlsoBeforeItIsDue() throws IOException {
        dispatch().sandbox.addFault("500*");
        long id = dispatch.add("SO-1", dispatch.clock.instant().plusSeconds(3600));

        dispatch.delivery().once(id);

        assertThat(dispatch.row(id)).isEqualTo("unknown 1");
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
        assertThat(dispatch.naps).isEmpty();
    }

    @Test
    void interactivelyMakesItsTriesWithTheBackOffBetweenThem() throws IOException {
        dispatch().policy(4, 20, true).sandbox.addFault("500*");
        long id = dispatch.add("SO-1");

        Delivery.Report report = dispatch.delivery().interactively(id);

        assertThat(report.state()).isEqualTo(DeliveryState.UNKNOWN);
        assertThat(dispatch.row(id)).isEqualTo("unknown 4");
        assertThat(dispatch.cancelCalls()).isEqualTo(4);
        assertThat(dispatch.naps).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(dispatch.naps.get(i)).isBetween(Duration.ZERO, Duration.ofMillis(500L << i));
        }
        assertThat(dispatch.lastError(id)).isEqualTo("HTTP 500, 系统内部错误 (code 500)");
        assertThat(report.cancellation().nextAttemptAt().orElseThrow())
                .isBetween(dispatch.clock.instant(), dispatch.clock.instant().plusSeconds(4));
    }

    @Test
    void interactivelyStopsWhenYlhHasIt() throws IOException {
        dispatch().policy(4, 20, true).sandbox.addFault("drop-before*2");
        long id = dispatch.add("SO-1");

        assertThat(dispatch.delivery().interactively(id).state()).isEqualTo(DeliveryState.ACCEPTED);

        assertThat(dispatch.row(id)).isEqualTo("accepted 3");
        assertThat(dispatch.naps).hasSize(2);
    }

    @Test
    void oneTryIsOneTry() throws IOException {
        dispatch().policy(1, 20, true).sandbox.addFault("500*");
        long id = dispatch.add("SO-1");

        dispatch.delivery().interactively(id);

        assertThat(dispatch.cancelCalls()).isEqualTo(1);
        assertThat(dispatch.naps).isEmpty();
    }

    @Test
    void aRefusalIsFinalAndKeepsYlhsWords() throws IOException {
        long id = dispatch(SandboxOptions.defaults().withRefuse("SO")).add("SO-1");

        Delivery.Report report = dispatch.delivery().interactively(id);

        assertThat(report.state()).isEqualTo(DeliveryState.REJECTED);
        assertThat(dispatch.row(id)).isEqualTo("rejected 1");
        assertThat(dispatch.nextAttempt(id)).as("to be put back").contains(dispatch.clock.instant());
        assertThat(dispatch.lastError(id)).isEqualTo("订单已发货，不能取消 (code ORDER_SHIPPED)");
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void waitsAsLongAsYlhAsks() throws IOException {
        dispatch(SandboxOptions.defaults().withRetryAfter(Duration.ofSeconds(5)))
                .sandbox
                .addFault("429-retry-after");
        long id = dispatch.add("SO-1");

        assertThat(dispatch.delivery().interactively(id).state()).isEqualTo(DeliveryState.ACCEPTED);

        assertThat(dispatch.naps).containsExactly(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"429-retry-after, PT6S, PT6S", "503-retry-after, PT6S, PT6S", "429-retry-after, PT10H, PT5M"})
    void leavesALongWaitToSync(String fault, Duration asked, Duration kept) throws IOException {
        dispatch(SandboxOptions.defaults().withRetryAfter(asked)).sandbox.addFault(fault + "*");
        long id = dispatch.add("SO-1");

        Delivery.Report report = dispatch.delivery().interactively(id);

        assertThat(report.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(dispatch.row(id)).isEqualTo("pending 1");
        assertThat(dispatch.naps).isEmpty();
        assertThat(dispatch.nextAttempt(id)).contains(dispatch.clock.instant().plus(kept));
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop-after", "500-after", "504-after", "html", "truncated", "empty"})
    void whatMayHaveBeenAppliedIsSentAgainWithTheSameBytes(String fault) throws IOException {
        dispatch().policy(1, 20, true).sandbox.addFault(fault);
        long id = dispatch.add("SO-1");

        assertThat(dispatch.delivery().interactively(id).state()).isEqualTo(DeliveryState.UNKNOWN);
        dispatch.clock.advance(Duration.ofHours(3));
        assertThat(dispatch.owner("the next run").delivery().once(id).state()).isEqualTo(DeliveryState.ACCEPTED);

        assertThat(dispatch.sandbox.cancellations().get("SO-1")).isEqualTo(new Cancellation("SO-1", 1, 2, false));
    }

    @Test
    void whatMayHaveBeenAppliedStaysUnknownWhenTheNextAttemptDoesNotArrive() throws IOException {
        dispatch().policy(1, 20, true).sandbox.addFault("500-after");
        long id = dispatch.add("SO-1");
        dispatch.delivery().once(id);

        dispatch.unreachable().delivery().once(id);

        assertThat(dispatch.row(id)).isEqualTo("unknown 2");
        assertThat(dispatch.lastError(id)).isEqualTo("connection refused");
    }

    @Test
    void whatNeverLeftIsPending() throws IOException {
        long id = dispatch().unreachable().policy(2, 20, true).add("SO-1");

        assertThat(dispatch.delivery().interactively(id).state()).isEqualTo(DeliveryState.PENDING);

        assertThat(dispatch.row(id)).isEqualTo("pending 2");
        assertThat(dispatch.audit()).containsExactly("token token 200", "cancel not-sent 0", "cancel not-sent 0");
    }

    @Test
    void isDeadWhenTheAttemptsAreUsedUpAndThenCallsNothing() throws IOException {
        dispatch().policy(5, 3, true).sandbox.addFault("500*");
        long id = dispatch.add("SO-1");

        assertThat(dispatch.delivery().interactively(id).state()).isEqualTo(DeliveryState.DEAD);
        assertThat(dispatch.delivery().once(id).verdict()).isEmpty();

        assertThat(dispatch.row(id)).isEqualTo("dead 3");
        assertThat(dispatch.nextAttempt(id)).isEmpty();
        assertThat(dispatch.cancelCalls()).isEqualTo(3);
        assertThat(dispatch.lastError(id)).isNotEmpty();
    }

    @Test
    void wrongCredentialsUseUpNoAttemptAndLeaveItDue() throws IOException {
        long id = dispatch().add("SO-1");
        dispatch.access.password("wrong");

        Delivery.Report report = dispatch.delivery().interactively(id);

        assertThat(report.stopsTheRun()).isTrue();
        assertThat(report.verdict().map(Verdict::kind)).contains(Kind.AUTHENTICATION);
        assertThat(dispatch.row(id)).isEqualTo("pending 0");
        assertThat(dispatch.nextAttempt(id)).contains(dispatch.clock.instant());
        assertThat(dispatch.naps).isEmpty();
        assertThat(dispatch.audit()).containsExactly("token no-token 400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"403", "404", "redirect", "wall"})
    void aConfigurationErrorUsesUpNoAttemptAndLeavesItDue(String fault) throws IOException {
        dispatch().sandbox.addFault(fault + "*");
        long id = dispatch.add("SO-1");

        Delivery.Report report = dispatch.delivery().interactively(id);

        assertThat(report.stopsTheRun()).isTrue();
        assertThat(report.verdict().map(Verdict::kind)).contains(Kind.CONFIGURATION);
        assertThat(dispatch.row(id)).isEqualTo("pending 0");
        assertThat(dispatch.nextAttempt(id)).contains(dispatch.clock.instant());
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void writesDownEveryExchangeTheTokensIncluded() throws IOException {
        dispatch().checkpoints(step -> {
            if (step == Checkpoint.AFTER_SENDING) {
                dispatch.clock.advance(Duration.ofMillis(40));
            }
        });
        long id = dispatch.add("SO-1");
        dispatch.sandbox.addFault("401");

        dispatch.delivery().once(id);

        assertThat(dispatch.audit())
                .containsExactly(
                        "token token 200", "cancel token-refused 401", "token token 200", "cancel accepted 200");
        assertThat(dispatch.row(id)).isEqualTo("accepted 1");
        assertThat(
                        dispatch.shop.rows(
                                "SELECT cancellation_id, run_id, started_at, duration_ms, detail FROM ylh_call WHERE endpoint = 'cancel' ORDER BY id"))
                .containsExactly(
                        id + " | run-1 | 2026-03-01 08:00:00 | 40 | HTTP 401, token 无效或已过期 (code 401)",
                        id + " | run-1 | 2026-03-01 08:00:00.04 | 40 | 成功 (code 0)");
        assertThat(dispatch.shop.rows("SELECT DISTINCT detail FROM ylh_call WHERE endpoint = 'token'"))
                .containsExactly("HTTP 200");
    }

    /** Thrown where a process would die. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Consumer<Checkpoint> dyingAt(Checkpoint moment) {
        return reached -> {
            if (reached == moment) {
                throw new Death();
            }
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_SENDING", "AFTER_ANSWER"})
    void whatADeadProcessWasSendingIsFinishedByTheNextWithTheSameBytes(Checkpoint moment) throws IOException {
        long id = dispatch().add("SO-1");
        Delivery dying = dispatch.checkpoints(dyingAt(moment)).delivery();
        assertThatThrownBy(() -> dying.once(id)).isInstanceOf(Death.class);
        assertThat(dispatch.row(id)).isEqualTo("sending 1");

        Delivery next = dispatch.checkpoints(step -> {}).owner("the next run").delivery();

        assertThat(next.once(id).state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(dispatch.row(id)).isEqualTo("accepted 2");
        assertThat(dispatch.sandbox.cancellations().get("SO-1").held()).isEqualTo(1);
        assertThat(dispatch.sandbox.cancellations().get("SO-1").different()).isFalse();
    }

    @Test
    void whatALivingProcessIsSendingIsLeftAlone() throws IOException {
        long id = dispatch().add("SO-1");
        List<Delivery.Report> meanwhile = new ArrayList<>();
        Delivery second = dispatch.delivery();
        Delivery first = dispatch.checkpoints(step -> {
                    if (step == Checkpoint.AFTER_ANSWER) {
                        meanwhile.add(second.interactively(id));
                    }
                })
                .delivery();

        assertThat(first.once(id).state()).isEqualTo(DeliveryState.ACCEPTED);

        assertThat(meanwhile).singleElement().satisfies(report -> {
            assertThat(report.verdict()).isEmpty();
            assertThat(report.state()).isEqualTo(DeliveryState.SENDING);
        });
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void whoLostItsLeaseWritesDownItsCallsAndNothingElse() throws IOException {
        long id = dispatch().add("SO-1");
        dispatch.sandbox.addFault("500");
        Delivery second = dispatch.owner("second").delivery();
        Delivery first = dispatch.owner("first")
                .checkpoints(step -> {
                    if (step == Checkpoint.AFTER_ANSWER) {
                        dispatch.clock.advance(dispatch.access.access().lease().plusSeconds(1));
                        second.once(id);
                    }
                })
                .delivery();

        Delivery.Report late = first.once(id);

        assertThat(late.state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(dispatch.row(id)).isEqualTo("accepted 2");
        assertThat(dispatch.audit())
                .containsExactlyInAnyOrder("token token 200", "cancel unknown 500", "cancel accepted 200");
    }

    @Test
    void whereARepeatIsNotAllowedAnUnknownOutcomeWaitsForAPerson() throws IOException {
        dispatch().policy(5, 20, false).sandbox.addFault("500-after");
        long id = dispatch.add("SO-1");

        Delivery.Report report = dispatch.delivery().interactively(id);
        Delivery.Report again = dispatch.delivery().interactively(id);

        assertThat(report.state()).isEqualTo(DeliveryState.UNKNOWN);
        assertThat(again.verdict()).isEmpty();
        assertThat(again.state()).isEqualTo(DeliveryState.UNKNOWN);
        assertThat(dispatch.row(id)).isEqualTo("unknown 1");
        assertThat(dispatch.nextAttempt(id)).isEmpty();
        assertThat(dispatch.lastError(id)).isEqualTo("HTTP 500, 系统内部错误 (code 500)");
        assertThat(dispatch.cancelCalls()).isEqualTo(1);
    }

    @Test
    void whereARepeatIsNotAllowedWhatCertainlyDidNotArriveIsStillTriedAgain() throws IOException {
        dispatch().policy(3, 20, false).sandbox.addFault("429*2");
        long id = dispatch.add("SO-1");

        assertThat(dispatch.delivery().interactively(id).state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(dispatch.cancelCalls()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_SENDING", "AFTER_ANSWER"})
    void whereARepeatIsNotAllowedWhatADeadProcessWasSendingIsNotSentAgain(Checkpoint moment) throws IOException {
        long id = dispatch().policy(3, 20, false).add("SO-1");
        Delivery dying = dispatch.checkpoints(dyingAt(moment)).delivery();
        assertThatThrownBy(() -> dying.once(id)).isInstanceOf(Death.class);
        long calls = dispatch.cancelCalls();

        Delivery next = dispatch.checkpoints(step -> {}).owner("the next run").delivery();
        Delivery.Report report = next.interactively(id);
        next.once(id);

        assertThat(report.state()).isEqualTo(DeliveryState.UNKNOWN);
        assertThat(dispatch.nextAttempt(id)).isEmpty();
        assertThat(dispatch.lastError(id)).isEqualTo("the process died while it called YLH");
        assertThat(dispatch.audit()).isEmpty();
        assertThat(dispatch.sandbox.cancellations().values()).allMatch(held -> held.requests() <= 1);
        assertThat(dispatch.cancelCalls()).isBetween(calls, 1L);
    }
}
