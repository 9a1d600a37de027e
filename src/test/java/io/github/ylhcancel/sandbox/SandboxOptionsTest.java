package io.github.ylhcancel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SandboxOptionsTest {
    private final SandboxOptions defaults = SandboxOptions.defaults();

    @Test
    void eachChangeKeepsTheOthers() {
        CallbackOptions callbacks = CallbackOptions.NONE.withRules("late");
        SandboxOptions changed = defaults.withPort(8080)
                .withControlPort(8081)
                .withLatency(Duration.ofMillis(1))
                .withTokenLatency(Duration.ofMillis(2))
                .withCallsPerSecond(3)
                .withRetryAfter(Duration.ofMillis(4))
                .withTokenLife(Duration.ofMillis(5))
                .withExpireTokensAfter(Duration.ofMillis(6))
                .withSlowDelay(Duration.ofMillis(7))
                .withFaults("500*2")
                .withSeed(8)
                .withCredentials(new Credentials("a", "b", "c", "d"))
                .withRefuse("X")
                .withRefuseCode("Y")
                .withRefuseDifferent(true)
                .withIdempotent(false)
                .withCallbacks(callbacks)
                .withRecordLimit(9);

        assertThat(changed)
                .isEqualTo(new SandboxOptions(
                        8080,
                        8081,
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        3,
                        Optional.of(Duration.ofMillis(4)),
                        Duration.ofMillis(5),
                        Optional.of(Duration.ofMillis(6)),
                        Duration.ofMillis(7),
                        List.of(FaultRule.parse("500*2")),
                        8,
                        new Credentials("a", "b", "c", "d"),
                        Optional.of("X"),
                        "Y",
                        true,
                        false,
                        callbacks,
                        9));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertRefused("The port must", () -> defaults.withPort(65_536));
        assertRefused("The control port must", () -> defaults.withControlPort(-1));
        assertRefused("must differ", () -> defaults.withPort(8080).withControlPort(8080));
        assertRefused("The latency", () -> defaults.withLatency(Duration.ofMillis(-1)));
        assertRefused("The token latency", () -> defaults.withTokenLatency(Duration.ofMillis(-1)));
        assertRefused("The calls per second", () -> defaults.withCallsPerSecond(-1));
        assertRefused("retry after", () -> defaults.withRetryAfter(Duration.ofMillis(-1)));
        assertRefused("The token life", () -> defaults.withTokenLife(Duration.ofMillis(-1)));
        assertRefused("expire", () -> defaults.withExpireTokensAfter(Duration.ofMillis(-1)));
        assertRefused("The slow delay", () -> defaults.withSlowDelay(Duration.ofMillis(-1)));
        assertRefused("The text to refuse", () -> defaults.withRefuse(""));
        assertRefused("The record limit", () -> defaults.withRecordLimit(-1));
    }

    @Test
    void printsNoSecret() {
        assertThat(defaults.toString())
                .contains("sandbox-user")
                .doesNotContain(Credentials.DEFAULT.password())
                .doesNotContain(Credentials.DEFAULT.clientSecret())
                .doesNotContain(CallbackKeys.DEFAULT.secret());
    }

    private static void assertRefused(String complaint, Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }
}
