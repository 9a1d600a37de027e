package io.github.ylhcancel.cancel;

import static io.github.ylhcancel.testing.Examples.NOW;
import static io.github.ylhcancel.testing.Sentences.english;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.cancel.CancelFile.Bad;
import io.github.ylhcancel.cancel.CancelFile.Ended;
import io.github.ylhcancel.cancel.CancelFile.Rest;
import io.github.ylhcancel.csv.CsvEncoding;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.FileFormat;
import io.github.ylhcancel.csv.OrderFile;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SyncState;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancelFileTest {
    private static final Instant COMMON_TIME = Instant.parse("2026-02-01T00:00:00Z");
    private static final CancelRequest COMMON = new CancelRequest(
            "",
            LookupBy.ID,
            Optional.of("common reason"),
            Optional.of("COMMON"),
            Optional.of(COMMON_TIME),
            Optional.of("a note"),
            "tester");

    private final Interrupt interrupt = new Interrupt();
    private final List<CancelRequest> wishes = new ArrayList<>();
    private final List<List<String>> chunks = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private String stopAfter = "";
    private Closeable onPause = () -> {};
    private int pauses;

    private final CancelChunk.Work work = new CancelChunk.Work() {
        @Override
        public List<CancelResult> decide(List<CancelItem> items) {
            List<CancelRequest> requests =
                    items.stream().map(CancelItem::request).toList();
            wishes.addAll(requests);
            chunks.add(requests.stream().map(CancelRequest::reference).toList());
            if (chunks.get(chunks.size() - 1).contains(stopAfter)) {
                interrupt.request();
            }
            return requests.stream().map(CancelFileTest::done).toList();
        }

        @Override
        public void paused() {
            pauses++;
            Closeable once = onPause;
            onPause = () -> {};
            try {
                once.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    @Test
    void whatARowSaysWinsOverWhatHoldsForAll() {
        run(COMMON, """
                order_number,reason,cancel_time,source_system
                A1,own reason,2026-01-01T08:00:00+08:00,OWN
                A2,,,
                """);

        assertThat(wishes)
                .containsExactly(
                        new CancelRequest(
                                "A1",
                                LookupBy.NUMBER,
                                Optional.of("own reason"),
                                Optional.of("OWN"),
                                Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
                                Optional.of("a note"),
                                "tester"),
                        new CancelRequest(
                                "A2",
                                LookupBy.NUMBER,
                                COMMON.reason(),
                                COMMON.sourceSystem(),
                                COMMON.cancelTime(),
                                COMMON.note(),
                                "tester"));
    }

    @ParameterizedTest
    @CsvSource({"order, ID", "order_number, NUMBER", "订单号, NUMBER", "so_id, SO_ID", "子订单号, SO_ID"})
    void aColumnThatSaysWhatItHoldsWinsOverTheOption(String column, LookupBy by) {
        run(COMMON, column + "\nA1\n");

        assertThat(wishes).extracting(CancelRequest::by).containsExactly(by);
    }

    @Test
    void aRowThatCannotBeUsedIsReportedAndTheRestGoesOn() {
        run(COMMON, """
                order,cancel_time
                A1,
                1.23E+17,
                A3,yesterday
                A4,1767225600000
                """);

        assertThat(heard)
                .containsExactly(
                        "2 A1 cancelled",
                        "3 1.23E+17 refused: a spreadsheet has rounded the long order number; format the column as text,"
                                + " enter the number again and save",
                        "4 A3 refused: \"yesterday\" is no cancel time; write milliseconds such as 1767225600000, or"
                                + " ISO-8601 with offset such as 2026-01-01T08:00:00+08:00",
                        "5 A4 cancelled");
        assertThat(wishes).extracting(CancelRequest::reference).containsExactly("A1", "A4");
    }

    @Test
    void aRowWithoutAReasonIsRefusedWhenNoneHoldsForAll() {
        run(withoutReason(), "order,reason\nA1,\nA2,why\n");

        assertThat(heard)
                .containsExactly(
                        "2 A1 refused: no reason; fill the reason column, give --reason, or set cancel.reason",
                        "3 A2 cancelled");
    }

    @Test
    void takesSoManyRowsAtATimeAndAnswersThemInTheirOrder() {
        runInChunksOf(2, file("order\nA1\n1.23E+17\nA3\nA4\nA5\n"));

        assertThat(chunks).containsExactly(List.of("A1"), List.of("A3", "A4"), List.of("A5"));
        assertThat(heard).extracting(line -> line.substring(0, 1)).containsExactly("2", "3", "4", "5", "6");
    }

    @Test
    void stopsBetweenTwoChunksWhenTheUserWantsIt() {
        stopAfter = "A1";
        OrderFile file = file("order\nA1\nA2\nA3\nA4\n1.23E+17\n\nA6\n");

        assertThat(runInChunksOf(2, file)).isEqualTo(Ended.STOPPED);

        assertThat(heard).containsExactly("2 A1 cancelled", "3 A2 cancelled");
        assertThat(CancelFile.rest(file)).isEqualTo(new Rest(4, false));
    }

    @Test
    void theRestIsCountedAsFarAsItCanBeRead() {
        OrderFile file = file("order,reason\nA1,x\nA2,x\nA3,\"never\nclosed\" here\nA4,x\n");

        assertThat(CancelFile.rest(file)).isEqualTo(new Rest(2, true));
    }

    @Test
    @Timeout(30)
    void aChunkIsDecidedBeforeItWaitsForARowThatIsNotWholeYet() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        PipedInputStream pipe = new PipedInputStream(writer);
        writer.write("order\nA1\nA2\nA".getBytes(UTF_8));
        OrderFile file = OrderFile.from(pipe, FileFormat.of(CsvEncoding.AUTO));
        // Nobody but a pause writes the rest: if that came too late, the file would have ended by then.
        onPause = () -> {
            try (writer) {
                writer.write("3\nA4".getBytes(UTF_8));
            }
        };

        runInChunksOf(500, file);

        assertThat(chunks).containsExactly(List.of("A1", "A2"), List.of("A3"), List.of("A4"));
        assertThat(pauses).isEqualTo(3);
    }

    @Test
    void whatWasDecidedBeforeTheFileBecameUnreadableStands() {
        String broken = "order,reason\nA1,x\nA2,\"never\nclosed\" here\nA3,x\n";

        assertThatThrownBy(() -> run(COMMON, broken)).isInstanceOf(CsvProblem.class);
        assertThat(heard).containsExactly("2 A1 cancelled");
    }

    @Test
    void findsTheFirstBadRowWithoutCancellingAnything() {
        assertThat(firstBad(COMMON, "order,cancel_time\nA1,\nA2,soon\nA3,later\n"))
                .contains(new Bad(3, Message.of("cancel-time.wrong", "soon")));
        assertThat(firstBad(COMMON, "order\nA1\n1.23E+17\n")).map(Bad::line).contains(3L);
        assertThat(firstBad(withoutReason(), "order,reason\nA1,why\nA2,\n"))
                .contains(new Bad(3, Message.of("reason.missing-in-row")));
        assertThat(firstBad(COMMON, "order,cancel_time\nA1,2026-03-01T04:06:00Z\n"))
                .map(bad -> bad.why().key())
                .contains("cancel-time.future");
        assertThat(firstBad(COMMON, "order,reason\nA1,why\nA2,\n")).isEmpty();
    }

    private static Optional<Bad> firstBad(CancelRequest common, String text) {
        return CancelFile.firstBad(file(text), common, NOW);
    }

    private void run(CancelRequest common, String text) {
        assertThat(new CancelFile(500, work, new StopSignal(interrupt)).run(file(text), common, this::hear))
                .isEqualTo(Ended.AT_THE_END);
    }

    private Ended runInChunksOf(int size, OrderFile file) {
        return new CancelFile(size, work, new StopSignal(interrupt)).run(file, COMMON, this::hear);
    }

    private void hear(long line, CancelResult result) {
        heard.add(line + " " + result.reference() + " " + result.outcome().word()
                + result.message().map(why -> ": " + english(why)).orElse(""));
    }

    private static CancelResult done(CancelRequest request) {
        return new CancelResult(
                request.reference(),
                Optional.empty(),
                Outcome.CANCELLED,
                "paid",
                "cancelled",
                SyncState.of(DeliveryState.ACCEPTED),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static CancelRequest withoutReason() {
        return new CancelRequest(
                "",
                LookupBy.AUTO,
                Optional.empty(),
                COMMON.sourceSystem(),
                Optional.empty(),
                Optional.empty(),
                "tester");
    }

    private static OrderFile file(String text) {
        return OrderFile.from(new ByteArrayInputStream(text.getBytes(UTF_8)), FileFormat.of(CsvEncoding.AUTO));
    }
}
