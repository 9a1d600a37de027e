package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.Reading.file;
import static io.github.ylhcancel.csv.Reading.inShort;
import static io.github.ylhcancel.csv.Reading.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OrderFileQuoteTest {
    private static final String MANY_ROWS = "A2,y\n".repeat(Integer.getInteger("ylh.rows", 100_000));

    @Test
    void textBehindTheClosingQuoteSpoilsItsRowOnly() {
        assertThat(inShort(rows("order,reason\n\"A\"1,x\nA2,\"a\"b,\"c\nd\"\nA3,z\n")))
                .containsExactly("2!csv.text-after-quote|A1,x", "3!csv.text-after-quote|A2,ab,c d", "5|A3|z");
    }

    @Test
    void aFileThatEndsInsideQuotesSpoilsItsLastRowOnly() {
        assertThat(inShort(rows("order,reason\nA1,x\nA2,\"y")))
                .containsExactly("2|A1|x", "3!csv.quote-not-closed|A2,y");
        assertThat(inShort(rows("order,reason\nA2,\"y\r\n\r\n"))).containsExactly("2!csv.quote-not-closed|A2,y");
    }

    static Stream<Arguments> swallowers() {
        return Stream.of(
                Arguments.of("never closed", "A2,\"oops\n" + MANY_ROWS),
                Arguments.of("never closed on one line", "A2,\"" + "x".repeat(1_000_000)),
                Arguments.of("closed far below", "A2,\"oops\n" + "A3,y\n".repeat(100) + "A4,z\"\nA5,y\n"),
                Arguments.of("closed by the next quoted cell", "A2,\"oops\nA3,y\nA4,\"z\"\nA5,y\n"),
                Arguments.of("closed by a row that begins quoted", "A2,\"oops\n\"A3\",y\nA5,y\n"),
                Arguments.of("not closed before the end", "A2,\"oops\nA3,y\nA4,z\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("swallowers")
    void aQuoteThatSwallowsLinesStopsTheFileWhereItOpens(String name, String rest) {
        OrderFile file = file("order,reason\nA1,x\n\n" + rest);
        List<Row> delivered = new ArrayList<>();

        CsvProblem problem = catchThrowableOfType(CsvProblem.class, () -> file.forEachRemaining(delivered::add));

        assertThat(inShort(delivered)).containsExactly("2|A1|x");
        assertThat(problem.line()).hasValue(4);
        assertThat(problem.what().key()).isEqualTo("csv.quote-swallows-lines");
        assertThat(file.bytesRead()).isLessThan(100 + RecordBytes.MAX_BYTES);
        assertThatThrownBy(file::hasNext)
                .as("nothing of what follows is read as orders")
                .isSameAs(problem);
    }

    @Test
    void aLongTextOfManyLinesIsStillACell() {
        String reason = "line\n".repeat(RecordReader.MAX_QUOTED_LINES - 1) + "end";

        assertThat(inShort(rows("order,reason\nA1,\"" + reason + "\"\nA2,x\n")))
                .containsExactly("2|A1|" + reason, "102|A2|x");
    }

    @Test
    void aRowWithoutEndIsSkippedWithoutKeepingIt() {
        Iterator<Row> file = file("order,reason\nA1," + "long ".repeat(100_000) + "\nA2,x\n");

        assertThat(inShort(file.next()))
                .startsWith("2!csv.row-too-long|A1,long long")
                .hasSizeLessThan(100);
        assertThat(inShort(file.next())).isEqualTo("3|A2|x");
    }

    @Test
    void aRowOfSeparatorsWithoutEndIsSkippedToo() {
        assertThat(inShort(rows("order,reason\n" + ",".repeat(200_000) + "\nA2,x\n")))
                .hasSize(2)
                .contains("3|A2|x");
    }
}
