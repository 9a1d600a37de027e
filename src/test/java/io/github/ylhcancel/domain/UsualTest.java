package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsualTest {
    private static final List<Long> DAYS = List.of(90L, 95L, 100L, 100L, 105L, 110L, 5000L);

    @Test
    void oneOddDayChangesNothingOfWhatIsUsual() {
        Usual usual = Usual.of(DAYS);

        assertThat(usual.median()).isEqualTo(100);
        assertThat(usual.spread()).isEqualTo(10);
        assertThat(usual.deviation(140)).isCloseTo(4, within(1e-9));
        assertThat(usual.deviation(60)).isCloseTo(-4, within(1e-9));
    }

    @Test
    void daysThatVaryMuchAllowMuch() {
        assertThat(Usual.of(List.of(50L, 150L, 100L, 50L, 150L, 100L, 150L)).spread())
                .isCloseTo(1.4826 * 50, within(1e-9));
    }

    @Test
    void daysThatAreAllAlikeStillVary() {
        assertThat(Usual.of(List.of(9L, 9L, 9L)).spread()).isEqualTo(3);
        assertThat(Usual.of(List.of(0L, 0L, 0L)).spread()).isEqualTo(1);
    }

    @Test
    void tooFewDaysOrTooFewOrdersSayNothing() {
        assertThat(Usual.deviation(500, DAYS.subList(0, 6), 7, 20)).isEmpty();
        assertThat(Usual.deviation(19, List.of(1L, 1L, 1L, 1L, 1L, 1L, 1L), 7, 20))
                .isEmpty();
        assertThat(Usual.deviation(20, List.of(1L, 1L, 1L, 1L, 1L, 1L, 1L), 7, 20))
                .hasValue(19);
        assertThat(Usual.deviation(0, DAYS, 7, 20)).hasValue(-10);
    }
}
