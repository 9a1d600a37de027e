package io.github.ylhcancel.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CancelTimeTest {
    @ParameterizedTest
    @CsvSource({
        "1767225600000, 2026-01-01T00:00:00Z",
        "1767225600123, 2026-01-01T00:00:00.123Z",
        "100000000000, 1973-03-03T09:46:40Z",
        "99999999999999, 5138-11-16T09:46:39.999Z",
        "2026-01-01T08:00:00+08:00, 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z",
        "2026-01-01 08:00:00+08:00, 2026-01-01T00:00:00Z",
        "2026-01-01T08:00+08:00, 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.123456789Z, 2026-01-01T00:00:00.123456789Z"
    })
    void readsMillisecondsAndIsoTimesWithTheirOffset(String text, Instant time) {
        assertThat(CancelTime.parse(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1767225600", // seconds
                "99999999999", // 11 digits
                "100000000000000", // 15 digits: microseconds
                "99999999999999999999999",
                "-1767225600000",
                "+1767225600000",
                "1767225600000.5",
                "1.76723E+12",
                "１７６７２２５６０００００",
                " 1767225600000",
                "2026-01-01T08:00:00", // whose clock?
                "2026-01-01 08:00:00",
                "2026-01-01",
                "2026-02-30T08:00:00+08:00",
                "2026-01-01T24:30:00Z",
                "2026-01-01T08:00:00[Asia/Shanghai]",
                "2026/01/01 08:00:00+08:00",
                "now",
                "昨天"
            })
    void guessesNothing(String text) {
        assertThat(CancelTime.parse(text)).isEmpty();
    }
}
