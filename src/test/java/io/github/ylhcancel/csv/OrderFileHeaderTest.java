package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.Reading.file;
import static io.github.ylhcancel.csv.Reading.inShort;
import static io.github.ylhcancel.csv.Reading.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ylhcancel.domain.LookupBy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        "订单, ANY",
        "order_number, NUMBER",
        "Order\uFF3FNumber, NUMBER",
        "Order No., NUMBER",
        "order-sn, NUMBER",
        "订单号, NUMBER",
        "订单编号, NUMBER",
        "订单ID, NUMBER",
        "订单编码, NUMBER",
        "单号, NUMBER",
        "商城订单号, NUMBER",
        "平台订单号（必填）, NUMBER",
        "【天猫】订单号, NUMBER",
        "*订单号：, NUMBER",
        "訂單號, NUMBER",
        "訂單編號, NUMBER",
        "單號, NUMBER",
        "so_id, SO_ID",
        "SO, SO_ID",
        "So No, SO_ID",
        "SO号, SO_ID",
        "haier so id, SO_ID",
        "子订单号, SO_ID",
        "子订单编号, SO_ID",
        "子單號, SO_ID",
    })
    void theColumnTellsWhatTheOrdersAre(String name, OrderColumn kind) {
        assertThat(file(name + "\nA1\n").orderColumn()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"原因", "退款原因", "Cancel Reason", "取消原因(选填)", "备注取消原因"})
    void aReasonIsCalledInManyWays(String name) {
        assertThat(inShort(rows("订单号," + name + "\nA1,x\n"))).containsExactly("2|A1|x");
    }

    /** The tool's own results have both, and so has what a shop exports. */
    @Test
    void ofSeveralTheOneThatIsCalledOrderIsMeant() {
        OrderFile file = file("line,so_id,order,订单号\n9,SO1,A1,B1\n");

        assertThat(file.orderColumn()).isEqualTo(OrderColumn.ANY);
        assertThat(file.ignoredColumns()).containsExactly("line", "so_id", "订单号");
        assertThat(inShort(Reading.all(file))).containsExactly("2|A1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "ID", "Order ID", "order_id", "number", "Number"})
    void whatCanBeAnIdIsNotTakenForANumber(String name) {
        assertThat(Texts.english(problemOf((name + ",reason\n7,x\n").getBytes(StandardCharsets.UTF_8))
                        .what()))
                .contains("the column \"" + name + "\" can hold numbers of orders or ids")
                .contains("--by");

        FileFormat byId = new FileFormat(CsvEncoding.AUTO, true, Map.of(), LookupBy.ID, Set.of());
        assertThat(inShort(Reading.all(file(name + ",reason\n7,x\n", byId)))).containsExactly("2|7|x");
        assertThat(inShort(rows(name + ",订单号\n7,A1\n"))).containsExactly("2|A1");
    }

    @Test
    void anyColumnCanBeNamed() {
        FileFormat format = new FileFormat(
                CsvEncoding.AUTO, true, Map.of("order", "流水", "reason", "说明 (全)"), LookupBy.AUTO, Set.of());

        assertThat(inShort(Reading.all(file("订单号,流水,原因,说明 (全)\nA1,B1,x,y\n", format))))
                .containsExactly("2|B1|y");
        assertThat(Texts.english(catchThrowableOfType(CsvProblem.class, () -> file("订单号,原因\nA1,x\n", format))
                        .what()))
                .isEqualTo("the file has no column \"流水\"; it has 订单号, 原因");
    }

    @Test
    void aPlainListNeedsNoHeader() {
        FileFormat list = new FileFormat(CsvEncoding.AUTO, false, Map.of(), LookupBy.AUTO, Set.of());
        FileFormat second =
                new FileFormat(CsvEncoding.AUTO, false, Map.of("order", "2", "reason", "1"), LookupBy.AUTO, Set.of());

        assertThat(inShort(Reading.all(file("\nA1\nA2\n\nA3", list)))).containsExactly("2|A1", "3|A2", "5|A3");
        assertThat(inShort(Reading.all(file("x|A1\ny|A2\n", second)))).containsExactly("1|A1|x", "2|A2|y");
        assertThat(Reading.all(file("", list))).isEmpty();
        assertThat(inShort(Reading.all(file("A1,x\nA2\n", list)))).containsExactly("1|A1", "2|A2");
    }

    @Test
    void onlyTheRowsWithAnOutcomeAreRead() {
        FileFormat failed = new FileFormat(CsvEncoding.AUTO, true, Map.of(), LookupBy.AUTO, Set.of("failed"));

        assertThat(inShort(Reading.all(file(
                        "line,order,so_id,outcome\n2,A1,,cancelled\n3,A2,,failed\n4,A3,,\n5,A4,,failed\n", failed))))
                .containsExactly("3|A2", "5|A4");
        assertThat(Texts.english(catchThrowableOfType(CsvProblem.class, () -> file("order\nA1\n", failed))
                        .what()))
                .contains("no column \"outcome\"");
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
        assertThat(inShort(rows("order\n" + row + "\n"))).containsExactly("2!csv.cells-too-many|A1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "reason,amount\\nx,1 > 1 > has no column with orders; it has reason, amount; name one of its columns order, order_number, 订单号, so_id, 子订单号",
                "20260101001\\n20260101002 > 1 > it has 20260101001;",
                "\\n\\n订单号,reason,so_id > 3 > several columns with orders: \"订单号\", \"so_id\"",
                "order,ORDER > 1 > several columns with orders: \"order\", \"ORDER\"",
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
        return Texts.english(catchThrowableOfType(
                        CsvProblem.class, () -> OrderFile.open(path, FileFormat.of(CsvEncoding.AUTO)))
                .what());
    }

    private static CsvProblem problemOf(byte[] bytes) {
        return catchThrowableOfType(CsvProblem.class, () -> file(bytes, CsvEncoding.AUTO));
    }

    private static String unescape(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
    }
}
