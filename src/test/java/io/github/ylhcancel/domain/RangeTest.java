package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {
    /** The examples of the Monitoring Plugins guidelines, each at its ends and just beyond. */
    @ParameterizedTest
    @CsvSource({
        "10, 0, false",
        "10, 10, false",
        "10, 10.001, true",
        "10, -0.001, true",
        "10:, 10, false",
        "10:, 9.999, true",
        "10:, 1000000, false",
        "~:10, -5, false",
        "~:10, 10, false",
        "~:10, 10.001, true",
        "10:20, 9.999, true",
        "10:20, 10, false",
        "10:20, 20, false",
        "10:20, 20.001, true",
        "@10:20, 9.999, false",
        "@10:20, 10, true",
        "@10:20, 20, true",
        "@10:20, 20.001, false",
        "-4:4, -4, false",
        "-4:4, -4.1, true",
        ":5, 5, false",
        ":5, -1, true",
        "0, 0, false",
        "0, 1, true",
        "95.5:, 95.4, true",
        "95.5:, 95.5, false"
    })
    void saysWhatIsAnAlert(String range, double value, boolean alert) {
        assertThat(Range.parse(range).orElseThrow().isAlert(value)).isEqualTo(alert);
        assertThat(Range.parse(range).orElseThrow()).hasToString(range);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", ":", "@:", "a", "20:10", "1:2:3", "1e5", "10 :20", "~", "1:~", "--1", "５", "10%"})
    void isNothingElse(String text) {
        assertThat(Range.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0;20, 0, OK", "0;20, 1, WARNING", "0;20, 21, CRITICAL", "95:;80:, 95, OK", "95:;80:, 94.9, WARNING",
        "95:;80:, 79.9, CRITICAL", ";5, 6, CRITICAL", "5;, 6, WARNING", "5, 6, WARNING", ";, 6, OK",
    })
    void twoOfThemAreThresholds(String text, double value, Severity severity) {
        assertThat(Thresholds.parse(text).orElseThrow().of(value)).isEqualTo(severity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;2;3", "a;1", "1;a", "20:10;"})
    void noOtherTextIs(String text) {
        assertThat(Thresholds.parse(text)).isEmpty();
    }
}
