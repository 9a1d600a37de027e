package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Times;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times go into columns as UTC and come out as they went in, whatever the zone of the JVM. */
abstract class TimesContract extends StoreContract {
    private static final String BOTH = "SELECT created_at AS at, cancelled_at AS maybe FROM orders WHERE id = 1";

    @Test
    void runsInAZoneThatSkipsTheHourOfTheseTests() {
        LocalDateTime column = Times.column(NOW);
        ZoneOffsetTransition skipped = ZoneId.systemDefault().getRules().getTransition(column);

        assertThat(skipped.isGap()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-08T02:30:00Z, 2026-03-08T02:30",
        "2026-03-08T02:59:59.999999Z, 2026-03-08T02:59:59.999999",
        "2026-03-08T07:00:00Z, 2026-03-08T07:00", // when the clocks in New York are put forward
        "2026-11-01T01:30:00Z, 2026-11-01T01:30", // an hour that they have twice
        "2026-11-01T05:30:00Z, 2026-11-01T05:30",
        "2026-11-01T06:30:00Z, 2026-11-01T06:30",
        "2026-06-30T23:59:59.000001Z, 2026-06-30T23:59:59.000001",
        "2026-01-01T00:00:00.123456789Z, 2026-01-01T00:00:00.123456", // cut, not rounded
        "2026-12-31T23:59:59.999999999Z, 2026-12-31T23:59:59.999999",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999",
        "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999",
    })
    void keepsAnInstantToTheMicrosecond(Instant instant, String column) {
        Instant kept = LocalDateTime.parse(column).toInstant(ZoneOffset.UTC);
        shop.order(1, "PO1", "pending", null, instant);
        writeCancelledAt(Optional.of(instant));

        assertThat(shop.rows(BOTH)).containsExactly(column + " | " + column);
        assertThat(readCreatedAt()).isEqualTo(kept);
        assertThat(readCancelledAt()).contains(kept);
    }

    @Test
    void keepsThatThereIsNoTime() {
        shop.order(1, "PO1", "pending", null, NOW);
        writeCancelledAt(Optional.of(NOW));
        writeCancelledAt(Optional.empty());

        assertThat(readCancelledAt()).isEmpty();
    }

    @Test
    void keepsAnInstantInAColumnWithATimeZone() {
        shop.order(1, "PO1", "pending", null, LONG_AGO);
        shop.execute(databases.withTimeZone("orders", "cancelled_at"));
        writeCancelledAt(Optional.of(NOW));

        // PostgreSQL's driver sends a time in another form after some looks.
        for (int look = 1; look <= 10; look++) {
            assertThat(readCancelledAt()).contains(NOW);
            assertThat(readCreatedAt()).isEqualTo(NOW);
        }
        String epoch = shop.rows("SELECT " + databases.epoch("cancelled_at") + " FROM orders")
                .get(0);
        assertThat(new BigDecimal(epoch)).isEqualByComparingTo(NOW.getEpochSecond() + ".123456");
    }

    @Test
    void asksTheDatabaseWhatTimeItIs() {
        Instant before = Instant.now();
        Instant now = database.now();

        assertThat(now).isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    }

    private void writeCancelledAt(Optional<Instant> instant) {
        database.statement(sql -> sql.update(
                "UPDATE orders SET cancelled_at = :at, created_at = :created",
                Parameters.of("at", instant).and("created", instant.orElse(NOW))));
    }

    private Instant readCreatedAt() {
        return database.read(sql -> sql.first(BOTH, row -> row.instant("at"))).orElseThrow();
    }

    private Optional<Instant> readCancelledAt() {
        return database.read(sql -> sql.first(BOTH, row -> row.optionalInstant("maybe")))
                .orElseThrow();
    }
}
