package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
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
    void theLargestNumberIsThatOfTheWorstSecondWhereverItBegins() {
        Random random = new Random(11);
        List<Integer> millis = random.ints(3_000, 0, 20_000).boxed().toList();
        RateWindow counting = new RateWindow(0);

        millis.stream().sorted().forEach(millisecond -> counting.admits(START.plusMillis(millisecond)));

        assertThat(counting.most()).isEqualTo(worstSecond(millis));
    }

    @Test
    void callsThatAreToldALittleOutOfOrderAreCountedWhereTheyCame() {
        Random random = new Random(12);
        List<Integer> millis = random.ints(3_000, 0, 20_000).boxed().toList();
        RateWindow counting = new RateWindow(0);

        record Told(int call, int at) {}
        millis.stream()
                .map(call -> new Told(call, call + random.nextInt(400)))
                .sorted(Comparator.comparing(Told::at))
                .forEach(told -> counting.admits(START.plusMillis(told.call())));

        assertThat(counting.most()).isEqualTo(worstSecond(millis));
    }

    private static int worstSecond(List<Integer> millis) {
        return millis.stream()
                .mapToInt(end -> (int) millis.stream()
                        .filter(call -> call > end - 1_000 && call <= end)
                        .count())
                .max()
                .orElseThrow();
    }

    @Test
    void aCallThatIsToldLateIsTurnedAwayIfItsSecondIsFull() {
        assertThat(callAt(500)).isTrue();
        assertThat(callAt(900)).isTrue();

        assertThat(callAt(450)).isFalse();
        assertThat(callAt(1_500)).isTrue();
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
