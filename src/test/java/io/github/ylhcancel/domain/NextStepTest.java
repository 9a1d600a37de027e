package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.testing.Examples;
import io.github.ylhcancel.testing.Sentences;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NextStepTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final NextStep SOON = new NextStep(true, DAY, Examples.NOW);
    /** The examples were decided almost an hour before. */
    private static final NextStep LATE = new NextStep(true, Duration.ofMinutes(30), Examples.NOW);

    @ParameterizedTest
    @EnumSource
    void everyStateHasItsOwn(DeliveryState state) {
        String sentence = Sentences.english(SOON.of(Examples.cancellation(state, 1, false)));

        assertThat(sentence).doesNotStartWith("next.").doesNotContain("{");
        assertThat(Arrays.stream(DeliveryState.values())
                        .filter(other -> other != state)
                        .map(other -> Sentences.english(SOON.of(Examples.cancellation(other, 1, false)))))
                .doesNotContain(sentence);
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "SENDING", "ACCEPTED"})
    void whatIsOverdueHasAnother(DeliveryState state) {
        Cancellation delivery = Examples.cancellation(state, 1, false);

        assertThat(LATE.of(delivery)).isNotEqualTo(SOON.of(delivery));
    }

    @Test
    void aDayIsOverWhenItIsOver() {
        Cancellation delivery = Examples.cancellation(DeliveryState.ACCEPTED, 1, false);
        Duration age = Duration.between(delivery.createdAt(), Examples.NOW);

        assertThat(new NextStep(true, age, Examples.NOW).isOverdue(delivery)).isTrue();
        assertThat(new NextStep(true, age.plusNanos(1), Examples.NOW).isOverdue(delivery))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"DEAD", "REJECTED", "HELD", "CONFIRMED", "PARTIAL", "COMPENSATED", "ABANDONED"})
    void whatIsSettledOrGivenUpIsNeverOverdue(DeliveryState state) {
        assertThat(LATE.isOverdue(Examples.cancellation(state, 1, false))).isFalse();
    }

    @Test
    void whereNothingMayBeRepeatedTheAdviceIsToAskYlh() {
        NextStep once = new NextStep(false, DAY, Examples.NOW);

        assertThat(once.of(Examples.cancellation(DeliveryState.UNKNOWN, 1, true)))
                .isEqualTo(Message.of("next.no-repeats", "A-1001"));
        assertThat(once.of(Examples.cancellation(DeliveryState.DEAD, 20, true)))
                .isEqualTo(Message.of("next.no-repeats", "A-1001"));
        assertThat(once.of(Examples.cancellation(DeliveryState.DEAD, 20, false)))
                .isEqualTo(Message.of("next.dead", "A-1001"));
    }

    @Test
    void whatIsUnknownAndNotDueWaitsForSomebodyToSaySo() {
        assertThat(SOON.of(Examples.cancellation(DeliveryState.UNKNOWN, 1, true)))
                .isEqualTo(Message.of("next.unknown-waits", "A-1001"));
    }
}
