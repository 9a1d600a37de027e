package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Examples;
import io.github.ylhcancel.testing.Sentences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReopeningTest {
    /** The state, whether YLH may have applied it, whether it may be asked twice, and what becomes of it. */
    @ParameterizedTest
    @CsvSource({
        "dead, false, true, pending",
        "dead, true, true, unknown",
        "dead, false, false, pending",
        "dead, true, false, refused",
        "pending, false, true, pending",
        "pending, false, false, pending",
        "unknown, true, true, unknown",
        "unknown, true, false, refused"
    })
    void whatWaitsOrIsDeadIsMadeDue(String state, boolean maybeApplied, boolean repeats, String expected) {
        Cancellation delivery = Examples.cancellation(DeliveryState.ofWord(state), 20, maybeApplied);

        String found = new Reopening(repeats)
                .refusal(delivery)
                .map(refused -> "refused")
                .orElse(Reopening.state(delivery).word());

        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"SENDING", "ACCEPTED", "CONFIRMED", "PARTIAL", "COMPENSATED", "WITHDRAWN"})
    void whatYlhHasAnsweredOrIsBeingToldIsRefusedWithItsState(DeliveryState state) {
        assertThat(Sentences.english(new Reopening(true).refusal(Examples.cancellation(state, 1, true))))
                .startsWith("it is " + state.word() + ":");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotRefusedIsWhatTheTableOfStatesAllows(DeliveryState state) {
        Cancellation delivery = Examples.cancellation(state, 1, true);

        assertThat(Reopening.mayReopen(state))
                .isEqualTo(new Reopening(true).refusal(delivery).isEmpty());
        if (Reopening.mayReopen(state) && !state.isOpen()) {
            assertThat(state.then(Reopening.state(delivery))).isEqualTo(DeliveryState.UNKNOWN);
        }
    }

    @Test
    void whatWaitsForNobodyKnowsWhatIsNotDue() {
        Cancellation waitsForAPerson = Examples.cancellation(DeliveryState.UNKNOWN, 1, true);

        assertThat(new Reopening(true).isDue(waitsForAPerson, Examples.NOW)).isFalse();
    }
}
