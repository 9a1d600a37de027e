package io.github.ylhcancel.csv;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another program writes, by every choice that the format leaves it, is read back cell by cell. */
class OrderFileRoundTripTest {
    private static final List<String> PIECES = List.of(
            "a", "B7", "取消", "，", "𠮷", "é", "路", "\"", "\"\"", ",", ";", "\n", "\r\n", " ", "\u3000", "'", "=", "\\",
            "#");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void awkwardCellsComeBack(long seed) {
        Random random = new Random(seed);
        List<List<String>> rows = IntStream.range(0, 500)
                .mapToObj(i -> List.of("O" + i, awkward(random), awkward(random)))
                .toList();
        CsvEncoding encoding = random.nextBoolean() ? CsvEncoding.UTF_8 : CsvEncoding.GB18030;
        byte[] bytes = write(rows, random).getBytes(Charset.forName(encoding.word()));

        List<Row> read = Reading.all(Reading.file(bytes, encoding));

        assertThat(read).as("seed %d", seed).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(cells(read.get(i))).as("seed %d, row %d", seed, i).isEqualTo(rows.get(i));
        }
    }

    /** Trimmed, as trimming is another test's subject. */
    private static String awkward(Random random) {
        return CellText.trim(IntStream.range(0, random.nextInt(8))
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining()));
    }

    private static String write(List<List<String>> rows, Random random) {
        StringWriter text = new StringWriter();
        CsvWriter.CsvWriterBuilder format = CsvWriter.builder()
                .fieldSeparator(random.nextBoolean() ? ',' : ';')
                .lineDelimiter(random.nextBoolean() ? LineDelimiter.CRLF : LineDelimiter.LF);
        if (random.nextBoolean()) {
            format.quoteStrategy(QuoteStrategies.ALWAYS);
        }
        try (CsvWriter writer = format.build(text)) {
            writer.writeRecord("order", "reason", "source_system");
            rows.forEach(writer::writeRecord);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return text.toString();
    }

    private static List<String> cells(Row row) {
        assertThat(row).isInstanceOf(Row.OrderRow.class);
        Row.OrderRow order = (Row.OrderRow) row;
        List<String> cells = new ArrayList<>(List.of(order.order()));
        for (Optional<String> cell : List.of(order.reason(), order.sourceSystem())) {
            cells.add(cell.orElse(""));
        }
        return cells;
    }
}
