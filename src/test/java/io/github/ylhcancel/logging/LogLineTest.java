package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.Text;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LogLineTest {
    private static final String OURS = "io.github.ylhcancel.ylh.Recorder";
    private static final String LIBRARY = "org.flywaydb.core.Flyway";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final Secrets secrets = new Secrets();

    private String line(LogFormat format, String logger, String message, Throwable thrown, Object... values) {
        Logger source = new LoggerContext().getLogger(logger);
        LoggingEvent event = new LoggingEvent("any", source, Level.INFO, message, thrown, values);
        event.setInstant(Instant.parse("2026-03-01T08:00:00.042Z"));
        LogTarget target = new LogTarget("20260301T080000Z-abcde", Optional.empty(), Optional.empty(), "info", secrets);
        return new LogLine(() -> target).of(event, format);
    }

    private Map<String, String> fields(
            LogFormat format, String logger, String message, Throwable thrown, Object... values) {
        String line = line(format, logger, message, thrown, values);
        assertThat(line).endsWith("\n").doesNotContainPattern("[\\p{Cntrl}\u0085\u2028\u2029\u202E\u200F](?!$)");
        return format == LogFormat.TEXT ? TextLine.fields(line) : json(line);
    }

    /** With a stack so short that its cause is not cut off. */
    private static Throwable thrown(String message, String cause) {
        RuntimeException because = new RuntimeException(cause);
        RuntimeException thrown = new IllegalStateException(message, because);
        for (RuntimeException each : List.of(because, thrown)) {
            each.setStackTrace(new StackTraceElement[] {new StackTraceElement("Made", "up", "Made.java", 7)});
        }
        return thrown;
    }

    private static Map<String, String> json(String line) {
        try {
            Map<String, String> fields = new LinkedHashMap<>();
            JsonNode object = JSON.readTree(line);
            for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
                String key = keys.next();
                fields.put(key, object.get(key).asText());
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    /** A number that is an order's stays, whatever it looks like. */
    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void numbersOfPeopleAreMasked(LogFormat format) {
        String phone = "13800005678";

        assertThat(fields(format, OURS, "event=x order={} so_id={} supplier_order={}", null, phone, phone, phone))
                .containsEntry("order", phone)
                .containsEntry("so_id", phone)
                .containsEntry("supplier_order", phone);
        assertThat(fields(
                        format,
                        OURS,
                        "event=x detail={} cause={}",
                        thrown("of " + phone, "by +86 " + phone),
                        "电话" + phone,
                        phone))
                .containsEntry("detail", "电话138****5678")
                .containsEntry("cause", "138****5678")
                .satisfies(all -> assertThat(all.get("exception"))
                        .contains("of 138****5678", "by 138****5678")
                        .doesNotContain(phone));
        assertThat(fields(format, LIBRARY, "row ({}) is wrong", null, phone))
                .containsEntry("message", "row (138****5678) is wrong");
    }

    @Test
    void isTimeLevelRunAndWhatHappened() {
        assertThat(line(LogFormat.TEXT, OURS, "event=cancel order={} units={} left={}", null, "PO10000002", 3, true))
                .isEqualTo(
                        "time=2026-03-01T08:00:00.042Z level=INFO run=20260301T080000Z-abcde event=cancel order=PO10000002 units=3 left=true\n");
    }

    @Test
    void isTheSameAsAnObjectWithNumbersAsNumbers() {
        assertThat(line(LogFormat.JSON, OURS, "event=cancel order={} units={} left={}", null, "10000002", 3L, true))
                .isEqualTo(
                        "{\"time\":\"2026-03-01T08:00:00.042Z\",\"level\":\"INFO\",\"run\":\"20260301T080000Z-abcde\",\"event\":\"cancel\",\"order\":\"10000002\",\"units\":3,\"left\":true}\n");
    }

    @ParameterizedTest
    @EnumSource
    void whatALibrarySaysIsOneMessageWithItsLogger(LogFormat format) {
        Map<String, String> fields = fields(format, LIBRARY, "Schema {} is up to date", null, "web shop");

        assertThat(fields).containsOnlyKeys("time", "level", "run", "logger", "message");
        assertThat(fields).containsEntry("logger", LIBRARY).containsEntry("message", "Schema web shop is up to date");
    }

    @ParameterizedTest
    @EnumSource
    void aLibraryThatRepeatsWhatItWasSentForgesNoEvent(LogFormat format) {
        assertThat(fields(format, LIBRARY, "event=cancel order=forged", null))
                .doesNotContainKeys("event", "order")
                .containsEntry("message", "event=cancel order=forged");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a sentence
            event=one and more
            event=
            =one
            event=one  order=two
            event=one order={} {}
            event=one order="{}"
            event=one order={} units={}
            """)
    void aPatternOfAnotherFormIsAMessage(String pattern) {
        assertThat(fields(LogFormat.JSON, OURS, pattern, null, "x"))
                .containsKey("message")
                .doesNotContainKey("event");
    }

    static List<String> values() {
        return List.of(
                "plain",
                "",
                " ",
                "two words",
                "trailing ",
                "order=forged",
                "x order=forged event=forged",
                "\"",
                "\" order=\"forged",
                "\",\"order\":\"forged",
                "\\",
                "back\\slash",
                "back\\\" order=\"forged",
                "{}",
                "{\"a\":[1]}",
                "[2m",
                "客户要求取消𠮷",
                "全角　空格",
                "non\u00A0breaking",
                "null",
                "12");
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueComesBackAsItWas(String value) {
        for (LogFormat format : LogFormat.values()) {
            assertThat(fields(format, OURS, "event=test before={} so_id={} after={}", null, value, value, "end"))
                    .as("%s", format)
                    .containsExactly(
                            Map.entry("time", "2026-03-01T08:00:00.042Z"),
                            Map.entry("level", "INFO"),
                            Map.entry("run", "20260301T080000Z-abcde"),
                            Map.entry("event", "test"),
                            Map.entry("before", value),
                            Map.entry("so_id", value),
                            Map.entry("after", "end"));
        }
    }

    static List<String> dangerous() {
        return List.of(
                "a\nb",
                "a\rb",
                "a\u2028b",
                "a\u2029b",
                "a\u0085b",
                "a\u000Bb",
                "a\fb",
                "a\u0000b",
                "a\u001Bb",
                "a\u009Bb",
                "a\u007Fb",
                "a\u202Eb",
                "a\u2066b",
                "a\u200Fb",
                "a\u200Bb");
    }

    @ParameterizedTest
    @MethodSource("dangerous")
    void whatBreaksTheLineIsABlankAndWhatCannotBeSeenIsVisible(String value) {
        Throwable thrown = thrown(value, value);
        String shown = Text.visible(value);
        for (LogFormat format : LogFormat.values()) {
            assertThat(fields(format, OURS, "event=test value={}", thrown, value))
                    .containsEntry("value", shown)
                    .extractingByKey("exception")
                    .asString()
                    .startsWith("java.lang.IllegalStateException: " + shown + " ")
                    .contains("RuntimeException: " + shown + " ");
            assertThat(fields(format, LIBRARY, value, null)).containsEntry("message", shown);
            assertThat(fields(format, LIBRARY, "{}", null, value)).containsEntry("message", shown);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLineThatStandsInAValueStaysInIt(LogFormat format) {
        String forged = "x\ntime=2026-03-01T08:00:00Z level=INFO run=forged event=cancel";

        assertThat(fields(format, OURS, "event=test value={}", null, forged))
                .containsEntry("value", forged.replace('\n', ' '))
                .containsEntry("run", "20260301T080000Z-abcde")
                .containsEntry("event", "test");
    }

    @ParameterizedTest
    @EnumSource
    void isCutOffBeforeItFloodsTheFile(LogFormat format) {
        String long1 = "x".repeat(100_000);

        assertThat(line(format, OURS, "event=test value={}", null, long1)).hasSizeLessThan(4200);
        assertThat(line(format, LIBRARY, long1, null)).hasSizeLessThan(4200);
        assertThat(line(format, OURS, "event=test", new IllegalStateException(long1)))
                .hasSizeBetween(12_000, 12_200);
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatIsNothingIsTheWordForIt(LogFormat format) {
        assertThat(fields(format, OURS, "event=test value={}", null, (Object) null))
                .containsEntry("value", "null");
    }

    @ParameterizedTest
    @EnumSource
    void aKnownSecretIsHiddenWhereverItStands(LogFormat format) {
        secrets.addPair("shop", "inv/ented \"1\"");
        Throwable thrown = thrown("sent inv/ented \"1\" to", "inv%2Fented+%221%22");

        String line =
                line(format, OURS, "event=test a={} b={}", thrown, "xinv/ented \"1\"x", "c2hvcDppbnYvZW50ZWQgIjEi")
                        + line(format, LIBRARY, "{\"a\":\"inv/ented \\\"1\\\"\"}", null)
                        + line(format, LIBRARY, "{} {}", null, "inv%2fented%20%221%22", "inv/ented \"1\"");

        assertThat(line)
                .doesNotContain("ented\"", "ented+", "ented%", "ented ")
                .doesNotContain("c2hvcDppbnYvZW50ZWQ")
                .contains("***");
        assertThat(fields(format, OURS, "event=test a={} b={}", thrown, "xinv/ented \"1\"x", "fine"))
                .containsEntry("a", "x***x")
                .containsEntry("b", "fine");
    }

    @ParameterizedTest
    @EnumSource
    void aSecretThatHoldsABlankIsHiddenToItsEndAlsoBehindItsKey(LogFormat format) {
        secrets.add("invented words");

        assertThat(fields(format, LIBRARY, "password=invented words, x", null))
                .containsEntry("message", "password=***, x");
    }

    @ParameterizedTest
    @EnumSource
    void aSecretIsHiddenAlsoWhereTheTextIsCutOff(LogFormat format) {
        secrets.add("invented-and-hidden");

        assertThat(line(format, OURS, "event=test value={}", null, "x".repeat(1990) + "invented-and-hidden"))
                .doesNotContain("invented");
    }

    @ParameterizedTest
    @EnumSource
    void theValueOfAKeyThatNamesASecretIsHiddenWhateverItIs(LogFormat format) {
        assertThat(fields(format, OURS, "event=test client_secret={} token={} tokens={}", null, "x", 7, 8))
                .containsEntry("client_secret", "***")
                .containsEntry("token", "***")
                .containsEntry("tokens", "8");
    }

    @ParameterizedTest
    @EnumSource
    void aSecretBehindItsKeyIsHiddenInValuesMessagesAndExceptions(LogFormat format) {
        Throwable thrown = thrown("sent\nAuthorization: Bearer first", "sign=second");
        String text = "POST password=third&x=1";

        assertThat(line(format, OURS, "event=test detail={}", thrown, text) + line(format, LIBRARY, text, thrown))
                .doesNotContain("first")
                .doesNotContain("second")
                .doesNotContain("third")
                .contains("x=1");
    }
}
