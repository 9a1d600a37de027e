package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page for whoever takes over: {@code status} without an order. */
abstract class OverviewContract {
    private static final String PLANTED =
            " SELECT id, 1, order_number, CONCAT('X', id), 'r', 'T', '2026-03-01 00:00:00', 'paid', 'o',"
                    + " '%s', 1, %s, %s, '2026-03-01 00:00:00', '2026-03-01 00:00:00' FROM orders WHERE order_number = '%s'";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    private TestShop shop;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        databases = databases();
        shop = TestShop.create(folder, databases, 40, sandbox, "schema.time-zone = UTC");
        shop.execute("DELETE FROM ylh_run");
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    private void delivery(String order, String state, String next, boolean maybeApplied) {
        shop.execute(
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,"
                        + " cancel_time, from_status, operator, state, attempts, next_attempt_at, maybe_applied, created_at, updated_at)"
                        + PLANTED.formatted(state, next, maybeApplied, order));
    }

    private JsonNode summary() {
        Ran ran = shop.ylh().run("status", "-o", "json");
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.json().path("summary");
    }

    private static List<String> wants(JsonNode summary) {
        List<String> wants = new ArrayList<>();
        summary.path("wants")
                .forEach(want -> wants.add(
                        want.path("code").asText() + " " + want.path("count").asLong()));
        return wants;
    }

    @Test
    void whereNothingIsWrongItIsShort() {
        Ran ran = shop.ylh().run("status");

        assertThat(ran.out().lines().count()).isLessThan(24);
        assertThat(ran.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(ran.out()).contains("nothing wants a person", "no failure as a whole", "has not run here yet");
        assertThat(shop.ylh().run("status", "-q").out()).isEmpty();
        assertThat(wants(summary())).isEmpty();
    }

    @Test
    void whatWantsAPersonIsNamedWithItsCommand() {
        List<String> orders = shop.orders("paid", true);
        delivery(orders.get(0), "dead", "NULL", false);
        delivery(orders.get(1), "held", "NULL", false);
        delivery(orders.get(2), "unknown", "NULL", true);
        delivery(orders.get(3), "pending", "'2100-01-01 00:00:00'", false);
        shop.execute(
                "INSERT INTO ylh_sweep_failure (order_id, order_number, cause, failures, first_failed_at, last_failed_at, run_id)"
                        + " VALUES (1, 'P', 'x', 1, '2026-03-01 00:00:00', '2026-03-01 00:00:00', 'r')");
        Map<String, List<String>> before = shop.everything();

        JsonNode summary = summary();

        assertThat(wants(summary)).containsExactly("dead 1", "held 1", "unknown 1", "overdue 2", "sweep-failures 1");
        assertThat(summary.path("oldest").path("dead").asText()).startsWith("2026-03-01T00:00:00");
        assertThat(summary.path("waiting").asLong()).isEqualTo(1);
        assertThat(summary.path("next_attempt_at").asText()).startsWith("2100-01-01");
        assertThat(summary.path("sweep_from").asText()).startsWith("20");
        for (JsonNode want : summary.path("wants")) {
            String command = want.path("command").asText();
            assertThat(shop.ylh()
                            .run(command.substring("ylh ".length()).split(" "))
                            .code())
                    .as(command)
                    .isIn(0, 3, 5);
        }
        assertThat(shop.ylh().run("status", "-q").out().lines().toList())
                .hasSize(6)
                .anyMatch(line -> line.contains("ylh deliveries --state dead"));
        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void theCircuitTheLastRunsAndWhatComesNextAreThere() {
        String columns =
                "INSERT INTO ylh_run (id, command, arguments, operator, host, pid, started_at, ended_at, exit_code) VALUES ";
        shop.execute(
                columns + "('R1', 'sync', '', '', '', 1, '2026-03-01 00:00:00', '2026-03-01 00:00:05', 6)",
                columns + "('R2', 'cancel-unpaid', '', '', '', 1, '2026-03-01 00:00:00', NULL, NULL)",
                "UPDATE ylh_circuit SET opened_at = '2026-03-01 00:00:00', probe_at = '2026-03-01 00:01:00', cause = 'HTTP 502'");

        JsonNode summary = summary();

        assertThat(summary.path("circuit").path("open").asBoolean()).isTrue();
        assertThat(summary.path("circuit").path("cause").asText()).isEqualTo("HTTP 502");
        assertThat(summary.path("last_runs").path("sync").path("exit_code").asInt())
                .isEqualTo(6);
        assertThat(summary.path("last_runs")
                        .path("cancel_unpaid")
                        .path("ended_at")
                        .isNull())
                .isTrue();
        assertThat(shop.ylh().run("status").out())
                .contains("has been failing as a whole since", "HTTP 502", "did not end (ylh runs R2)", "ago with 6: ");
    }
}
