package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pace as a calculation: the time here is a number that the test moves. */
class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** A nano clock may start anywhere, also right before the largest number there is. */
    private static final long START = Long.MAX_VALUE - SECOND;

    private final List<Long> calls = new ArrayList<>();
    private long now = START;

    /** Calls whenever it may, for so long; who waits wakes up late by as much as {@code late} says. */
    private void call(Pace pace, Duration length, java.util.function.LongSupplier late) {
        long end = now + length.toNanos();
        while (end - now > 0) {
            long wait = pace.nanosUntilNext(now);
            if (wait > 0) {
                now += wait + late.getAsLong();
            } else {
                pace.spend(now);
                calls.add(now - START);
            }
        }
    }

    private int mostInOneSecond() {
        int most = 0;
        int first = 0;
        for (int last = 0; last < calls.size(); last++) {
            while (calls.get(last) - calls.get(first) >= SECOND) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private double perSecond() {
        return (calls.size() - 1) * (double) SECOND / (calls.get(calls.size() - 1) - calls.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 95, 99})
    void staysCloseBelowTheRate(int rate) {
        call(new Pace(rate), Duration.ofSeconds(60), () -> 0);

        assertThat(perSecond()).isBetween(0.96 * rate, 1.0 * rate);
        assertThat(mostInOneSecond()).isLessThanOrEqualTo(rate);
    }

    @Test
    void spreadsTheCallsEvenly() {
        call(new Pace(95), Duration.ofSeconds(5), () -> 0);

        for (int i = 1; i < calls.size(); i++) {
            assertThat(calls.get(i) - calls.get(i - 1)).isBetween(10_500_000L, 11_000_000L);
        }
    }

    /** A busy machine lets a thread sleep for longer than it asked. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsTheRateAndTheLimitWhenItIsWokenLate(long seed) {
        Random random = new Random(seed);
        call(new Pace(95), Duration.ofSeconds(60), () -> random.nextInt(10) == 0 ? random.nextLong(30_000_000) : 0);

        assertThat(perSecond()).isGreaterThan(0.95 * 95);
        assertThat(mostInOneSecond()).isLessThanOrEqualTo(95);
    }

    @Test
    void aStandstillIsNotMadeUpForInABurst() {
        Pace pace = new Pace(95);
        call(pace, Duration.ofSeconds(2), () -> 0);
        now += 10 * SECOND;
        int before = calls.size();
        call(pace, Duration.ofMillis(50), () -> 0);

        assertThat(calls.size() - before).isLessThanOrEqualTo(6);
        assertThat(mostInOneSecond()).isLessThanOrEqualTo(95);
    }

    @Test
    void aPauseHoldsUpEveryCall() {
        Pace pace = new Pace(95);
        call(pace, Duration.ofSeconds(1), () -> 0);
        pace.pause(now, Duration.ofSeconds(30));
        pace.pause(now, Duration.ofSeconds(5));

        assertThat(Duration.ofNanos(pace.nanosUntilNext(now))).isEqualTo(Duration.ofSeconds(30));
        assertThat(Duration.ofNanos(pace.nanosPaused(now))).isEqualTo(Duration.ofSeconds(30));
        int before = calls.size();
        call(pace, Duration.ofSeconds(31), () -> 0);
        assertThat(calls.size() - before).isBetween(85, 96);
        assertThat(pace.nanosPaused(now)).isLessThanOrEqualTo(0);
    }

    @Test
    void aPauseThatIsOverIsForgotten() {
        Pace pace = new Pace(10);
        pace.pause(now, Duration.ofSeconds(1));
        now += 2 * SECOND;

        assertThat(pace.nanosUntilNext(now)).isLessThanOrEqualTo(0);
        assertThat(pace.nanosPaused(now)).isLessThanOrEqualTo(0);
    }

    @Test
    void complaintsOfOneSecondCountOnceAndTheRateComesBack() {
        Pace pace = new Pace(90);
        for (int i = 0; i < 50; i++) {
            pace.slowDown(now);
        }
        call(pace, Duration.ofMillis(500), () -> 0);
        double slow = perSecond();
        call(pace, Duration.ofSeconds(10), () -> 0);
        calls.clear();
        call(pace, Duration.ofSeconds(10), () -> 0);

        assertThat(slow).isBetween(55.0, 75.0);
        assertThat(perSecond()).isGreaterThan(0.95 * 90);
    }

    @Test
    void complaintsThatGoOnMakeItSlowButNeverStandStill() {
        Pace pace = new Pace(90);
        for (int i = 0; i < 100; i++) {
            pace.slowDown(now);
            now += 2 * SECOND;
        }
        calls.clear();
        call(pace, Duration.ofSeconds(2), () -> 0);

        assertThat(calls).hasSizeBetween(5, 30);
    }
}
