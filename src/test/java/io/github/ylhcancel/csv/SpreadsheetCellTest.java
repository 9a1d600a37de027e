package io.github.ylhcancel.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetCellTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "＝1",
                "＋1",
                "－1",
                "＠x",
                "  =1",
                "\u3000=1",
                "\u00A0+1",
                "\uFEFF=1",
                "-"
            })
    void whatBeginsLikeAFormulaBecomesText(String text) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo("'" + CellText.printable(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'\t=1', ''' =1'",
        "'\tA1', ''' A1'",
        "'\rA1', ''' A1'",
        "'\n=1', ''' =1'",
        "'=a\nb', '''=a b'",
    })
    void alsoBehindTabsAndLineBreaks(String text, String cell) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo(cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A1", "a=b", "客户要求取消", "'=1", "20260101-001"})
    void otherTextStaysAsItIs(String text) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u001B", "\u0085", "\u202E", "\uD800", "\u2028"})
    void whatCannotBeSeenIsReplaced(String character) {
        assertThat(SpreadsheetCell.harmless("a" + character + "b")).isEqualTo("a\uFFFDb");
    }
}
