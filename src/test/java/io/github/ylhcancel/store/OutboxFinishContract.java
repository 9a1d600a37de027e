package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the end of an attempt is written down. */
abstract class OutboxFinishContract extends OutboxContract {
    private static final Instant LATER = NOW.plusSeconds(5);
    private static final Progress ACCEPTED =
            new Progress(DeliveryState.ACCEPTED, 2, Optional.empty(), false, Optional.empty());

    private Cancellation claimed;

    @BeforeEach
    void claim() {
        given("pending");
        shop.cancellation(8, 2, 1, "sending", LONG_AGO);
        claimed = outbox.claim(7, true, NOW).orElseThrow();
    }

    @Test
    void writesTheProgressAndGivesTheLeaseBack() {
        Progress again = new Progress(
                DeliveryState.UNKNOWN, 2, Optional.of(NOW.plusSeconds(60)), true, Optional.of("HTTP 502 网关"));

        assertThat(outbox.finish(claimed, again, List.of(), LATER)).isTrue();

        assertThat(shop.rows(
                        "SELECT state, attempts, next_attempt_at, lease_owner, lease_until, maybe_applied, last_error,"
                                + " updated_at FROM ylh_cancellation WHERE id = 7"))
                .containsExactly("unknown | 2 | 2026-03-08T02:31:00.123456 | null | null | true | HTTP 502 网关"
                        + " | 2026-03-08T02:30:05.123456");
        assertThat(shop.rows("SELECT state FROM ylh_cancellation WHERE id = 8")).containsExactly("sending");
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCEPTED", "REJECTED", "DEAD", "UNKNOWN"})
    void writesThatThereIsNoNextAttempt(DeliveryState state) {
        outbox.finish(claimed, new Progress(state, 2, Optional.empty(), true, Optional.empty()), List.of(), LATER);

        assertThat(stored().state()).isEqualTo(state);
        assertThat(stored().nextAttemptAt()).isEmpty();
        assertThat(stored().lastError()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SENDING", "COMPENSATED", "ABANDONED", "WITHDRAWN"})
    void writesNoStateThatMayNotFollowACall(DeliveryState state) {
        Map<String, List<String>> before = shop.everything();
        Progress wrong = new Progress(state, 2, Optional.empty(), true, Optional.empty());

        assertThatThrownBy(() -> outbox.finish(claimed, wrong, List.of(call("ok")), LATER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a delivery that is sending does not become " + state);
        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void givesAnAttemptBackThatDoesNotCount() {
        Progress waiting =
                new Progress(DeliveryState.PENDING, 1, Optional.of(NOW), false, Optional.of("the password is refused"));
        outbox.finish(claimed, waiting, List.of(), LATER);

        assertThat(stored().attempts()).isEqualTo(1);
    }

    @Test
    void writesEachCall() {
        Call token = new Call(
                Call.Endpoint.TOKEN, NOW, Duration.ofMillis(120), OptionalInt.of(200), "token", "valid for 3600 s");
        Call cancel = new Call(
                Call.Endpoint.CANCEL,
                NOW.plusMillis(200),
                Duration.ofNanos(30_000_999_999L),
                OptionalInt.empty(),
                "unknown",
                "没有回答");

        outbox.finish(claimed, ACCEPTED, List.of(token, cancel), LATER);

        assertThat(shop.rows("SELECT cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome,"
                        + " detail FROM ylh_call ORDER BY id"))
                .containsExactly(
                        "7 | run-1 | token | 2026-03-08T02:30:00.123456 | 120 | 200 | token | valid for 3600 s",
                        "7 | run-1 | cancel | 2026-03-08T02:30:00.323456 | 30000 | null | unknown | 没有回答");
    }

    @Test
    void cutsLongTextsToTheirColumns() {
        String endless = "错".repeat(5000);
        Call call = call(endless);
        Progress refused = new Progress(DeliveryState.REJECTED, 2, Optional.empty(), false, Optional.of(endless));

        assertThat(outbox.finish(claimed, refused, List.of(call), LATER)).isTrue();

        String cut = "错".repeat(480) + "…";
        assertThat(stored().lastError()).contains(cut);
        assertThat(shop.rows("SELECT detail FROM ylh_call")).containsExactly(cut);
    }

    @Test
    void writesTextsInOneLine() {
        outbox.finish(claimed, ACCEPTED, List.of(call("<html>\r\n\u0000\u001b[31m")), LATER);

        assertThat(shop.rows("SELECT detail FROM ylh_call")).containsExactly("<html>  \\u0000\\u001b[31m");
    }

    @Test
    void writesOnlyTheCallsAfterAnotherTookTheLease() {
        shop.execute("UPDATE ylh_cancellation SET lease_owner = '" + OTHER + "' WHERE id = 7");
        assertWritesOnlyTheCall();
    }

    @Test
    void writesOnlyTheCallsAfterAnotherSettledIt() {
        shop.execute("UPDATE ylh_cancellation SET state = 'accepted' WHERE id = 7");
        assertWritesOnlyTheCall();
    }

    @Test
    void finishesOnce() {
        assertThat(outbox.finish(claimed, ACCEPTED, List.of(call("first")), LATER))
                .isTrue();
        assertWritesOnlyTheCall();
    }

    private void assertWritesOnlyTheCall() {
        Map<String, List<String>> before = shop.everything();
        int calls = before.get("ylh_call").size();
        Progress late = new Progress(DeliveryState.DEAD, 9, Optional.of(LATER), true, Optional.of("late"));

        assertThat(outbox.finish(claimed, late, List.of(call("late answer")), LATER))
                .isFalse();

        Map<String, List<String>> after = shop.everything();
        assertThat(after.remove("ylh_call"))
                .hasSize(calls + 1)
                .last()
                .asString()
                .endsWith("late answer");
        before.remove("ylh_call");
        assertThat(after).isEqualTo(before);
    }

    private static Call call(String detail) {
        return new Call(Call.Endpoint.CANCEL, NOW, Duration.ofMillis(7), OptionalInt.of(200), "accepted", detail);
    }
}
