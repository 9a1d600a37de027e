package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.setup.PruneDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** By hand: the finders and the pruning in a shop of a million cancelled orders. {@code -Dylh.million=1000000} */
@EnabledIfSystemProperty(named = "ylh.million", matches = "[0-9]+")
class MillionOrdersTest {
    private static final long ORDERS = Long.getLong("ylh.million", 1_000_000);
    private static final Instant NOW = Instant.parse("2027-06-01T00:00:00Z");

    @Test
    void onPostgresql() throws Exception {
        try (TestDatabases databases = PostgresqlDatabases.started()) {
            measure(databases.shop(), "generate_series(1, " + ORDERS + ") AS s(n)", "PostgreSQL");
        }
    }

    @Test
    void onMariadb() throws Exception {
        try (TestDatabases databases = MariadbDatabases.started()) {
            measure(databases.shop(), "(SELECT seq AS n FROM seq_1_to_" + ORDERS + ") AS s", "MariaDB");
        }
    }

    private void measure(DatabaseAddress address, String numbers, String name) throws Exception {
        fill(address, numbers);
        ShopSchema schema = ShopSchema.byDefault();
        try (Database database = Database.open(address, Access.WRITE)) {
            find(new CancelledTwice(database, schema), ORDERS / 1_000, name);
            find(new SharedSoId(database, schema), ORDERS / 1_000 * 2, name);
            find(new Books(database, schema), ORDERS / 1_000, name);
            prune(address, database, schema, name);
        }
    }

    private static void find(Finder finder, long expected, String name) {
        long begun = System.nanoTime();
        long found = 0;
        Optional<RowKey> after = Optional.empty();
        do {
            Finder.Page page = finder.page(after, 1_000);
            found += page.found().size();
            after = page.end();
        } while (after.isPresent());
        say(name, finder.kind().word() + ": " + found + " of " + ORDERS + " orders", begun);
        assertThat(found).isEqualTo(expected);
    }

    /** Beside it somebody looks at one order after the other. */
    private static void prune(DatabaseAddress address, Database database, ShopSchema schema, String name)
            throws InterruptedException {
        List<Long> micros = Collections.synchronizedList(new ArrayList<>());
        Thread beside = new Thread(() -> {
            try (Database other = Database.open(address, Access.WRITE)) {
                Cancelling cancelling = new Cancelling(other, schema, true, checkpoint -> {});
                long order = ORDERS + 1;
                while (!Thread.currentThread().isInterrupted() && order <= ORDERS + 2_000) {
                    long begun = System.nanoTime();
                    cancelling.sweep(
                            List.of(order++),
                            Cancelling.unpaid("超时未支付", Optional.empty(), "cron", Optional.of("TEST")),
                            Instant.now());
                    micros.add((System.nanoTime() - begun) / 1_000);
                    Thread.sleep(20);
                }
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        });
        beside.start();
        long begun = System.nanoTime();
        PruneDatabase.Result result = new PruneDatabase(
                        database, schema, NOW, Duration.ofDays(400), Duration.ofHours(24))
                .prune(new StopSignal(new Interrupt()), rows -> {});
        say(name, "prune: " + result.removed(), begun);
        beside.interrupt();
        beside.join();
        List<Long> sorted = new ArrayList<>(micros);
        Collections.sort(sorted);
        say(
                name,
                "beside it " + sorted.size() + " cancellations, median " + sorted.get(sorted.size() / 2) / 1_000.0
                        + " ms, 99 % "
                        + sorted.get(sorted.size() * 99 / 100) / 1_000.0 + " ms, longest "
                        + sorted.get(sorted.size() - 1) / 1_000.0 + " ms",
                System.nanoTime());
        assertThat(result.complete()).isTrue();
    }

    private static void say(String name, String what, long begun) {
        System.out.printf(
                "million on %s, heap %d MB: %s, %.1f s%n",
                name, Runtime.getRuntime().maxMemory() >> 20, what, (System.nanoTime() - begun) / 1e9);
    }

    /** Of a thousand orders one was cancelled once more, two have one so-id, and one lost its row in the log. */
    private static void fill(DatabaseAddress address, String numbers) {
        String from = " FROM " + numbers;
        String then = address.url().contains("postgresql")
                ? "TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1' SECOND"
                : "TIMESTAMP '2026-01-01 00:00:00' + INTERVAL n SECOND";
        try (ShopRows rows = new ShopRows(address)) {
            rows.execute(
                    "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'p', 'own', 1000000)",
                    "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, CONCAT('PO', n), 'cancelled',"
                            + " CONCAT('SO', CASE WHEN MOD(n, 1000) = 7 THEN n - 1 ELSE n END), '2026-02-01 08:00:00', '2026-02-01 08:00:00'"
                            + from,
                    "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1, 2" + from,
                    "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at) SELECT n, 'pending',"
                            + " 'cancelled', 'cron', 'n', '2026-02-01 09:00:00'" + from,
                    "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at) SELECT n, 'pending',"
                            + " 'cancelled', 'shop', 'm', '2026-02-01 09:00:01'" + from + " WHERE MOD(n, 1000) = 3",
                    "INSERT INTO inventory_log (product_id, order_id, change_type, quantity, reason, created_at) SELECT 1, n, 'release', 2,"
                            + " 'order_cancelled', '2026-02-01 09:00:00'" + from + " WHERE MOD(n, 1000) <> 9",
                    "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,"
                            + " operator, source_system, cancel_time, money, run_id, worker, step, created_at) SELECT n, 1, 'cancel',"
                            + " CONCAT('PO', n), CONCAT('SO', n), 'pending', 'cancelled', 'r', 'n', 'cron', 'T', '2026-02-01 09:00:00', 'none',"
                            + " 'R1', 0, n, " + then + from,
                    "INSERT INTO ylh_stock_ledger (order_key, line_kind, line_key, cancellation_no, direction, product_key, stock_kind,"
                            + " stock_key, location, stock_column, quantity, sold, created_at) SELECT n, 'item', n, 1, 'release', 1, 'product', 1,"
                            + " '', 'stock', 2, 0, '2026-02-01 09:00:00'" + from,
                    "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,"
                            + " from_status, operator, state, attempts, maybe_applied, created_at, updated_at) SELECT n, 1, CONCAT('PO', n),"
                            + " CONCAT('SO', CASE WHEN MOD(n, 1000) = 7 THEN n - 1 ELSE n END), 'r', 'T', '2026-02-01 09:00:00', 'pending', 'cron',"
                            + " 'confirmed', 1, FALSE, '2026-02-01 09:00:00', '2026-02-01 09:00:00'" + from,
                    "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, outcome, detail) SELECT n, 'R1',"
                            + " 'cancel', " + then + ", 5, 'accepted', ''" + from,
                    "INSERT INTO orders (id, order_number, status, created_at, updated_at) SELECT " + ORDERS
                            + " + n, CONCAT('Q', n)," + " 'pending', '2026-02-01 08:00:00', '2026-02-01 08:00:00'"
                            + from + " WHERE n <= 2000",
                    "INSERT INTO order_items (order_id, product_id, quantity) SELECT " + ORDERS + " + n, 1, 2" + from
                            + " WHERE n <= 2000",
                    address.url().contains("postgresql")
                            ? "ANALYZE"
                            : "ANALYZE TABLE orders, ylh_transition, ylh_stock_ledger, ylh_call");
        }
    }
}
