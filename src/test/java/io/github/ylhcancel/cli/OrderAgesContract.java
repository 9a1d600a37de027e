package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a server, times without a zone say how old an order is only to whom is told in which zone they are. */
abstract class OrderAgesContract extends MappedShopContract {
    private static final String ZONE = "schema.time-zone";

    @Override
    TestShop shop() {
        return TestShop.create(folder, databases, 40, sandbox);
    }

    @BeforeEach
    void fill() throws IOException {
        saysNoZone();
    }

    private void saysNoZone() throws IOException {
        List<String> lines = Files.readAllLines(shop.config()).stream()
                .filter(line -> !line.startsWith(ZONE))
                .toList();
        Files.write(shop.config(), lines);
    }

    private void says(String zone) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), ZONE + " = " + zone);
    }

    private static void assertRefused(Ran ran) {
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("ylh: the column orders.created_at in ")
                .contains(
                        "holds times without a time zone",
                        "say in the configuration in which zone",
                        "schema.time-zone = Asia/Shanghai")
                .hasLineCount(1);
    }

    /** As a shop at -05:00 does it: at the moment in question it writes 5 hours less, and every order looks older than it is. */
    @Test
    void nothingIsSweptByTimesOfWhichTheZoneIsNotKnown() {
        Map<String, List<String>> before = shop.everything();

        assertRefused(shop.ylh().run("cancel-unpaid", "--older-than", "60m", "--yes", "--max-percent", "100"));
        assertRefused(shop.ylh().run("cancel-unpaid"));

        assertThat(shop.everything()).isEqualTo(before);
    }

    /** So that whoever asks why nothing is swept learns it. */
    @Test
    void explainSaysSo() {
        Ran ran = shop.ylh().run("explain", shop.orders("pending", false).get(0), "-o", "json");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.json()
                        .path("results")
                        .get(0)
                        .path("reasons")
                        .get(0)
                        .path("code")
                        .asText())
                .isEqualTo("age-unknown");
    }

    @Test
    void neitherIsADryRunNorAPlan() {
        Path plan = folder.resolve("plan.json");

        assertRefused(shop.ylh().run("cancel-unpaid", "--dry-run"));
        assertRefused(shop.ylh().run("cancel-unpaid", "--dry-run", "--plan-out", plan.toString()));

        assertThat(plan).doesNotExist();
    }

    @Test
    void aPlanOfTheSweepIsNotCarriedOutEither() throws IOException {
        Path plan = folder.resolve("plan.json");
        says("UTC");
        assertThat(shop.ylh()
                        .run("cancel-unpaid", "--dry-run", "--plan-out", plan.toString())
                        .code())
                .isZero();
        saysNoZone();
        Map<String, List<String>> before = shop.everything();

        assertRefused(shop.ylh().run("cancel", "--plan", plan.toString(), "--yes"));
        assertThat(shop.everything()).isEqualTo(before);

        says("UTC");
        assertThat(shop.ylh()
                        .run("cancel", "--plan", plan.toString(), "--yes", "--no-sync")
                        .code())
                .isZero();
    }

    @Test
    void theCheckCallsItAnError() {
        Ran ran = shop.ylh().run("db", "check", "-o", "json");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.json().path("results").findValuesAsText("what")).contains("schema.time-zone");
        JsonNode finding = ran.json().path("results").get(0);
        assertThat(finding.path("severity").asText()).isEqualTo("error");
        assertThat(finding.path("message").asText()).contains("the column orders.created_at", "schema.time-zone");

        says("UTC");
        assertThat(shop.ylh().run("db", "check").code()).isZero();
    }

    @Test
    void whatDoesNotGoByAnOrdersAgeIsDoneAsEver() {
        String order = shop.orders("paid", true).get(0);

        assertThat(shop.ylh().run("cancel", order, "--reason", "r").code()).isZero();
        assertThat(shop.ylh().run("status", order).code()).isZero();
        assertThat(shop.ylh().run("sync").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "+00:00", "Z", "Etc/UTC"})
    void utcIsAZone(String zone) {
        says(zone);

        Ran ran = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("cancelled");
    }

    /** The same shop, with what a clock on its wall would have shown in its columns: the same orders are old enough. */
    @ParameterizedTest
    @ValueSource(strings = {"Asia/Shanghai", "-05:00", "Asia/Kolkata", "America/Caracas"})
    void aShopThatWritesItsOwnTimeHasTheSameOrdersSwept(String zone) {
        Instant before = Instant.now().minusSeconds(1);
        LocalDateTime aDayAgo = LocalDateTime.ofInstant(before, ZoneOffset.UTC).minusDays(1);
        List<String> pending =
                shop.rows("SELECT order_number FROM orders WHERE status = 'pending' ORDER BY order_number");
        List<String> due = pending.stream()
                .filter(order -> shown(shop.rows("SELECT created_at FROM orders WHERE order_number = '" + order + "'")
                                .get(0))
                        .isBefore(aDayAgo))
                .toList();
        long ahead = ZoneId.of(zone).getRules().getOffset(before).getTotalSeconds() / 60;
        for (String column : List.of("created_at", "updated_at", "cancelled_at")) {
            shop.execute("UPDATE orders SET " + column + " = " + databases.later(column, ahead));
        }
        says(zone);

        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync", "--max-percent", "100");

        Instant after = Instant.now().plusSeconds(1);
        assertThat(swept.code()).as(swept.err()).isZero();
        assertThat(
                        shop
                                .rows(
                                        "SELECT order_number FROM orders WHERE status = 'cancelled' ORDER BY order_number")
                                .stream()
                                .filter(pending::contains))
                .isNotEmpty()
                .isEqualTo(due);
        assertThat(due).hasSizeLessThan(pending.size());
        List<String> written = new ArrayList<>();
        for (String order : due) {
            String of = " WHERE order_number = '" + order + "'";
            written.addAll(shop.rows("SELECT cancelled_at FROM orders" + of));
            written.addAll(shop.rows("SELECT updated_at FROM orders" + of));
            String ofOrder = " WHERE order_id = (SELECT id FROM orders" + of + ")";
            written.addAll(shop.rows(
                    "SELECT created_at FROM order_status_history" + ofOrder + " AND to_status = 'cancelled'"));
            written.addAll(shop.rows("SELECT created_at FROM inventory_log" + ofOrder));
        }
        assertThat(written)
                .hasSizeGreaterThan(3 * due.size())
                .allSatisfy(
                        shown -> assertThat(shown(shown).atZone(ZoneId.of(zone)).toInstant())
                                .isBetween(before, after));
        assertThat(shop.ylh().run("db", "check").code()).isZero();
        JsonNode status = shop.ylh().run("status", due.get(0), "-o", "json").json();
        assertThat(Instant.parse(
                        status.path("results").get(0).path("cancelled_at").asText()))
                .isBetween(before, after);
    }

    private static LocalDateTime shown(String time) {
        return LocalDateTime.parse(time.replace(' ', 'T'));
    }

    @Test
    void theEnvironmentCanSayItToo() {
        Ran ran = shop.ylh()
                .environment(Map.of("USER", "tester", "YLH_SCHEMA_TIME_ZONE", "UTC"))
                .run("cancel-unpaid", "--dry-run");

        assertThat(ran.code()).as(ran.err()).isZero();
    }

    @Test
    void aColumnThatKnowsItsZoneNeedsNoWord() {
        shop.execute(databases.withTimeZone("orders", "created_at"));

        Ran swept = shop.ylh().run("cancel-unpaid", "--yes", "--no-sync");

        assertThat(swept.code()).as(swept.err()).isZero();
        assertThat(swept.out()).contains("cancelled");
        assertThat(shop.ylh().run("db", "check").code()).isZero();
    }
}
