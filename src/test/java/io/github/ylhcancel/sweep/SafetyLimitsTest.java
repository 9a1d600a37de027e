package io.github.ylhcancel.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetyLimitsTest {
    private static final long ALL = Long.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        // pending, overdue, max orders, max percent, which
        "0, 0, 5000, 50, ''",
        "10000, 5000, 5000, 50, ''",
        "10002, 5001, 5000, 50, fuse.orders",
        "200, 100, 5000, 50, ''",
        "201, 101, 5000, 50, fuse.percent",
        "99, 99, 5000, 50, ''",
        "100, 100, 5000, 50, fuse.percent",
        "100, 100, 5000, 100, ''",
        "100, 100, 99, 100, fuse.orders",
    })
    void blowsOverItsBoundsAndNotOnThem(long pending, long overdue, long maxOrders, int maxPercent, String which) {
        assertThat(new SafetyLimits(maxOrders, maxPercent)
                        .exceeded(matched(pending, overdue), ALL)
                        .map(Message::key)
                        .orElse(""))
                .isEqualTo(which);
    }

    @Test
    void looksAtWhatTheLimitWouldLetThrough() {
        assertThat(new SafetyLimits(100, 50).exceeded(matched(1000, 900), 100)).isEmpty();
        assertThat(new SafetyLimits(100, 50).exceeded(matched(1000, 900), 101)).isPresent();
    }

    @Test
    void saysHowToGoOn() {
        assertThat(new SafetyLimits(5000, 50).exceeded(matched(300, 200), ALL))
                .isEqualTo(Optional.of(Message.of("fuse.percent", 200L, 300L, 50, 67L)));
    }

    @Test
    void surviveNumbersThatFillALong() {
        assertThat(new SafetyLimits(ALL, 50).exceeded(matched(4_000_000_000L, 3_000_000_000L), ALL))
                .isPresent();
    }

    private static SweepScope matched(long pending, long overdue) {
        return new SweepScope(Instant.EPOCH, pending, overdue);
    }
}
