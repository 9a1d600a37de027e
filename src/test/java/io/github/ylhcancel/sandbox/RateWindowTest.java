package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateWindowTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private final RateWindow window = new RateWindow(2);

    @Test
    void turnsTheCallAboveTheLimitAway() {
        assertThat(callAt(0)).isTrue();
        assertThat(callAt(500)).isTrue();
        assertThat(callAt(999)).isFalse();
    }

    @Test
    void slidesInsteadOfStartingAnewEachSecond() {
        callAt(900);
        callAt(950);

        assertThat(callAt(1_100)).isFalse();
        assertThat(callAt(1_899)).isFalse();
        assertThat(callAt(1_900)).isTrue();
        assertThat(callAt(1_901)).isFalse();
    }

    @Test
    void aCallTurnedAwayTakesNoPlace() {
        callAt(0);
        callAt(1);
        callAt(800);

        assertThat(callAt(1_000)).isTrue();
    }

    @Test
    void theLargestNumberCountsCallsTurnedAwayToo() {
        callAt(0);
        callAt(10);
        callAt(999);
        callAt(5_000);

        assertThat(window.most()).isEqualTo(3);
    }

    @Test
    void callsOneSecondApartAreNotInOneSecond() {
        callAt(0);
        callAt(1_000);

        assertThat(window.most()).isEqualTo(1);
    }

    @Test
    void zeroMeansNoLimit() {
        RateWindow unlimited = new RateWindow(0);

        for (int call = 0; call < 500; call++) {
            assertThat(unlimited.admits(START)).isTrue();
        }
        assertThat(unlimited.most()).isEqualTo(500);
    }

    private boolean callAt(int millisecond) {
        return window.admits(START.plusMillis(millisecond));
    }
}
