package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Examples.NOW;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
    static Stream<Arguments> soIds() {
        return Stream.of(
                Arguments.of("SO.2023_0912-1", "right"),
                Arguments.of("0", "right"),
                Arguments.of("x".repeat(100), "right"),
                Arguments.of("", "the so-id is empty"),
                Arguments.of("x".repeat(101), "the so-id \"" + "x".repeat(80) + "…\" is longer than 100 characters"),
                Arguments.of(" SO1", blank(" SO1", 1)),
                Arguments.of("SO 1", blank("SO 1", 3)),
                Arguments.of("SO1\u3000", blank("SO1\u3000", 4)),
                Arguments.of("SO\u00A01", blank("SO\u00A01", 3)),
                Arguments.of("SO\t1", blank("SO 1", 3)),
                Arguments.of("SO1\n", blank("SO1 ", 4)),
                Arguments.of("SO/1", character("SO/1", "/", 3)),
                Arguments.of("SO'1", character("SO'1", "'", 3)),
                Arguments.of("订单1", character("订单1", "订", 1)),
                Arguments.of("SO𠮷", character("SO𠮷", "𠮷", 3)),
                Arguments.of("SO１", character("SO１", "１", 3)),
                Arguments.of("SO\u200B1", character("SO\\u200b1", "\\u200b", 3)),
                Arguments.of("SO\uFFFD1", character("SO\uFFFD1", "\uFFFD", 3)),
                Arguments.of("SO\u00001", character("SO\\u00001", "\\u0000", 3)));
    }

    private static String blank(String shown, int position) {
        return "the so-id \"" + shown + "\" has a blank at position " + position
                + "; correct it in the shop's database before cancelling";
    }

    private static String character(String shown, String character, int position) {
        return "the so-id \"" + shown + "\" has the character \"" + character + "\" at position " + position
                + "; only letters, digits and . _ - are allowed";
    }

    @ParameterizedTest
    @MethodSource("soIds")
    void aSoIdHasNeitherBlanksNorSpecialCharacters(String soId, String expected) {
        assertThat(english(Checks.soId(soId))).isEqualTo(expected);
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of("客户要求取消", "right"),
                Arguments.of("x".repeat(200), "right"),
                Arguments.of("𠮷 <b> \"quoted\" & it's; -- fine", "right"),
                Arguments.of("x".repeat(201), "the reason has 201 characters; at most 200 are allowed"),
                Arguments.of("", "the reason is blank"),
                Arguments.of(" \u3000\t", "the reason is blank"),
                Arguments.of("two\nlines", hidden(4)),
                Arguments.of("two\r\nlines", hidden(4)),
                Arguments.of("tab\there", hidden(4)),
                Arguments.of("bell\u0007", hidden(5)),
                Arguments.of("\u001B[31mred", hidden(1)),
                Arguments.of("delete\u007F", hidden(7)),
                Arguments.of("next\u0085line", hidden(5)),
                Arguments.of("line\u2028separator", hidden(5)),
                Arguments.of("turned\u202Earound", hidden(7)),
                Arguments.of("isolated\u2066text", hidden(9)),
                Arguments.of("thin\u200Bair", hidden(5)),
                Arguments.of("byte\uFEFForder", hidden(5)),
                Arguments.of("𠮷" + Character.toString(0xE0041), hidden(3)),
                Arguments.of("客户\uFFFD", mangled(3)),
                Arguments.of("half\uD83D and more", mangled(5)),
                Arguments.of("half\uD83D", mangled(5)),
                Arguments.of("\uDE00half", mangled(1)));
    }

    private static String hidden(int position) {
        return "the reason has a line break or a character that cannot be seen at position " + position;
    }

    private static String mangled(int position) {
        return "the reason has a character that was lost in a conversion (position " + position
                + "); check the encoding";
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void aReasonIsOneLineOfTextThatArrivedWhole(String reason, String expected) {
        assertThat(english(Checks.reason(reason))).isEqualTo(expected);
    }

    /** The lengths of the columns and of the supplier's fields. */
    @Test
    void everyTextHasItsOwnNameAndLength() {
        assertLimit("reason", 200, Checks::reason);
        assertLimit("note", 200, Checks::note);
        assertLimit("source-system", 64, Checks::sourceSystem);
        assertLimit("operator", 64, Checks::operator);
    }

    private static void assertLimit(String name, int length, Function<String, Optional<Message>> check) {
        assertThat(check.apply("x".repeat(length))).as(name).isEmpty();
        assertThat(english(check.apply("x".repeat(length + 1))))
                .isEqualTo("the %s has %d characters; at most %d are allowed".formatted(name, length + 1, length));
        assertThat(english(check.apply(" "))).isEqualTo("the " + name + " is blank");
    }

    /** It is 04:00:00 here; a clock may be five minutes ahead of ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T04:00:00Z",
                "2026-03-01T04:05:00Z",
                "2026-03-01T04:04:59.999Z",
                "2020-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z"
            })
    void aCancelTimeLiesInThePastGiveOrTakeAClock(Instant time) {
        assertThat(problem(time)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T04:05:00.000000001Z, cancel-time.future",
        "2026-03-01T04:05:00.001Z, cancel-time.future",
        "2027-03-01T04:00:00Z, cancel-time.future",
        "1969-12-31T23:59:59.999Z, cancel-time.before-epoch"
    })
    void otherCancelTimesAreRefused(Instant time, String key) {
        assertThat(problem(time)).map(Message::key).contains(key);
    }

    private static Optional<Message> problem(Instant time) {
        return Checks.cancelTime(time).or(() -> Checks.notInTheFuture(time, NOW));
    }
}
