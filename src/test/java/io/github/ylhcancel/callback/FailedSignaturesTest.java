package io.github.ylhcancel.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.CapturedLog;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often a sender may be wrong, and what the log hears of it. */
class FailedSignaturesTest {
    private static final RefusedCallback FORGED = RefusedCallback.wrong("signature", "callback.not-authentic");
    private static final RefusedCallback OLD = RefusedCallback.wrong("age", "callback.not-authentic");

    private final AtomicLong nanos = new AtomicLong();
    private final FailedSignatures failed = new FailedSignatures(nanos::get);

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void forge(int address, int times) {
        for (int one = 0; one < times; one++) {
            failed.refused(FORGED, address(address));
        }
    }

    @Test
    void afterSoManyASenderIsNotHeard() {
        forge(1, FailedSignatures.TRIES - 1);
        assertThat(failed.hears(address(1))).isTrue();

        forge(1, 1);

        assertThat(failed.hears(address(1))).isFalse();
        assertThat(failed.hears(address(2))).isTrue();
    }

    @Test
    void oneMoreEachSecond() {
        forge(1, FailedSignatures.TRIES);
        pass(Duration.ofMillis(999));
        assertThat(failed.hears(address(1))).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(failed.hears(address(1))).isTrue();
        forge(1, 1);
        assertThat(failed.hears(address(1))).isFalse();
    }

    @Test
    void noMoreThanTheFirstHoweverLongItWaits() {
        forge(1, 1);
        pass(Duration.ofDays(1));
        forge(1, FailedSignatures.TRIES);

        assertThat(failed.hears(address(1))).isFalse();
    }

    @Test
    void whatIsOnlyOldIsNotForged() {
        for (int one = 0; one < 1000; one++) {
            failed.refused(OLD, address(1));
        }

        assertThat(failed.hears(address(1))).isTrue();
    }

    @Test
    void knowsOnlyTheAddressesHeardOfLast() {
        for (int address = 0; address < FailedSignatures.MOST_ADDRESSES + 500; address++) {
            forge(address, 1);
            forge(0, 1);
        }

        assertThat(failed.addresses()).isEqualTo(FailedSignatures.MOST_ADDRESSES);
        assertThat(failed.hears(address(0))).isFalse();
    }

    @Test
    void theLogHearsOfThemOnceAMinute() {
        try (CapturedLog log = new CapturedLog()) {
            forge(1, 100);
            failed.unheard(address(1));
            pass(Duration.ofSeconds(59));
            failed.logIfTime();
            assertThat(log.lines()).hasSize(1);

            pass(Duration.ofSeconds(1));
            failed.logIfTime();
            failed.logIfTime();

            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains("causes=\"1 signature\" last_from=10.0.0.1"),
                            line -> assertThat(line)
                                    .contains("causes=\"99 signature, 1 too-many\" last_from=10.0.0.1"));
        }
    }
}
