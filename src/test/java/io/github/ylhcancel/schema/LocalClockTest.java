package io.github.ylhcancel.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalClockTest {
    private static LocalClock in(String zone) {
        return LocalClock.of(ZoneId.of(zone));
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, 2026-11-28T18:00, 2026-11-28T10:00:00Z",
        "-05:00, 2026-11-28T05:00, 2026-11-28T10:00:00Z",
        "Asia/Kolkata, 2026-11-28T15:30, 2026-11-28T10:00:00Z",
        // Shown twice: the second time.
        "Europe/Berlin, 2026-10-25T02:00, 2026-10-25T01:00:00Z",
        "Europe/Berlin, 2026-10-25T02:30, 2026-10-25T01:30:00Z",
        "Europe/Berlin, 2026-10-25T03:00, 2026-10-25T02:00:00Z",
        "Europe/Berlin, 2026-10-25T01:59:59, 2026-10-24T23:59:59Z",
        // Never shown: the end of the gap.
        "Europe/Berlin, 2026-03-29T01:59:59, 2026-03-29T00:59:59Z",
        "Europe/Berlin, 2026-03-29T02:00, 2026-03-29T01:00:00Z",
        "Europe/Berlin, 2026-03-29T02:59, 2026-03-29T01:00:00Z",
        "Europe/Berlin, 2026-03-29T03:00, 2026-03-29T01:00:00Z",
    })
    void aTimeMeansOneInstant(String zone, LocalDateTime shown, Instant at) {
        assertThat(in(zone).instant(shown)).isEqualTo(at);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-24T23:59:59Z, 2026-10-25T01:59:59",
        // The first pass: what is shown then means the second, so nothing of that hour is before.
        "2026-10-25T00:00:00Z, 2026-10-25T02:00",
        "2026-10-25T00:30:00Z, 2026-10-25T02:00",
        "2026-10-25T00:59:59Z, 2026-10-25T02:00",
        "2026-10-25T01:00:00Z, 2026-10-25T02:00",
        "2026-10-25T01:30:00Z, 2026-10-25T02:30",
        // The end of the gap: what is in the gap means that instant, and is not before it.
        "2026-03-29T01:00:00Z, 2026-03-29T02:00",
        "2026-03-29T01:00:00.000001Z, 2026-03-29T03:00:00.000001",
    })
    void aCutOffIsTheFirstTimeThatIsNotBefore(Instant at, LocalDateTime bound) {
        assertThat(in("Europe/Berlin").firstNotBefore(at)).isEqualTo(bound);
    }

    /** The one rule that a comparison in the database needs. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "+05:30", "UTC"})
    void whatIsBelowTheCutOffWasBeforeAndNothingElse(String zone) {
        LocalClock clock = in(zone);
        Random random = new Random(zone.hashCode());
        for (int year = 1990; year < 2030; year++) {
            Instant change = ZoneId.of(zone).getRules().nextTransition(Instant.parse(year + "-01-01T00:00:00Z")) == null
                    ? Instant.parse(year + "-06-01T00:00:00Z")
                    : ZoneId.of(zone)
                            .getRules()
                            .nextTransition(Instant.parse(year + (year % 2 == 0 ? "-01" : "-07") + "-01T00:00:00Z"))
                            .getInstant();
            for (int i = 0; i < 200; i++) {
                Instant cutOff = change.plus(Duration.ofMinutes(random.nextInt(360) - 180));
                LocalDateTime shown = clock.shown(change).plusMinutes(random.nextInt(360) - 180);

                assertThat(shown.isBefore(clock.firstNotBefore(cutOff)))
                        .as("%s shown, cut off at %s", shown, cutOff)
                        .isEqualTo(clock.instant(shown).isBefore(cutOff));
            }
        }
    }

    @Test
    void whatIsWrittenIsWhatTheClockShowsAlsoWhereItShowsItTwice() {
        assertThat(in("Europe/Berlin").shown(Instant.parse("2026-10-25T00:30:00Z")))
                .isEqualTo(in("Europe/Berlin").shown(Instant.parse("2026-10-25T01:30:00Z")))
                .isEqualTo(LocalDateTime.parse("2026-10-25T02:30"));
    }
}
