package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeadRoomLimiterTest {
    private long now;
    private int looks;
    private boolean somebodyDelivers;
    private final HeadRoomLimiter room = new HeadRoomLimiter(
            95,
            () -> {
                looks++;
                return somebodyDelivers;
            },
            nap -> now += nap.toNanos(),
            () -> now);

    private Duration timeOf(int calls) {
        long before = now;
        for (int i = 0; i < calls; i++) {
            assertThat(room.acquire()).isCompletedWithValue(true);
            room.release();
        }
        return Duration.ofNanos(now - before);
    }

    @Test
    void theFirstCallNeedNotWait() {
        somebodyDelivers = true;

        assertThat(timeOf(1)).isZero();
    }

    @Test
    void aloneItHasTheWholeRate() {
        assertThat(timeOf(1 + 950)).isBetween(Duration.ofSeconds(10), Duration.ofMillis(11_500));
    }

    @Test
    void besideAProcessThatDeliversItHasWhatThatLeaves() {
        somebodyDelivers = true;

        assertThat(timeOf(1 + 50)).isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_500));
    }

    @Test
    void noticesAtOnceThatSomebodyBeginsToDeliver() {
        timeOf(95);
        somebodyDelivers = true;

        assertThat(timeOf(10)).isGreaterThan(Duration.ofMillis(1900));
        assertThat(looks).isEqualTo(105);
    }
}
