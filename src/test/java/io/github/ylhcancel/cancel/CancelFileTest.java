package io.github.ylhcancel.cancel;

import static io.github.ylhcancel.testing.Examples.NOW;
import static io.github.ylhcancel.testing.Sentences.english;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.cancel.CancelFile.Bad;
import io.github.ylhcancel.cancel.CancelFile.Ended;
import io.github.ylhcancel.csv.CsvEncoding;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.OrderFile;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Interrupt;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.StopSignal;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
    private final List<String> heard = new ArrayList<>();

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
    void stopsBetweenTwoRowsWhenTheUserWantsIt() {
        CancelFile untilTheSecond = new CancelFile(
                request -> {
                    if (request.reference().equals("A2")) {
                        interrupt.request();
                    }
                    return done(request);
                },
                new StopSignal(interrupt));

        Ended ended = untilTheSecond.run(file("order\nA1\nA2\nA3\n"), COMMON, this::hear);

        assertThat(ended).isEqualTo(Ended.STOPPED);
        assertThat(heard).containsExactly("2 A1 cancelled", "3 A2 cancelled");
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
        CancelFile cancelFile = new CancelFile(
                request -> {
                    wishes.add(request);
                    return done(request);
                },
                new StopSignal(interrupt));

        assertThat(cancelFile.run(file(text), common, this::hear)).isEqualTo(Ended.AT_THE_END);
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
                "accepted",
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
        return OrderFile.from(new ByteArrayInputStream(text.getBytes(UTF_8)), CsvEncoding.AUTO);
    }
}
