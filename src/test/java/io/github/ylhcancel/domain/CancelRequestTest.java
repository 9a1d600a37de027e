package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Examples.NOW;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
