package io.github.ylhcancel.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "5min, PT5M",
        "24h, PT24H",
        "7d, PT168H",
        "0s, PT0S",
        "007s, PT7S",
        "999999999d, PT23999999976H",
        "PT30S, PT30S",
        "pt0.5s, PT0.5S",
        "P1DT2H, PT26H",
        "PT23999999976H, PT23999999976H"
    })
    void readsANumberWithItsUnitOrIso(String text, Duration duration) {
        assertThat(Durations.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "30",
                "s",
                "30 s",
                " 30s",
                "30S",
                "30sec",
                "1.5s",
                "1h30m",
                "-30s",
                "+30s",
                "1000000000s", // ten digits
                "99999999999999999999s",
                "３０s",
                "30秒",
                "PT-30S",
                "-PT30S",
                "PT",
                "P1Y",
                "PT23999999977H",
                "PT9223372036854775807S",
                "forever"
            })
    void takesNothingElse(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
