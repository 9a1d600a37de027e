package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A firewall stands before YLH and answers every call with a page of its own: 405, and no JSON. */
class WallTest {
    private static final int DUE = 30;

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private TestShop shop;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults().withFaults("wall*"), Clock.systemUTC());
        shop = TestShop.create(folder, 300, sandbox);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran ylh(String... arguments) {
        return shop.ylh().run(arguments);
    }

    private Ran cancel(List<String> orders, String... more) {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--reason", "缺货", "--yes"));
        arguments.addAll(List.of(more));
        arguments.addAll(orders);
        return ylh(arguments.toArray(String[]::new));
    }

    private List<String> states() {
        return shop.rows("SELECT DISTINCT state || ' ' || attempts FROM ylh_cancellation");
    }

    private void assertThatEverythingIsDeliveredOnceTheWallIsGone(int count) {
        sandbox.clearFaults();

        Ran after = ylh("sync", "-o", "json");

        assertThat(after.code()).as(after.err()).isZero();
        assertThat(after.json().path("summary").path("delivered").asInt()).isEqualTo(count);
        assertThat(shop.rows("SELECT DISTINCT state FROM ylh_cancellation")).containsExactly("accepted");
        assertThat(shop.value("SELECT failures FROM ylh_circuit")).isEqualTo("0");
    }

    @Test
    void aSyncStopsAndLeavesEverythingDue() {
        List<String> orders = shop.orders("paid", true).subList(0, DUE);
        assertThat(cancel(orders, "--no-sync").code()).isZero();

        Ran walled = ylh("sync", "-o", "json");

        assertThat(walled.code()).isEqualTo(6);
        assertThat(walled.err()).contains("HTTP 405: \"<!DOCTYPE html>");
        assertThat(walled.json().path("summary").path("stopped_by").asText()).startsWith("HTTP 405: ");
        assertThat(walled.json().path("summary").path("waiting").asInt()).isEqualTo(DUE);
        assertThat(states()).containsExactly("pending 0");
        assertThat(Integer.parseInt(shop.value("SELECT failures FROM ylh_circuit")))
                .isPositive();
        assertThatEverythingIsDeliveredOnceTheWallIsGone(DUE);
    }

    /** Not one after the other for ever. */
    @Test
    void runAfterRunOpensTheCircuit() {
        assertThat(cancel(shop.orders("paid", true).subList(0, 1), "--no-sync").code())
                .isZero();

        for (int run = 1; run < 10; run++) {
            Ran walled = ylh("sync", "-o", "json");
            assertThat(walled.json().path("summary").path("failing_since").isNull())
                    .as("run " + run)
                    .isTrue();
        }
        Ran last = ylh("sync", "-o", "json");

        assertThat(last.code()).isEqualTo(6);
        assertThat(last.json().path("summary").path("failing_since").isNull()).isFalse();
        assertThat(last.err()).contains("HTTP 405: ");
        assertThat(states()).containsExactly("pending 0");
        assertThatEverythingIsDeliveredOnceTheWallIsGone(1);
    }

    @Test
    void aCancelStopsTelling() {
        List<String> orders = shop.orders("paid", true).subList(0, DUE);

        Ran walled = cancel(orders, "-o", "json");

        assertThat(walled.code()).isEqualTo(6);
        assertThat(walled.err()).contains("HTTP 405: ");
        assertThat(walled.json().path("summary").path("sync").path("pending").asInt())
                .isEqualTo(DUE);
        assertThat(states()).containsExactly("pending 0");
        assertThatEverythingIsDeliveredOnceTheWallIsGone(DUE);
    }

    @Test
    void aSingleCancelToo() {
        Ran walled = cancel(shop.orders("paid", true).subList(0, 1));

        assertThat(walled.code()).isEqualTo(6);
        assertThat(states()).containsExactly("pending 0");
        assertThatEverythingIsDeliveredOnceTheWallIsGone(1);
    }

    @Test
    void aSweepToo() {
        shop.execute("UPDATE orders SET haier_so_id = 'SO-W-' || id WHERE status = 'pending' AND haier_so_id IS NULL");

        Ran walled = ylh("cancel-unpaid", "--max-percent", "100", "-o", "json");

        assertThat(walled.code()).as(walled.out() + walled.err()).isEqualTo(6);
        assertThat(walled.err()).contains("HTTP 405: ");
        int told = Integer.parseInt(shop.value("SELECT COUNT(*) FROM ylh_cancellation"));
        assertThat(told).isGreaterThanOrEqualTo(20);
        assertThat(states()).containsExactly("pending 0");
        assertThatEverythingIsDeliveredOnceTheWallIsGone(told);
    }
}
