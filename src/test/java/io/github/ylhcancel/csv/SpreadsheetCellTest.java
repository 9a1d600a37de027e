package io.github.ylhcancel.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetCellTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "  =1", "\u3000=1", "\u00A0+1", "-"})
    void whatBeginsLikeAFormulaBecomesText(String text) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @CsvSource({
        "'\t=1', ''' ''=1'",
        "'\uFEFF=1', '''\\ufeff=1'",
        "'\tA1', ''' A1'",
        "'\rA1', ''' A1'",
        "'\n=1', ''' =1'",
        "'=a\nb', '''=a b'",
    })
    void alsoBehindTabsAndLineBreaks(String text, String cell) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo(cell);
    }

    /** Many a spreadsheet ends a cell at these too. */
    @ParameterizedTest
    @CsvSource({
        "a;=1+1, a;'=1+1",
        "'a; @x', 'a;'' @x'",
        "a|-1, a|'-1",
        "'a\t+1', 'a ''+1'",
        ";;=1, ;;'=1",
        "'=a;=b|=c', '''=a;''=b|''=c'",
        "a;b|c-1, a;b|c-1",
        "a;, a;"
    })
    void alsoBehindWhatMayEndACell(String text, String cell) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo(cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A1", "a=b", "客户要求取消", "'=1", "20260101-001"})
    void otherTextStaysAsItIs(String text) {
        assertThat(SpreadsheetCell.harmless(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u001B", "\u009B", "\u202E", "\u200B", "\uD800"})
    void whatCannotBeSeenIsMadeVisible(String character) {
        String code = String.format("\\u%04x", (int) character.charAt(0));

        assertThat(SpreadsheetCell.harmless("a" + character + "b")).isEqualTo("a" + code + "b");
    }
}
