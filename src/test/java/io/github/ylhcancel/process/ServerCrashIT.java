package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.PostgresServer;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The database server crashes (SIGKILL to all its processes) while orders are cancelled and YLH is told, and the shop's role does not
 * wait for its commits to be on the disk. {@code -Dylh.crashes=10} for the full count, {@code -Dylh.seed=…} for the same choices.
 */
class ServerCrashIT extends ProcessTest {
    private static final int CRASHES = Integer.getInteger("ylh.crashes", 2);
    private static final int ORDERS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void nothingThatYlhWasToldIsForgotten() throws IOException {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        String again = "again with -Dylh.crashes=" + CRASHES + " -Dylh.seed=" + seed;
        System.out.println("ServerCrashIT: " + again);
        Random random = new Random(seed);
        try (PostgresServer server = PostgresServer.started()) {
            server.execute(
                    "CREATE ROLE shop LOGIN",
                    "ALTER ROLE shop SET synchronous_commit = off",
                    "CREATE DATABASE shop OWNER shop");
            TestShop made = TestShop.in(server.address("shop", "shop"), folder, sandbox, "ylh.rate-per-second = 50");
            Ran init = made.ylh().run("db", "init");
            assertThat(init.code()).as(init.err()).isZero();
            open(made);
            for (int crash = 1; crash <= CRASHES; crash++) {
                addOrders(crash);
                server.saveNothingUnasked();
                int told = (int) sandbox.received(Endpoint.CANCEL) + 1 + random.nextInt(ORDERS / 2);
                Job job = shell.start(command("cancel", "--file", file(crash), "--reason", "r", "--yes"));
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> sandbox.received(Endpoint.CANCEL) >= told);
                server.crash();
                server.start();
                Ran ran = job.ended();

                assertThat(ran.out() + ran.err()).doesNotContain("\tat ");
                assertToldIsKnown("crash " + crash + ", " + again);
            }
            shop.execute("UPDATE ylh_lease SET lease_until = NULL, owner = NULL, quiet_until = NULL");
            shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '2001-01-01', lease_until = '2001-01-01'"
                    + " WHERE state IN ('pending', 'sending', 'unknown')");
            Ran last = ylh("sync", "--wait");
            assertThat(last.code()).as(last.err() + again).isZero();
            assertCancelledOnce(shop.rows("SELECT order_number FROM orders WHERE status = 'cancelled'"));
        }
    }

    private void addOrders(int crash) {
        // They are there after the crash in any case.
        shop.execute(
                "SET synchronous_commit = on",
                "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P1', 'own', 0) ON CONFLICT DO NOTHING",
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, 'PO' || n, 'paid',"
                        + " 'SO-' || n, '2026-01-01', '2026-01-01' FROM generate_series(" + first(crash) + ", "
                        + (first(crash) + ORDERS - 1) + ") n",
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1, 1 FROM generate_series("
                        + first(crash) + ", " + (first(crash) + ORDERS - 1) + ") n");
    }

    private static int first(int crash) {
        return crash * 1000;
    }

    private String file(int crash) throws IOException {
        List<String> lines = IntStream.range(0, ORDERS)
                .mapToObj(n -> "PO" + (first(crash) + n))
                .toList();
        Path file = folder.resolve("orders" + crash + ".csv");
        return Files.write(file, ("order\n" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Whatever YLH was asked to cancel is cancelled here, and its request is on record. */
    private void assertToldIsKnown(String when) {
        List<String> told = sandbox.cancellations().keySet().stream().sorted().toList();
        assertThat(told).isNotEmpty();
        assertThat(shop.rows("SELECT o.haier_so_id FROM orders o JOIN ylh_cancellation c ON c.so_id = o.haier_so_id"
                        + " WHERE o.status = 'cancelled'"))
                .as("cancelled and recorded, " + when)
                .containsAll(told);
    }
}
