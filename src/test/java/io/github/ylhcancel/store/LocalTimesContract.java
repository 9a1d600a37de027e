package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.TimeColumn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A shop that writes the time on its wall: what it means, whatever the zones of the JVM and of the server. */
abstract class LocalTimesContract extends StoreContract {
    private static final Duration STEP = Duration.ofMinutes(20);
    private static final int STEPS = 24;

    private Instant clock = Instant.parse("2026-11-28T10:00:00Z");
    private Database local;
    private ShopSchema shops;

    @AfterEach
    void closeTheLocalOne() {
        if (local != null) {
            local.close();
        }
    }

    /** One at a time, as the embedded database has it. */
    private void openIn(String zone, Map<String, String> more) {
        Map<String, String> mapping = new HashMap<>(more);
        mapping.put("time-zone", zone);
        shops = ShopSchema.of("default", mapping);
        if (address.isEmbedded()) {
            shop.close();
            database.close();
        }
        local = Database.open(address.inZone(ZoneId.of(zone), () -> clock), Access.WRITE);
        shops.meet(local);
        if (address.isEmbedded()) {
            shop = new ShopRows(address);
        }
    }

    private void speakUtc() {
        shop.execute(
                address.dialect() == Dialect.POSTGRESQL || address.isEmbedded()
                        ? "SET TIME ZONE 'UTC'"
                        : "SET time_zone = '+00:00'");
    }

