package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.ShopRows;
import io.github.ylhcancel.testing.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole processes that sweep one PostgreSQL shop: two at once share the work, and one that is killed leaves nothing half done. */
class TwoSweepsIT {
    private static final int ORDERS = Integer.getInteger("ylh.sweep-orders", 8_000);
    private static final int KILLS = Integer.getInteger("ylh.kills", 4);

    @TempDir
    Path folder;

    private PostgresqlDatabases databases;
    private ShopRows shop;
    private Shell shell;
    private Path config;

    @BeforeEach
    void openShop() throws Exception {
        databases = PostgresqlDatabases.durable();
        DatabaseAddress address = databases.shop();
        shop = new ShopRows(address);
        shell = new Shell(folder);
        config = Files.write(
                folder.resolve("ylh.properties"),
                List.of(
                        "db.url = " + address.url(),
                        "db.username = " + address.username(),
                        "schema.time-zone = UTC",
                        "ylh.source-system = TEST"));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        shop.execute(
                "INSERT INTO products (id, name, stock_source, stock) SELECT n, 'P' || n, 'own', 0 FROM generate_series(1, 50) n",
                "INSERT INTO orders (id, order_number, status, created_at, updated_at) SELECT n, 'PO' || n, 'pending',"
                        + " '2026-01-01', '2026-01-01' FROM generate_series(1, " + ORDERS + ") n",
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1 + n % 50, 2 FROM generate_series(1, "
                        + ORDERS + ") n");
    }

    @AfterEach
    void closeAll() {
        shell.close();
        shop.close();
        databases.close();
    }

    private Job sweep(String... more) {
        return shell.start(Shell.words(
                List.of(
                        Shell.YLH,
                        "-c",
                        config.toString(),
                        "cancel-unpaid",
                        "--max-percent",
                        "100",
                        "--max-orders",
                        "9999999",
                        "--workers",
                        "1",
                        "-o",
                        "json"),
                more));
    }

    private long done() {
        return shop.number("SELECT COUNT(*) FROM orders WHERE status = 'cancelled'");
    }

    private void assertAllIsDoneOnce() {
        assertThat(done()).isEqualTo(ORDERS);
        assertThat(shop.number("SELECT SUM(stock) FROM products")).isEqualTo(2L * ORDERS);
        assertThat(shop.number("SELECT COUNT(*) FROM order_status_history")).isEqualTo(ORDERS);
        assertThat(shop.number("SELECT COUNT(DISTINCT order_id) FROM order_status_history"))
                .isEqualTo(ORDERS);
        assertThat(shop.number("SELECT SUM(quantity) FROM ylh_stock_ledger")).isEqualTo(2L * ORDERS);
    }

    /** It prints how long one takes alone for as many; to hold it to being slower would fail on a machine that has other work. */
    @Test
    void twoProcessesAtOnceShareTheWork() {
        Ran alone = sweep("--batch-size", "50", "--limit", String.valueOf(ORDERS / 2))
                .ended();
        Job one = sweep("--batch-size", "50");
        Job other = sweep("--batch-size", "50");
        Ran first = one.ended();
        Ran second = other.ended();

        assertThat(List.of(alone.code(), first.code(), second.code()))
                .as(alone.err() + first.err() + second.err())
                .containsOnly(0);
        System.out.printf(
                "one process: %d in %s s; two at once: %d in %s s and %d in %s s%n",
                cancelled(alone), seconds(alone), cancelled(first), seconds(first), cancelled(second), seconds(second));
        assertThat(cancelled(alone) + cancelled(first) + cancelled(second)).isEqualTo(ORDERS);
        assertThat(cancelled(first)).isPositive();
        assertThat(cancelled(second)).isPositive();
        assertAllIsDoneOnce();
    }

    private static long cancelled(Ran ran) {
        return ran.json().path("summary").path("cancelled").asLong();
    }

    private static double seconds(Ran ran) {
        return ran.json().path("summary").path("seconds").asDouble();
    }

    /**
     * Each is killed at some moment of the first half of what it may cancel. {@code -Dylh.kills=50} kills more often,
     * {@code -Dylh.seed=…} repeats a run's choices.
     */
    @Test
    void killedAgainAndAgainItAddsUpInTheEnd() {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        String again = "again with -Dylh.kills=" + KILLS + " -Dylh.seed=" + seed;
        Random random = new Random(seed);
        int killed = 0;
        int most = ORDERS / KILLS;
        for (int kill = 0; kill < KILLS; kill++) {
            long before = done();
            Job job = sweep("--batch-size", "20", "--limit", String.valueOf(most));
            int some = random.nextInt(most / 2);
            job.awaitUntil(() -> done() - before >= some);
            killed += job.endsWithin(Duration.ofMillis(random.nextInt(100))) ? 0 : 1;
            job.kill();
        }
        assertThat(killed).as("kills that came in time; " + again).isPositive();

        Ran last = sweep().ended();

        assertThat(last.code()).as(last.err() + again).isZero();
        // A transaction of a killed process can hold its rows until the server notices.
        if (last.json().path("summary").path("skipped").asLong() > 0) {
            assertThat(sweep().ended().code()).as(again).isZero();
        }
        assertAllIsDoneOnce();
    }
}
