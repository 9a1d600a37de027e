package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Examples.NOW;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancelRequestTest {
    /** An empty cell is a value that the user did not give. The first thing that is wrong is what is said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            why  | SHOP | 2026-03-01T04:00:00Z | note | me  | right
            why  |      |                      |      | me  | right
                 |      |                      |      | me  | right
            ' '  | SHOP | 2026-03-01T04:00:00Z | note | me  | the reason is blank
            why  | ' '  | 2026-03-01T04:00:00Z | note | me  | the source-system is blank
            why  | SHOP | 1960-01-01T00:00:00Z | note | me  | the cancel time 1960-01-01 00:00:00 lies before 1970
            why  | SHOP | 2026-03-01T04:00:00Z | ' '  | me  | the note is blank
            why  | SHOP | 2026-03-01T04:00:00Z | note | ' ' | the operator is blank
            ' '  | ' '  | 1960-01-01T00:00:00Z | ' '  | ' ' | the reason is blank
            why  | SHOP | 1960-01-01T00:00:00Z | ' '  | ' ' | the cancel time 1960-01-01 00:00:00 lies before 1970
            """)
    void everyPartIsCheckedBeforeAnyOrderIsLookedAt(
            String reason, String sourceSystem, Instant time, String note, String operator, String expected) {
        CancelRequest request = new CancelRequest(
                "A-1001",
                LookupBy.AUTO,
                Optional.ofNullable(reason),
                Optional.ofNullable(sourceSystem),
                Optional.ofNullable(time),
                Optional.ofNullable(note),
                operator);

        assertThat(english(request.problem(NOW))).isEqualTo(expected);
    }

    @Test
    void numbersOfPeopleAreNamedAndMayOnlyBeThereIfThatIsSaid() {
        CancelRequest request = new CancelRequest(
                "A-1001",
                LookupBy.AUTO,
                Optional.of("客户13800005678"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("卡 6200000000000005"),
                "me");
        String named = "the reason holds a mobile number (138****5678, from character 3)";

        assertThat(english(request.problem(NOW)))
                .isEqualTo(named + "; leave it out, or give --allow-personal-data if it has to be there");
        assertThat(request.withPersonalData().problem(NOW)).isEmpty();
        assertThat(request.personalData(List.of()))
                .extracting(message -> english(Optional.of(message)))
                .containsExactly(
                        named, "the note holds the number of a bank card (************0005, from character 3)");
        assertThat(request.personalData(List.of("13800005678"))).hasSize(1);
    }

    /** Somebody may say of an order which one it is. */
    @Test
    void itsOwnNumberIsNone() {
        CancelRequest request = new CancelRequest(
                "13800005678",
                LookupBy.AUTO,
                Optional.of("重复订单 13800005678"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "me");

        assertThat(request.problem(NOW)).isEmpty();
    }

    @Test
    void aFutureTimeIsRefusedWithBothTimes() {
        CancelRequest request = new CancelRequest(
                "A-1001",
                LookupBy.AUTO,
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOW.plusSeconds(301)),
                Optional.empty(),
                "me");

        assertThat(english(request.problem(NOW)))
                .isEqualTo("the cancel time 2026-03-01 04:05:01 lies in the future (it is 2026-03-01 04:00:00 now);"
                        + " YLH takes no future times");
    }
}
