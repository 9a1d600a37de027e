package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void theWordsAreThoseOfTheManual() {
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::word))
                .containsExactly(
                        "cancelled",
                        "already-cancelled",
                        "refused",
                        "not-found",
                        "ambiguous",
                        "skipped",
                        "failed",
                        "paid-meanwhile",
                        "would-cancel");
    }

    @Test
    void whatWasCancelledBeforeOrOnPurposeLeftAloneIsNoProblem() {
        assertThat(Arrays.stream(Outcome.values()).filter(Outcome::isProblem).map(Outcome::word))
                .containsExactly("refused", "not-found", "ambiguous", "failed");
    }
}
