package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {
    private static final Logger LOGGER = new LoggerContext().getLogger("any");

    private static String line(String message, Throwable thrown, Object... values) {
        LoggingEvent event = new LoggingEvent("any", LOGGER, Level.INFO, message, thrown, values);
        event.setInstant(Instant.parse("2026-03-01T08:00:00.042Z"));
        return new LogLine("20260301T080000Z-abcde").doLayout(event);
    }

    @Test
    void isTimeLevelRunAndWhatHappened() {
        assertThat(line("event=cancel order={} units={}", null, "PO10000002", 3))
                .isEqualTo(
                        "time=2026-03-01T08:00:00.042Z level=INFO run=20260301T080000Z-abcde event=cancel order=PO10000002 units=3\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\r\nb",
                "a\rb",
                "a\u2028b",
                "a\u2029b",
                "a\u0085b",
                "a\u000Bb",
                "a\fb",
                "a\u0000b",
                "a\u001B[31mb",
                "a\u202Eb",
                "x\ntime=2026-03-01T08:00:00Z level=INFO run=forged event=cancel"
            })
    void isOneLineWhateverTheValuesHold(String value) {
        String line = line("event=test value={}", null, value);

        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContainPattern("[\\p{Cntrl}\u0085\u2028\u2029\u202E]");
        assertThat(line.split("\\R")).hasSize(1);
    }

    @Test
    void isOneLineAlsoWithAnExceptionThatHasItsOwnIdeas() {
        Throwable thrown = new IllegalStateException("first\nsecond\u2028third", new RuntimeException("a\rcause"));

        String line = line("event=failed", thrown);

        assertThat(line.split("\\R")).hasSize(1);
        assertThat(line)
                .contains(" event=failed exception=\"java.lang.IllegalStateException: first second third")
                .contains("LogLineTest");
    }

    @Test
    void isCutOffBeforeItFloodsTheFile() {
        assertThat(line("event=test value={}", null, "x".repeat(100_000))).hasSizeLessThan(4200);
    }
}
