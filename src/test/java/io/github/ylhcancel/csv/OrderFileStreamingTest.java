package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.Reading.inShort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFileStreamingTest {
    /** More by far than is ever held; {@code -Dylh.rows=1000000} takes more. */
    private static final int ROWS = Integer.getInteger("ylh.rows", 100_000);

    private final ExecutorService reader = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopReading() {
        reader.shutdownNow();
    }

    @Test
    void rowsAreTakenNoFasterThanTheyAreUsed() {
        GeneratedRows source = new GeneratedRows(ROWS);
        OrderFile file = OrderFile.from(source, FileFormat.of(CsvEncoding.AUTO));
        long furthestAhead = 0;
        long count = 0;

        while (file.hasNext()) {
            assertThatLineIs(++count + 1, file.next());
            furthestAhead = Math.max(furthestAhead, source.taken - file.bytesRead());
        }

        assertThat(count).isEqualTo(ROWS);
        assertThat(furthestAhead).isBetween(1L, (long) LookaheadInput.WINDOW);
        assertThat(file.bytesRead()).isEqualTo(source.taken);
    }

    /** AssertJ would build an assertion a row. */
    private static void assertThatLineIs(long line, Row row) {
        if (!(row instanceof Row.OrderRow) || row.line() != line) {
            throw new AssertionError("line " + line + " came as " + row);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, A1, '\n'",
        "UTF-8, A1, '\r'",
        "UTF-8, A1, '\r\n'",
        "UTF-8, \"A1\", '\r'",
        "UTF-8, 取消, '\n'",
        "GB18030, 取消, '\n'",
        "GB18030, 路路, '\r\n'",
    })
    void theRowsOfASlowPipeComeWithTheirLines(String charset, String order, String lineEnd) throws Exception {
        PipedOutputStream writer = new PipedOutputStream();
        try (InputStream pipe = new PipedInputStream(writer)) {
            Charset encoding = Charset.forName(charset);
            writer.write(("order" + lineEnd).getBytes(encoding));
            OrderFile file = inTime(() -> OrderFile.from(pipe, FileFormat.of(CsvEncoding.AUTO)));

            for (int line = 2; line < 5; line++) {
                writer.write((order + lineEnd).getBytes(encoding));
                assertThat(inShort(inTime(file::next))).isEqualTo(line + "|" + order.replace("\"", ""));
            }

            writer.close();
            assertThat(inTime(file::hasNext)).isFalse();
        }
    }

    @Test
    void knowsWithoutWaitingWhetherAWholeRowIsAtHand() throws Exception {
        PipedOutputStream writer = new PipedOutputStream();
        try (InputStream pipe = new PipedInputStream(writer)) {
            writer.write("order,reason\nA1,x\nA2,y\n,\n\nA3,\"two".getBytes(StandardCharsets.UTF_8));
            OrderFile file = inTime(() -> OrderFile.from(pipe, FileFormat.of(CsvEncoding.AUTO)));

            assertThat(inTime(file::isRowAtHand)).isTrue();
            assertThat(inTime(file::isRowAtHand)).as("asked again").isTrue();
            assertThat(inShort(file.next())).isEqualTo("2|A1|x");
            assertThat(inTime(file::isRowAtHand)).isTrue();
            assertThat(inShort(file.next())).isEqualTo("3|A2|y");
            assertThat(inTime(file::isRowAtHand)).as("half a row").isFalse();
            writer.write("\nlines\"".getBytes(StandardCharsets.UTF_8));
            assertThat(inTime(file::isRowAtHand)).as("more of it").isFalse();
            writer.write('\n');
            assertThat(inTime(file::isRowAtHand)).isTrue();
            assertThat(inShort(file.next())).startsWith("6|A3|two");

            writer.close();
            assertThat(inTime(file::hasNext)).isFalse();
            assertThat(inTime(file::isRowAtHand)).isFalse();
        }
    }

    @Test
    void halfARowIsContinuedByWhoWaits() throws Exception {
        PipedOutputStream writer = new PipedOutputStream();
        try (InputStream pipe = new PipedInputStream(writer)) {
            writer.write("order\nA".getBytes(StandardCharsets.UTF_8));
            OrderFile file = inTime(() -> OrderFile.from(pipe, FileFormat.of(CsvEncoding.AUTO)));
            assertThat(inTime(file::isRowAtHand)).isFalse();
            writer.write("17".getBytes(StandardCharsets.UTF_8));
            writer.close();

            assertThat(inShort(inTime(file::next))).isEqualTo("2|A17");
        }
    }

    @Test
    void ofARegularFileTheNextRowIsAlwaysAtHand(@TempDir Path folder) throws Exception {
        Path rows = folder.resolve("orders.csv");
        try (InputStream made = new GeneratedRows(10_000)) {
            Files.copy(made, rows);
        }
        Files.writeString(rows, "LAST", StandardOpenOption.APPEND);
        try (OrderFile file = OrderFile.open(rows, FileFormat.of(CsvEncoding.AUTO))) {
            for (int row = 0; row < 10_001; row++) {
                if (!file.isRowAtHand()) {
                    throw new AssertionError("row " + row);
                }
                file.next();
            }
            assertThat(file.isRowAtHand()).isFalse();
        }
    }

    @Test
    void whatCannotBeReadIsAtHandToo() {
        OrderFile file = OrderFile.from(
                new ByteArrayInputStream("order\n\"A1\n\"x\n".getBytes(StandardCharsets.UTF_8)),
                FileFormat.of(CsvEncoding.AUTO));

        assertThat(file.isRowAtHand()).isTrue();
        assertThatThrownBy(file::hasNext).isInstanceOf(CsvProblem.class);
        assertThat(file.isRowAtHand()).isTrue();
    }

    /** Fails instead of hanging when a row waits for bytes that never come. */
    private <T> T inTime(Callable<T> reading) throws Exception {
        return reader.submit(reading).get(10, TimeUnit.SECONDS);
    }

    /** Makes the rows of a file while they are read, and counts the bytes. */
    private static final class GeneratedRows extends InputStream {
        private final int rows;
        private int made;
        private byte[] row = "order,reason\n".getBytes(StandardCharsets.UTF_8);
        private int next;
        private long taken;

        GeneratedRows(int rows) {
            this.rows = rows;
        }

        @Override
        public int read() {
            if (next == row.length && !makeRow()) {
                return -1;
            }
            taken++;
            return row[next++] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = 0;
            while (count < length && (next < row.length || makeRow())) {
                int part = Math.min(length - count, row.length - next);
                System.arraycopy(row, next, target, offset + count, part);
                next += part;
                count += part;
            }
            taken += count;
            return count == 0 ? -1 : count;
        }

        private boolean makeRow() {
            if (made == rows) {
                return false;
            }
            row = ("A" + made++ + ",缺货\n").getBytes(StandardCharsets.UTF_8);
            next = 0;
            return true;
        }
    }
}
