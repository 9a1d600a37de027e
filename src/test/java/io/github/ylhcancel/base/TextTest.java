package io.github.ylhcancel.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("12345", "12345"),
                Arguments.of("123456", "12345…"),
                Arguments.of("订单不存在啊", "订单不存在…"),
                Arguments.of("a\nb\r\t", "a b  "),
                Arguments.of("\u2028\u2029\u0085\u000B\f", "     "),
                Arguments.of("a\u001B[0m", "a…"),
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

    /** One of each kind, and the ends of their ranges. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x0000, 0x0007, 0x001B, 0x007F, 0x0080, 0x009B, 0x009F, 0x00AD, 0x034F, 0x061C, 0x115F, 0x180E, 0x200B,
                        0x200D,
                0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0x206F, 0x3164, 0xD800, 0xDFFF, 0xFDD0, 0xFDEF,
                        0xFEFF,
                0xFFA0, 0xFFFE, 0xFFFF
            })
    void whatCannotBeSeenIsMadeVisible(int character) {
        String shown = String.format("a\\u%04xb", character);

        assertThat(Text.visible("a" + (char) character + "b")).isEqualTo(shown);
        assertThat(Text.line("a" + (char) character + "b", 7)).isEqualTo(shown.substring(0, 7) + "…");
        assertThat(Text.isHidden(character)).isTrue();
    }

    @Test
    void whatIsHiddenAndOfTwoPartsIsMadeVisibleAsTwo() {
        assertThat(Text.visible(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001B[2J",
                "\u001B]52;c;cm0=\u0007",
                "a\r\nylh: forged",
                "\u009B31m",
                "\u202Etxt.exe\u202C",
                "\u0000"
            })
    void whatIsVisibleStaysSo(String text) {
        String visible = Text.visible(text);

        assertThat(visible.codePoints().filter(Text::isHidden)).isEmpty();
        assertThat(Text.visible(visible)).isSameAs(visible);
    }

    @Test
    void neighboursOfWhatIsHiddenAreOrdinary() {
        assertThat("\u061B\u061D\u200A\u2010\u2027\u202F\u2065\uFDCF\uFDF0\uFFFD\u00A0\u3000 中𠮷é~"
                        .codePoints()
                        .filter(Text::isHidden))
                .isEmpty();
    }
}
