package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "200ms,PT0.2S,200ms",
        "2s,PT2S,2s",
        "5m,PT5M,300s",
        "1h,PT1H,3600s",
        "0ms,PT0S,0s",
        "1500ms,PT1.5S,1500ms"
    })
    void readsAndPrints(String text, Duration duration, String printed) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
        assertThat(DurationText.format(duration)).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "200", "ms", "-1s", "1.5s", "2 s", "99999999999s", "2S"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is not a duration");
    }
}
