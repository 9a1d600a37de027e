package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.ylhcancel.testing.Ran;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of orders, as spreadsheets save them and as operators damage them. */
class CancelFileIT extends ProcessTest {
    private static final Charset GB18030 = Charset.forName("GB18030");

    private List<String> orders;

    @BeforeEach
    void open() {
        openShop(40);
        orders = paid(4);
    }

    /** Two orders, and between them an empty cell and a number that a spreadsheet has rounded. */
    private String fileWithBadRows() {
        return """
                订单号,取消原因,备注
                %s,客户要求取消,甲
                ,客户要求取消,乙
                1.23E+17,缺货,丙
                %s,"缺货,不补",丁
                """.formatted(orders.get(0), orders.get(1));
    }

    @Test
    void aFileInGb18030WithBadRows() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.csv"), fileWithBadRows(), GB18030);
        Path results = folder.resolve("results.csv");

        Ran ran = ylh("cancel", "--file", file.toString(), "--results", results.toString());

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).contains("line 3", "line 4", "4 orders: 2 cancelled, 2 refused");
        assertThat(ran.err()).contains("备注").hasLineCount(1);
        assertCancelledOnce(orders.subList(0, 2));
        assertThat(received(orders.get(1)).get(0)).contains("\"cancelReason\":\"缺货,不补\"");
        assertThat(Files.readString(results))
                .startsWith("\uFEFFline,order,so_id,")
                .contains("\r\n");
        List<NamedCsvRecord> rows = rows(results);
        assertThat(rows)
                .extracting(row -> row.getField("line") + " " + row.getField("outcome"))
                .containsExactly("2 cancelled", "3 refused", "4 refused", "5 cancelled");
        assertThat(rows.get(0).getField("order")).isEqualTo(orders.get(0));
        assertThat(rows.get(0).getField("sync")).isEqualTo("accepted");
        assertThat(rows.get(2).getField("message")).contains("rounded");
    }

    @Test
    void theSameFileAgainIsHarmlessAndSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.csv"), fileWithBadRows(), GB18030);
        Path results = folder.resolve("results.csv");
        String[] again = {"cancel", "--file", file.toString(), "--results", results.toString()};
        ylh(again);
        String firstResults = Files.readString(results);

        Ran ran = ylh(again);

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).contains("4 orders: 2 already-cancelled, 2 refused");
        assertThat(ran.err()).contains(results + " was there already and is kept as " + results + ".1");
        assertThat(folder.resolve("results.csv.1")).hasContent(firstResults);
        assertThat(rows(results).get(0).getField("outcome")).isEqualTo("already-cancelled");
        assertCancelledOnce(orders.subList(0, 2));
        assertThat(sandbox.cancellations().values()).allMatch(told -> told.requests() == 1);
    }

    @Test
    void theSameBytesOnStandardInput() {
        shell.reading(fileWithBadRows().getBytes(GB18030));

        Ran ran = ylh("cancel", "--file", "-", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results"))
                .extracting(result -> result.path("line").asInt() + " "
                        + result.path("outcome").asText())
                .containsExactly("2 cancelled", "3 refused", "4 refused", "5 cancelled");
        assertCancelledOnce(orders.subList(0, 2));
        assertThat(shop.value("SELECT cancel_reason FROM orders WHERE order_number = '" + orders.get(0) + "'"))
                .isEqualTo("客户要求取消");
    }

    @Test
    void strictWritesNothingIfOneRowIsBad() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.csv"), fileWithBadRows());
        Map<String, List<String>> before = shop.everything();

        Ran ran = ylh("cancel", "--file", file.toString(), "--strict");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("ylh: " + file + " line 3: ").contains("nothing was cancelled");
        shell.reading(fileWithBadRows());
        assertThat(ylh("cancel", "--file", "-", "--strict").code()).isEqualTo(2);
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void strictCancelsAFileWithoutBadRows() {
        shell.reading("order,reason\n%s,缺货\n".formatted(orders.get(0)));

        assertThat(ylh("cancel", "--file", "-", "--strict").code()).isZero();

        assertCancelledOnce(orders.get(0));
    }

    @Test
    void aBrokenQuoteEndsTheFileThereAndWhatWasBeforeStands() throws IOException {
        Path file = Files.writeString(
                folder.resolve("orders.csv"), """
                order,reason
                %s,缺货
                %s,"缺货
                %s,缺货
                """.formatted(orders.get(0), orders.get(1), orders.get(2)));

        Ran ran = ylh("cancel", "--file", file.toString(), "-o", "json");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("ylh: " + file + " line 3: a quote opens here")
                .hasLineCount(1);
        assertThat(ran.json().path("summary").path("cancelled").asInt()).isEqualTo(1);
        assertCancelledOnce(orders.get(0));
        assertThat(shop.status(orders.get(1))).isEqualTo("paid");
        assertThat(shop.status(orders.get(2))).isEqualTo("paid");
    }

    @Test
    void whatASpreadsheetWouldRunIsDefused() throws IOException {
        String formula = "=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")";
        Path file = Files.writeString(folder.resolve("orders.csv"), """
                order,reason
                "%s",缺货
                @SUM(A1),缺货
                %s,=1+1
                """.formatted(formula, orders.get(0)));
        Path results = folder.resolve("results.csv");

        Ran ran = ylh("cancel", "--file", file.toString(), "--results", results.toString(), "-o", "csv");

        assertThat(ran.code()).isEqualTo(3);
        for (List<NamedCsvRecord> rows : List.of(rows(results), rows(ran.out()))) {
            assertThat(rows)
                    .hasSize(3)
                    .allMatch(row ->
                            row.getFields().stream().noneMatch(cell -> cell.startsWith("=") || cell.startsWith("@")));
            assertThat(rows.get(0).getField("order")).startsWith("'=HYPERLINK(");
        }
        assertCancelledOnce(orders.get(0));
    }

    /** Whoever writes the second row wants to see what became of the first. */
    @Test
    void aPipeIsAnsweredRowByRow() throws IOException {
        String rows = "(echo order; echo %s; while [ ! -e go ]; do sleep 0.05; done; echo %s)"
                .formatted(orders.get(0), orders.get(1));
        String cancel = Shell.line(command("cancel", "--file", "-", "--reason", "缺货", "-o", "ndjson"));
        Job job = shell.start("/bin/sh", "-c", rows + " | " + cancel);

        job.awaitLines(1);

        assertThat(job.isAlive()).isTrue();
        assertThat(job.lines()).singleElement().asString().contains(orders.get(0), "cancelled", "accepted");
        Files.createFile(shell.directory().resolve("go"));
        assertThat(job.ended().out().lines()).hasSize(3);
        assertCancelledOnce(orders.subList(0, 2));
    }

    /** The file alone would fill the heap. */
    @Test
    void twentyThousandRowsNeedNoMemory() throws IOException {
        Path file = folder.resolve("orders.csv");
        String reason = "缺".repeat(150);
        try (BufferedWriter csv = Files.newBufferedWriter(file)) {
            csv.write("order,reason,comment\n");
            for (int row = 1; row <= 20_000; row++) {
                csv.write("UNKNOWN" + row + "," + reason + "," + "x".repeat(2_400) + "\n");
            }
        }
        assertThat(Files.size(file)).isGreaterThan(48L << 20);
        Path results = folder.resolve("results.csv");
        shell.with("YLH_JAVA_OPTS", "-Xmx48m");

        Ran ran = ylh("-q", "cancel", "--file", file.toString(), "--results", results.toString(), "-o", "ndjson");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines()).hasSize(20_001);
        assertThat(ran.out()).endsWith("}\n").contains("\"not_found\":20000");
        assertThat(rows(results)).hasSize(20_000);
        assertThat(sandbox.requests()).isEmpty();
    }

    private static List<NamedCsvRecord> rows(Path file) throws IOException {
        return rows(Files.readString(file, StandardCharsets.UTF_8).substring(1));
    }

    private static List<NamedCsvRecord> rows(String text) throws IOException {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(text)) {
            return csv.stream().toList();
        }
    }
}
