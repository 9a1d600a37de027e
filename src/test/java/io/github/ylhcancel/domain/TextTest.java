package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextTest {
    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("12345", "12345"),
                Arguments.of("123456", "12345…"),
                Arguments.of("订单不存在啊", "订单不存在…"),
                Arguments.of("a\nb\r\u0000", "a b  "),
                Arguments.of("a\u001B[0m", "a [0m"),
                Arguments.of("\u2028\u2029\u202A\u202E\u2066", "     "),
                Arguments.of("\u2069\u0085\u007F", "   "),
                Arguments.of("\u061C\u200E\u200F", "   "),
                Arguments.of("1234𠮷", "1234…"),
                Arguments.of("123𠮷", "123𠮷"),
                Arguments.of("123𠮷5", "123𠮷…"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineIsShortAndHarmless(String text, String line) {
        assertThat(Text.line(text, 5)).isEqualTo(line);
    }

    @Test
    void whatIsShownStandsInQuotesAndIsCutAtEightyCharacters() {
        assertThat(Text.shown("a\tb")).isEqualTo("\"a b\"");
        assertThat(Text.shown("x".repeat(80))).isEqualTo('"' + "x".repeat(80) + '"');
        assertThat(Text.shown("x".repeat(81))).isEqualTo('"' + "x".repeat(80) + "…\"");
    }

    @Test
    void neighboursOfTheControlCharactersAreOrdinary() {
        assertThat("\u061B\u061D\u200D\u2010\u2027\u202F\u2065\u206A\u00A0\u3000 中"
                        .chars()
                        .filter(c -> Text.isControl((char) c)))
                .isEmpty();
    }
}
