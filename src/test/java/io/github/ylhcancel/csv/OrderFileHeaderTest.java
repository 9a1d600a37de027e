package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.Reading.file;
import static io.github.ylhcancel.csv.Reading.inShort;
import static io.github.ylhcancel.csv.Reading.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderFileHeaderTest {
    @ParameterizedTest
    @CsvSource({
        "order, ANY",
        "ORDER, ANY",
        "'\u3000order\u00A0', ANY",
        "\uFF4F\uFF52\uFF44\uFF45\uFF52, ANY",
        "'\"order\"', ANY",
        "order_number, NUMBER",
        "Order\uFF3FNumber, NUMBER",
        "订单号, NUMBER",
        "so_id, SO_ID",
        "子订单号, SO_ID",
    })
    void theColumnTellsWhatTheOrdersAre(String name, OrderColumn kind) {
        assertThat(file(name + "\nA1\n").orderColumn()).isEqualTo(kind);
    }

    @Test
    void columnsComeInAnyOrderAndUnknownOnesAreToldButIgnored() {
        OrderFile file = file("备注,来源系统,reason,,取消时间,订单号,Shop\nx,HMM,客户要求取消,,2026-01-02,A1,y\n");

        assertThat(file.ignoredColumns()).containsExactly("备注", "Shop");
        assertThat(file.next())
                .isEqualTo(new Row.OrderRow(
                        2, "A1", Optional.of("客户要求取消"), Optional.of("2026-01-02"), Optional.of("HMM")));
        assertThat(file).isExhausted();
    }

    @Test
    void emptyOptionalCellsAreAbsent() {
        assertThat(rows("order,reason,cancel_time,source_system\nA1,\u3000, ,\n"))
                .containsExactly(new Row.OrderRow(2, "A1", Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "order,reason\\nA1,x        > 2|A1|x",
                "order;reason\\nA1;x,y      > 2|A1|x,y",
                "order\\treason\\nA1\\tx    > 2|A1|x",
                "order\\nA1                 > 2|A1",
                "order;\"a,b,c\";reason\\nA1;;x > 2|A1|x",
                "sep=;\\norder;reason\\nA1;x,y > 3|A1|x,y",
                "SEP=,\\r\\norder,reason\\r\\nA1,x > 3|A1|x",
                "\"sep=;\"\\norder\\nA1     > 3|A1",
                "sep=\\t\\norder\\treason\\nA1\\tx > 3|A1|x",
                "\\n\\r\\n  \\n,,\\norder,reason\\nA1,x > 6|A1|x",
                "\\n\\nsep=;\\n\\norder;reason\\nA1;x > 6|A1|x",
            })
    void theHeaderTellsTheSeparator(String text, String row) {
        assertThat(inShort(rows(unescape(text)))).containsExactly(row);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A1,x", "A1;x", "A1\tx"})
    void anySeparatorIsOneTooManyInAFileOfOneColumn(String row) {
        assertThat(inShort(rows("order\n" + row + "\n"))).containsExactly("2!csv.cells-too-many|A1, x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "reason,number\\nx,1 > 1 > has no column with orders; it has reason, number; name one of its columns order, order_number, 订单号, so_id, 子订单号",
                "20260101001\\n20260101002 > 1 > it has 20260101001;",
                "\\n\\norder,reason,so_id > 3 > two columns with orders, \"order\" and \"so_id\"",
                "order,ORDER > 1 > two columns with orders, \"order\" and \"ORDER\"",
                "order,reason,取消原因 > 1 > two columns for the same thing, \"reason\" and \"取消原因\"",
                "order,\"reason\"x > 1 > text follows the closing quote",
                "order,\"reason > 1 > not closed",
                "order,\"reason\\nA1,x\\nA2,y > 1 > not closed properly",
            })
    void refusesAHeaderThatLeavesTheOrdersOpen(String text, long line, String message) {
        CsvProblem problem = problemOf(unescape(text).getBytes(StandardCharsets.UTF_8));

        assertThat(problem.line()).hasValue(line);
        assertThat(Texts.english(problem.what())).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\r\n\n", "  \n,,,\n", "\uFEFF", "sep=;\n"})
    void refusesAFileWithoutAHeader(String text) {
        CsvProblem problem = problemOf(text.getBytes(StandardCharsets.UTF_8));

        assertThat(problem.line()).isEmpty();
        assertThat(Texts.english(problem.what()))
                .startsWith("the file is empty")
                .contains("订单号");
    }

    static Stream<byte[]> utf16() {
        return Stream.of("UTF-16", "UTF-16BE", "UTF-16LE", "x-UTF-16LE-BOM")
                .map(charset -> "order,reason\nA1,取消\n".getBytes(Charset.forName(charset)));
    }

    @ParameterizedTest
    @MethodSource("utf16")
    void refusesUtf16(byte[] bytes) {
        assertThat(Texts.english(problemOf(bytes).what())).contains("UTF-16").contains("CSV UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"504b030414000600", "d0cf11e0a1b11ae1"})
    void refusesAWorkbook(String start) {
        assertThat(problemOf(HexFormat.of().parseHex(start)).what().key()).isEqualTo("csv.workbook");
    }

    @Test
    void refusesAHeaderThatIsNotInTheEncoding() {
        CsvProblem problem = catchThrowableOfType(
                CsvProblem.class, () -> file("订单号\nA1\n".getBytes(Charset.forName("GB18030")), CsvEncoding.UTF_8));

        assertThat(problem.line()).hasValue(1);
        assertThat(Texts.english(problem.what())).contains("no text in utf-8");
    }

    @Test
    void refusesALineWithoutEnd() {
        assertThat(problemOf("x".repeat(200_000).getBytes(StandardCharsets.UTF_8))
                        .what()
                        .key())
                .isEqualTo("csv.row-too-long");
    }

    @Test
    void saysWhyAFileCannotBeOpened(@TempDir Path directory) {
        assertThat(openProblem(directory.resolve("none.csv"))).isEqualTo("cannot be read: there is no such file");
        assertThat(openProblem(directory)).endsWith("it is a directory");
    }

    private static String openProblem(Path path) {
        return Texts.english(catchThrowableOfType(CsvProblem.class, () -> OrderFile.open(path, CsvEncoding.AUTO))
                .what());
    }

    private static CsvProblem problemOf(byte[] bytes) {
        return catchThrowableOfType(CsvProblem.class, () -> file(bytes, CsvEncoding.AUTO));
    }

    private static String unescape(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
    }
}