    /** Found by looking at every minute: the last one at which the clock shows it, or the first at which it is past it. */
    private static Instant meaning(LocalDateTime shown, ZoneId zone) {
        Instant from = shown.toInstant(ZoneOffset.UTC).minus(Duration.ofHours(16));
        List<Instant> minutes = Stream.iterate(from, minute -> minute.plus(Duration.ofMinutes(1)))
                .limit(32 * 60)
                .toList();
        Optional<Instant> last = minutes.stream()
                .filter(minute -> LocalDateTime.ofInstant(minute, zone).equals(shown))
                .reduce((earlier, later) -> later);
        return last.orElseGet(() -> minutes.stream()
                .filter(minute -> LocalDateTime.ofInstant(minute, zone).isAfter(shown))
                .findFirst()
                .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, 2026-11-28T10:00:00Z",
        "-05:00, 2026-11-28T10:00:00Z",
        "America/New_York, 2026-11-01T06:00:00Z",
        "America/New_York, 2026-03-08T07:00:00Z",
        "UTC, 2026-03-08T02:00:00Z",
        "Asia/Kolkata, 2026-11-28T10:00:00Z",
        "Europe/Berlin, 2026-10-25T01:00:00Z",
        "Europe/Berlin, 2026-03-29T01:00:00Z",
        "Australia/Lord_Howe, 2026-04-04T15:00:00Z",
    })
    void takesExactlyTheOrdersThatAreOldEnough(String zone, Instant around) {
        Map<RowKey, Instant> made = new HashMap<>();
        LocalDateTime first = LocalDateTime.ofInstant(around, ZoneId.of(zone)).minus(STEP.multipliedBy(STEPS / 2));
        for (int id = 1; id <= STEPS; id++) {
            LocalDateTime shown = first.plus(STEP.multipliedBy(id));
            shop.order(id, "PO" + id, "pending", null, shown.toInstant(ZoneOffset.UTC));
            made.put(RowKey.of(id), meaning(shown, ZoneId.of(zone)));
        }
        openIn(zone, Map.of());

        assertTakesExactly(made, around);
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, 2026-11-28T10:00:00Z",
        "-05:00, 2026-11-28T10:00:00Z",
        "Asia/Kolkata, 2026-11-28T10:00:00Z",
        "Europe/Berlin, 2026-10-25T01:00:00Z",
        "Europe/Berlin, 2026-03-29T01:00:00Z",
    })
    void soItDoesWhereAColumnKnowsItsZone(String zone, Instant around) {
        shop.execute(databases.withTimeZone("orders", "created_at"));
        speakUtc();
        Map<RowKey, Instant> made = new HashMap<>();
        for (int id = 1; id <= STEPS; id++) {
            Instant at = around.minus(STEP.multipliedBy(STEPS / 2)).plus(STEP.multipliedBy(id));
            shop.order(id, "PO" + id, "pending", null, at);
            made.put(RowKey.of(id), at);
        }
        openIn(zone, Map.of());

        assertTakesExactly(made, around);
    }

    private void assertTakesExactly(Map<RowKey, Instant> made, Instant around) {
        UnpaidOrders unpaid = new UnpaidOrders(local, shops);
        for (int step = -STEPS; step <= STEPS; step++) {
            Instant cutOff = around.plus(STEP.dividedBy(2).multipliedBy(step));
            List<RowKey> old = made.keySet().stream()
                    .filter(key -> made.get(key).isBefore(cutOff))
                    .sorted()
                    .toList();

            assertThat(unpaid.counts(cutOff).overdue()).as("before %s", cutOff).isEqualTo(old.size());
            assertThat(paged(unpaid, cutOff)).as("before %s", cutOff).containsExactlyElementsOf(old);
        }
        List<Order> read = unpaid.byIds(List.copyOf(made.keySet()));
        assertThat(read)
                .hasSize(made.size())
                .allSatisfy(order -> assertThat(order.createdAt()).isEqualTo(made.get(order.id())));
    }

    private static List<RowKey> paged(UnpaidOrders unpaid, Instant cutOff) {
        List<RowKey> found = new ArrayList<>();
        Optional<UnpaidOrders.Place> after = Optional.empty();
        do {
            UnpaidOrders.Page page = unpaid.page(cutOff, after, 5);
            found.addAll(page.keys());
            after = page.last();
        } while (after.isPresent() && found.size() <= STEPS);
        return found;
    }

    /** A column that is not there, or that one may not read, says nothing of the others' clock. */
    @Test
    void whatCannotBeLookedAtIsOfTheShopsClockToo() {
        shop.order(1, "PO1", "pending", null, Instant.parse("2026-11-28T18:00:00Z"));
        openIn("Asia/Shanghai", Map.of("orders.updated_at", "missing"));
        UnpaidOrders unpaid = new UnpaidOrders(local, shops);

        assertThat(unpaid.counts(Instant.parse("2026-11-28T10:00:00Z")).overdue())
                .isZero();
        assertThat(unpaid.counts(Instant.parse("2026-11-28T10:00:01Z")).overdue())
                .isOne();
    }

    /** Two times that mean one instant: none is left out where a page ends between them. */
    @Test
    void pagesGoOnBehindWhatIsStoredAndNotBehindWhatItMeans() {
        for (int id = 1; id <= 6; id++) {
            shop.order(id, "PO" + id, "pending", null, Instant.parse("2026-03-29T02:0" + (7 - id) + ":00Z"));
        }
        openIn("Europe/Berlin", Map.of());

        List<RowKey> found = new ArrayList<>();
        Optional<UnpaidOrders.Place> after = Optional.empty();
        do {
            UnpaidOrders.Page page =
                    new UnpaidOrders(local, shops).page(Instant.parse("2026-03-29T05:00:00Z"), after, 1);
            found.addAll(page.keys());
            after = page.last();
        } while (after.isPresent() && found.size() < 10);

        assertThat(found).extracting(RowKey::toString).containsExactly("6", "5", "4", "3", "2", "1");
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, 2026-11-28T18:00:00.123456",
        "-05:00, 2026-11-28T05:00:00.123456",
        "Asia/Kolkata, 2026-11-28T15:30:00.123456",
        "Europe/Berlin, 2026-11-28T11:00:00.123456",
        "UTC, 2026-11-28T10:00:00.123456"
    })
    void writesWhatTheClockOnTheWallShows(String zone, String shown) {
        shop.order(1, "PO1", "pending", null, LONG_AGO);
        shop.execute(databases.withTimeZone("orders", "updated_at"));
        openIn(zone, Map.of());
        Instant at = Instant.parse("2026-11-28T10:00:00.123456Z");

        write(at);

        assertThat(shop.rows("SELECT cancelled_at FROM orders")).containsExactly(shown);
        String epoch = shop.rows("SELECT " + databases.epoch("updated_at") + " FROM orders")
                .get(0);
        assertThat(new BigDecimal(epoch)).isEqualByComparingTo(at.getEpochSecond() + ".123456");
        assertThat(order().cancelledAt()).contains(at);
        assertThat(order().updatedAt()).isEqualTo(at);
    }

    private Order order() {
        return new Orders(local, shops).byKeys(List.of(RowKey.of(1))).get(RowKey.of(1));
    }

    private void write(Instant at) {
        TimeColumn cancelled = shops.time("orders.cancelled_at");
        TimeColumn updated = shops.time("orders.updated_at");
        local.transaction(sql -> sql.update(
                "UPDATE orders SET cancelled_at = :cancelled, updated_at = :updated WHERE id = :id",
                Parameters.of("id", 1).and("cancelled", cancelled.written(at)).and("updated", updated.written(at))));
    }

    /** Some servers would round it, and so an order would be cancelled tomorrow. */
    @Test
    void cutsATimeToWhatItsColumnKeeps() {
        shop.order(1, "PO1", "pending", null, LONG_AGO);
        shop.execute(coarse("cancelled_at", 0), coarse("updated_at", 3));
        openIn("Asia/Shanghai", Map.of());

        write(Instant.parse("2026-11-28T15:59:59.999999Z"));

        assertThat(shop.rows("SELECT cancelled_at, updated_at FROM orders"))
                .containsExactly("2026-11-28T23:59:59 | 2026-11-28T23:59:59.999");
    }

    private String coarse(String column, int digits) {
        if (address.dialect() == Dialect.POSTGRESQL) {
            return "ALTER TABLE orders ALTER COLUMN " + column + " TYPE timestamp(" + digits + ")";
        }
        return address.isEmbedded()
                ? "ALTER TABLE orders ALTER COLUMN " + column + " SET DATA TYPE TIMESTAMP(" + digits + ")"
                : "ALTER TABLE orders MODIFY COLUMN " + column + " DATETIME(" + digits + ") NULL";
    }

    @ParameterizedTest
    @CsvSource({"unix-seconds, 1", "unix-millis, 1000"})
    void numbersCanBeTimesToo(String format, long times) {
        shop.execute("ALTER TABLE orders ADD COLUMN made BIGINT", "ALTER TABLE orders ADD COLUMN ended BIGINT");
        Instant around = Instant.parse("2026-11-28T10:00:00Z");
        for (int id = 1; id <= 3; id++) {
            shop.order(id, "PO" + id, "pending", null, LONG_AGO);
            long made = around.getEpochSecond() + id - 2;
            shop.execute("UPDATE orders SET ended = 0, made = " + made * times + " WHERE id = " + id);
        }
        openIn(
                "Asia/Shanghai",
                Map.of("time-format", format, "orders.created_at", "made", "orders.cancelled_at", "ended"));
        UnpaidOrders unpaid = new UnpaidOrders(local, shops);

        assertThat(unpaid.counts(around).overdue()).isEqualTo(1);
        assertThat(unpaid.counts(around.plusNanos(1)).overdue()).isEqualTo(2);
        assertThat(paged(unpaid, around.plusSeconds(9)))
                .extracting(RowKey::toString)
                .containsExactly("1", "2", "3");
        assertThat(order().createdAt()).isEqualTo(around.minusSeconds(1));
        assertThat(order().cancelledAt()).isEmpty();

        local.transaction(sql -> sql.update(
                "UPDATE orders SET ended = :at WHERE id = 1",
                Parameters.of("at", shops.time("orders.cancelled_at").written(around.plusMillis(900)))));

        assertThat(shop.number("SELECT ended FROM orders WHERE id = 1"))
                .isEqualTo(around.plusMillis(900).toEpochMilli() * times / 1000);
    }

    /** On a server the shop's own defaults go by the session. */
    @ParameterizedTest
    @ValueSource(strings = {"Asia/Shanghai", "-05:00", "Asia/Kolkata", "UTC"})
    void defaultsOfTheShopWriteWhatTheyAlwaysWrote(String zone) {
        if (address.isEmbedded()) {
            return;
        }
        shop.execute(stamped());
        openIn(zone, Map.of());

        assertThat(defaultIsAheadOfUtcBy()).isEqualTo(ZoneId.of(zone).getRules().getOffset(clock));
    }

    /** A session that was opened in winter. */
    @Test
    void soTheyDoWhenTheClocksChangeMeanwhile() {
        if (address.isEmbedded()) {
            return;
        }
        shop.execute(stamped());
        clock = Instant.parse("2026-03-29T00:59:00Z");
        openIn("Europe/Berlin", Map.of());
        assertThat(defaultIsAheadOfUtcBy()).isEqualTo(ZoneOffset.ofHours(1));

        clock = Instant.parse("2026-03-29T01:01:00Z");
        assertThat(defaultIsAheadOfUtcBy()).isEqualTo(ZoneOffset.ofHours(2));

        clock = Instant.parse("2026-10-25T01:01:00Z");
        local.reconnect();
        assertThat(defaultIsAheadOfUtcBy()).isEqualTo(ZoneOffset.ofHours(1));
    }

    private String stamped() {
        return address.dialect() == Dialect.POSTGRESQL
                ? "CREATE TABLE stamped (id integer PRIMARY KEY, at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)"
                : "CREATE TABLE stamped (id integer PRIMARY KEY, at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6))";
    }

    private ZoneOffset defaultIsAheadOfUtcBy() {
        Instant now = local.now();
        local.transaction(sql -> sql.update("DELETE FROM stamped"));
        local.transaction(sql -> sql.update("INSERT INTO stamped (id) VALUES (1)"));
        LocalDateTime written =
                LocalDateTime.parse(shop.rows("SELECT at FROM stamped").get(0));
        long seconds = Duration.between(now, written.toInstant(ZoneOffset.UTC)).toSeconds();
        return ZoneOffset.ofTotalSeconds((int) Math.round(seconds / 900.0) * 900);
    }
}
