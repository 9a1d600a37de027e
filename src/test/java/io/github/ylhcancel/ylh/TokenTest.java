package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    @ParameterizedTest(name = "a life of {0} s is used for {1}")
    @CsvSource(textBlock = """
            3600, PT50M
            1800, PT20M
            1201, PT10M1S
            1200, PT10M
            601,  PT5M0.5S
            600,  PT5M
            2,    PT1S
            0,    PT0S
            """)
    void endsTenMinutesEarlyOrHalfWay(int lifeSeconds, Duration used) {
        Token token = Token.fetched("Bearer", "abc", Duration.ofSeconds(lifeSeconds), NOW);

        assertThat(token.usableUntil()).isEqualTo(NOW.plus(used));
        assertThat(token.isUsable(NOW.plus(used).minusNanos(1))).isTrue();
        assertThat(token.isUsable(NOW.plus(used))).isFalse();
    }

    @Test
    void isSentBehindItsTypeAndNeverShown() {
        Token token = Token.fetched("Bearer", "abc", Duration.ofHours(1), NOW);

        assertThat(token.header()).isEqualTo("Bearer abc");
        assertThat(token).hasToString("token usable until 2026-03-01T08:50:00Z");
    }
}
