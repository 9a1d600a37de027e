package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.Reading.all;
import static io.github.ylhcancel.csv.Reading.file;
import static io.github.ylhcancel.csv.Reading.inShort;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrderFileEncodingTest {
    private static final String ORDERS = "订单号,取消原因\nA1,客户要求取消\nA2,𠮷野家 ®é\nA3,重复下单\n";
    private static final List<String> ROWS = List.of("2|A1|客户要求取消", "3|A2|𠮷野家 ®é", "4|A3|重复下单");

    @ParameterizedTest
    @CsvSource({
        "auto, AUTO",
        "UTF-8, UTF_8",
        "utf8, UTF_8",
        "gb18030, GB18030",
        "' GBK ', GB18030",
        "gb2312, GB18030",
    })
    void encodingsHaveWords(String word, CsvEncoding encoding) {
        assertThat(CsvEncoding.of(word)).contains(encoding);
    }

    @Test
    void otherWordsAreNoEncoding() {
        assertThat(CsvEncoding.of("latin1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, UTF_8, ''",
        "AUTO, GB18030, ''",
        "UTF_8, UTF_8, ''",
        "GB18030, GB18030, ''",
        "AUTO, UTF_8, \uFEFF",
        "AUTO, GB18030, \uFEFF",
        "GB18030, UTF_8, \uFEFF",
        "UTF_8, GB18030, \uFEFF",
    })
    void readsWhatSpreadsheetsSave(CsvEncoding asked, CsvEncoding saved, String mark) {
        OrderFile file = file((mark + ORDERS).getBytes(charset(saved)), asked);

        assertThat(inShort(all(file))).isEqualTo(ROWS);
        assertThat(file.encoding()).isEqualTo(saved);
        assertThat(file.orderColumn()).isEqualTo(OrderColumn.NUMBER);
    }

    @ParameterizedTest
    @EnumSource(names = {"UTF_8", "GB18030"})
    void decidesLateWhenAllWasAsciiBefore(CsvEncoding saved) {
        String ascii = "A0,no reason\n".repeat(200 * 1024 / 13);
        OrderFile file = file(("order,reason\n" + ascii + "A1,缺货\n").getBytes(charset(saved)), CsvEncoding.AUTO);

        file.next();
        assertThat(file.encoding()).isEqualTo(CsvEncoding.AUTO);

        assertThat(inShort(all(file))).last().asString().endsWith("|A1|缺货");
        assertThat(file.encoding()).isEqualTo(saved);
    }

    @Test
    void staysUndecidedWhileAllIsAscii() {
        OrderFile file = file("order,reason\nA1,x\n".getBytes(StandardCharsets.UTF_8), CsvEncoding.AUTO);

        assertThat(all(file)).hasSize(1);
        assertThat(file.encoding()).isEqualTo(CsvEncoding.AUTO);
    }

    @ParameterizedTest
    @CsvSource({"UTF_8, 1", "UTF_8, 3", "UTF_8, 7", "GB18030, 1", "GB18030, 3", "GB18030, 7"})
    void charactersMayBeSplitBetweenReads(CsvEncoding saved, int chunk) {
        byte[] bytes = ORDERS.getBytes(charset(saved));

        assertThat(inShort(
                        all(OrderFile.from(new ChunkedStream(bytes, chunk, false), FileFormat.of(CsvEncoding.AUTO)))))
                .isEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource(names = {"UTF_8", "GB18030"})
    void charactersMayBeSplitAtTheEdgesOfTheBuffer(CsvEncoding saved) {
        String row = "A1,客户要求取消𠮷x\n";
        OrderFile file = file(("order,reason\n" + row.repeat(20_000)).getBytes(charset(saved)), CsvEncoding.AUTO);

        assertThat(all(file))
                .hasSize(20_000)
                .extracting(each -> inShort(each).replaceFirst("^\\d+", ""))
                .containsOnly("|A1|客户要求取消𠮷x");
    }

    @Test
    void aPipeThatWasOpenedAsAFileCannotTellWhatIsWaiting() {
        InputStream pipe = new FilterInputStream(new ByteArrayInputStream(ORDERS.getBytes(StandardCharsets.UTF_8))) {
            @Override
            public int available() throws IOException {
                throw new IOException("Illegal seek");
            }
        };

        assertThat(inShort(all(OrderFile.from(pipe, FileFormat.of(CsvEncoding.AUTO)))))
                .isEqualTo(ROWS);
    }

    @Test
    void bytesThatAreNoTextCostTheirRowOnly() {
        byte[] bytes = concat(
                "order,reason\nA1,取消\n".getBytes(StandardCharsets.UTF_8),
                "A2,取消\n".getBytes(charset(CsvEncoding.GB18030)),
                "A3,取消\n".getBytes(StandardCharsets.UTF_8));

        assertThat(inShort(all(file(bytes, CsvEncoding.AUTO))))
                .containsExactly("2|A1|取消", "3!csv.not-in-encoding|ȡ\uFFFD\uFFFD", "4|A3|取消");
    }

    @Test
    void rowsInUtf8AmongGb18030AreNotReadAsOtherHanzi() {
        byte[] gb = "A1,客户要求取消\n".repeat(2).getBytes(charset(CsvEncoding.GB18030));
        byte[] bytes = concat(
                "order,reason\n".getBytes(StandardCharsets.UTF_8), gb, "A2,取消\n".getBytes(StandardCharsets.UTF_8), gb);

        assertThat(inShort(all(file(bytes, CsvEncoding.AUTO))))
                .contains("2|A1|客户要求取消", "4!csv.mixed-encodings|A2,取消", "6|A1|客户要求取消");
    }

    @Test
    void aDamagedFirstRowDoesNotDecideAgainstTheRest() {
        byte[] whole = "A1,取消".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = concat(
                "order,reason\n".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(whole, whole.length - 2),
                "\nA2,缺货\nA3,缺货\n".getBytes(StandardCharsets.UTF_8));

        OrderFile file = file(bytes, CsvEncoding.AUTO);

        assertThat(inShort(file.next())).startsWith("2!csv.not-in-encoding");
        assertThat(inShort(all(file))).containsExactly("3|A2|缺货", "4|A3|缺货");
    }

    /** 路 in GB18030 is also one letter in UTF-8. */
    @Test
    void anUnclearRowIsReadByWhatFollowsIt() {
        byte[] orders = "order,reason\nA1,路\nA2,客户\n".getBytes(charset(CsvEncoding.GB18030));

        assertThat(inShort(all(file(orders, CsvEncoding.AUTO)))).containsExactly("2|A1|路", "3|A2|客户");
    }

    @Test
    void anUnclearRowIsAlsoReadByWhatIsWaitingInThePipe() {
        byte[] orders = "order,reason\nA1,路\nA2,客户\n".getBytes(charset(CsvEncoding.GB18030));
        int firstTwoLines = orders.length - "A2,客户\n".getBytes(charset(CsvEncoding.GB18030)).length;
        InputStream pipe = new ChunkedStream(orders, firstTwoLines, true);

        assertThat(inShort(all(OrderFile.from(pipe, FileFormat.of(CsvEncoding.AUTO)))))
                .containsExactly("2|A1|路", "3|A2|客户");
    }

    @Test
    void aFileOfUnclearRowsIsReadAsChineseButStaysUndecided() {
        byte[] bytes = "order,reason\nA1,路路\nA2,路路\n".getBytes(charset(CsvEncoding.GB18030));
        OrderFile file = file(bytes, CsvEncoding.AUTO);

        assertThat(inShort(all(file))).containsExactly("2|A1|路路", "3|A2|路路");
        assertThat(file.encoding()).isEqualTo(CsvEncoding.AUTO);
    }

    private static Charset charset(CsvEncoding encoding) {
        return Charset.forName(encoding.word());
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Hands out a few bytes at a time, and tells how many are waiting or not. */
    private static final class ChunkedStream extends ByteArrayInputStream {
        private final int chunk;
        private final boolean tells;

        ChunkedStream(byte[] bytes, int chunk, boolean tells) {
            super(bytes);
            this.chunk = chunk;
            this.tells = tells;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, chunk));
        }

        @Override
        public synchronized int available() {
            return tells ? super.available() : 0;
        }
    }
}
