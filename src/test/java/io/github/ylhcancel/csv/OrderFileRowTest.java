package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.Reading.file;
import static io.github.ylhcancel.csv.Reading.inShort;
import static io.github.ylhcancel.csv.Reading.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderFileRowTest {
    static Stream<Arguments> badRows() {
        return Stream.of(
                Arguments.of(",x", "csv.order-missing", ""),
                Arguments.of("\u3000\u00A0,x", "csv.order-missing", ""),
                Arguments.of("=\"\",x", "csv.order-missing", ""),
                Arguments.of("A1,x,", "csv.cells-too-many", "A1"),
                Arguments.of("A1,x,y", "csv.cells-too-many", "A1"),
                Arguments.of("1.23E+17,x", "csv.order-rounded", "1.23E+17"),
                Arguments.of("\"1,23E+17\",x", "csv.order-rounded", "1,23E+17"),
                Arguments.of("2.0260101e+11,x", "csv.order-rounded", "2.0260101e+11"),
                Arguments.of("1.23E17,x", "csv.order-rounded", "1.23E17"),
                Arguments.of("2E+17,x", "csv.order-rounded", "2E+17"),
                Arguments.of("A\uFFFD1,x", "csv.cell-lost-character", "A\uFFFD1"),
                Arguments.of("A1,客户\uFFFD", "csv.cell-lost-character", "客户\uFFFD"),
                Arguments.of("A\u00001,x", "csv.cell-hidden-character", "A\\u00001"),
                Arguments.of("A\t1,x", "csv.cell-hidden-character", "A 1"),
                Arguments.of("\"A\n1\",x", "csv.cell-hidden-character", "A 1"),
                Arguments.of("A\u200B1,x", "csv.cell-hidden-character", "A\\u200b1"),
                Arguments.of("A1,x\u001B[31my", "csv.cell-hidden-character", "x\\u001b[31my"),
                Arguments.of("9".repeat(101) + ",x", "csv.order-too-long", "9".repeat(60) + "…"));
    }

    @ParameterizedTest
    @MethodSource("badRows")
    void aRowThatCannotBeUsedCostsNobodyElse(String row, String key, String text) {
        assertThat(inShort(rows("order,reason\nA0,x\n" + row + "\nA9,z\n")))
                .hasSize(3)
                .contains("2|A0|x", "3!" + key + "|" + text)
                .last()
                .asString()
                .endsWith("|A9|z");
    }

    /** Excel does not write the empty cells at the end of a row. */
    @Test
    void cellsThatAreMissingAtTheEndOfARowAreBlank() {
        assertThat(inShort(rows("order,reason,cancel_time\nA1\nA2,x\nA3,y,\n")))
                .containsExactly("2|A1", "3|A2|x", "4|A3|y");
    }

    /** Where the last line has no end, what is missing may have been there. */
    @Test
    void aFileThatEndsWithinARowWasPerhapsCut() {
        assertThat(inShort(rows("order,reason\nA1,x\n2026010112")))
                .containsExactly("2|A1|x", "3!csv.row-cut|2026010112");
        assertThat(inShort(rows("order,reason\nA1,x\nA2,y"))).containsExactly("2|A1|x", "3|A2|y");
        assertThat(inShort(rows("order\nA1\nA2"))).containsExactly("2|A1", "3|A2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"１２３４", "'1234", "=\"1234\"", "'１２３４", "＇1234"})
    void whatKeepsASpreadsheetFromRoundingIsTakenOff(String order) {
        assertThat(inShort(rows("order\n" + order + "\n"))).containsExactly("2|1234");
    }

    /** This program guards what it writes for a spreadsheet, and reads it again. */
    @Test
    void whatTheToolGuardsIsReadAsItWas() {
        for (String reason : List.of("=1+1", "-x", "a;=b", "不要了", "it's", "'quoted'")) {
            assertThat(SpreadsheetCell.unguarded(SpreadsheetCell.harmless(reason)))
                    .isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12E34", "2026010112345678901", "E+5", "中文-1", "A 1", "𠮷野家"})
    void odderOrdersAreTakenAsTheyAre(String order) {
        assertThat(inShort(rows("order\n" + order + "\n"))).containsExactly("2|" + order);
    }

    @Test
    void anOrderOfExactlyTheLimitIsTaken() {
        String order = "𠮷".repeat(RowChecks.MAX_ORDER_LENGTH);

        assertThat(inShort(rows("order\n" + order + "\n"))).containsExactly("2|" + order);
    }

    @Test
    void aNumberThatAShopWroteAsTextFormulaIsTheNumber() {
        assertThat(inShort(rows("order\n=\"0012\"\n\"=\"\"0013 \"\"\"\n"))).containsExactly("2|0012", "3|0013");
    }

    @Test
    void cellsAreTrimmedOfEveryKindOfSpace() {
        assertThat(inShort(rows("order,reason\n\uFEFF\u3000A1\u00A0\t , \u3000不 要\u200B\n  \"A2\"  ,\"x\" \n")))
                .containsExactly("2|A1|不 要", "3|A2|x");
    }

    @Test
    void whatIgnoredColumnsHoldDoesNotMatter() {
        assertThat(inShort(rows("order,note\nA1,\u0007\uFFFD\n"))).containsExactly("2|A1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndCountsAsOneLine(String lineEnd) {
        String text = "order,reason\n\nA1,\"a\n\nb\"\n\n,\nA2,\"\"\nA3,x".replace("\n", lineEnd);

        assertThat(inShort(rows(text))).containsExactly("3|A1|a\n\nb".replace("\n", lineEnd), "8|A2", "9|A3|x");
    }

    @Test
    void quotesProtectSeparatorsAndQuotes() {
        assertThat(inShort(rows("order,reason\n\"A,1\",\"he said \"\"no\"\"\"\nA2,5\" screen\n")))
                .containsExactly("2|A,1|he said \"no\"", "3|A2|5\" screen");
    }

    @Test
    void countsTheBytesThatWereDealtWith() {
        OrderFile file = file("order\nA1\nA2\n");

        assertThat(file.bytesRead()).isEqualTo(6);
        file.next();
        assertThat(file.bytesRead()).isEqualTo(9);
        file.next();
        assertThat(file).isExhausted();
        assertThat(file.bytesRead()).isEqualTo(12);
        assertThatThrownBy(file::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aStreamThatBreaksIsAProblemAndStaysOne() {
        InputStream start = new ByteArrayInputStream("order\nA1\n".getBytes(StandardCharsets.UTF_8));
        OrderFile file =
                OrderFile.from(new SequenceInputStream(start, new BrokenStream()), FileFormat.of(CsvEncoding.AUTO));

        assertThat(inShort(file.next())).isEqualTo("2|A1");
        CsvProblem first = catchThrowableOfType(CsvProblem.class, file::hasNext);
        assertThat(Texts.english(first.what())).isEqualTo("reading the orders failed: the cable came out");
        assertThatThrownBy(file::next).isSameAs(first);
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the cable came out");
        }
    }
}
