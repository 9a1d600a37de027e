package io.github.ylhcancel.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DiskStallsTest {
    private final DiskStalls stalls = new DiskStalls();

    private Duration waited(long millis) {
        return stalls.toMakeUpFor(Duration.ofMillis(millis));
    }

    private void waitedOften(long from, long to) {
        for (int i = 0; i < 200; i++) {
            waited(from + i % (to - from + 1));
        }
    }

    @Test
    void aQuickDiskHoldsUpNobody() {
        assertThat(waited(3)).isZero();
        waitedOften(2, 4);
        assertThat(waited(9)).isZero();
    }

    @Test
    void aStallIsMadeUpFor() {
        waitedOften(2, 4);

        assertThat(waited(500)).isEqualTo(Duration.ofMillis(456));
        assertThat(waited(400)).as("of the same group").isEqualTo(Duration.ofMillis(356));
    }

    @Test
    void aDiskThatIsAlwaysSlowHoldsUpNobody() {
        waitedOften(40, 80);

        assertThat(waited(80)).isZero();
        assertThat(waited(300)).isEqualTo(Duration.ofMillis(180));
    }

    @Test
    void theFirstStallIsOneAsWell() {
        assertThat(waited(200)).isEqualTo(Duration.ofMillis(160));
    }
}
