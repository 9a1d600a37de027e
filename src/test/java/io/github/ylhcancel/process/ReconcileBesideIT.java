package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Cancellation;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code reconcile --apply} again and again, beside {@code sync --watch}, sweeps and callbacks, on a PostgreSQL shop in which disagreements come up
 * all the time. {@code -Dylh.reconcile-rounds=…} takes more of them.
 */
class ReconcileBesideIT extends ProcessTest {
    private static final int ROUNDS = Integer.getInteger("ylh.reconcile-rounds", 3);
    /** So many of each kind come up in a round. */
    private static final int EACH = 8;

    private static final int OF_A_KIND = ROUNDS * EACH;
    private static final long STOCK = 1_000_000;
    private static final int PRODUCTS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** What is planted. An order's key says what it is: the kind's number times 1000, and more. */
    private enum Kind {
        UNTOLD,
        REJECTED,
        CONFIRMED,
        UNASKED,
        UNPAID;

        int first() {
            return 1 + 1000 * ordinal();
        }

        String numbers() {
            return "SELECT n FROM generate_series(" + first() + ", " + (first() + OF_A_KIND - 1) + ") n";
        }

        String these(int round) {
            return "BETWEEN " + (first() + round * EACH) + " AND " + (first() + (round + 1) * EACH - 1);
        }

        String all() {
            return "BETWEEN " + first() + " AND " + (first() + OF_A_KIND - 1);
        }
    }

    private PostgresqlDatabases databases;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Ran> reconciled = new ConcurrentLinkedQueue<>();
    private final Queue<Ran> swept = new ConcurrentLinkedQueue<>();
    private final Queue<Ran> called = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    private final AtomicInteger planted = new AtomicInteger();
    private final Set<String> said = new HashSet<>();

    @BeforeEach
    void startServer() throws Exception {
        databases = PostgresqlDatabases.started();
    }

    @AfterEach
    void tidyUp() throws InterruptedException {
        stop();
        endAll();
        databases.close();
    }

    private void stop() throws InterruptedException {
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void everyOrderEndsOnceBesideEverythingElse() throws Exception {
        openShop();
        Job watch = shell.start(command("sync", "--watch", "-q"));
        again(reconciled, () -> shop.ylh().run("reconcile", "--apply", "--yes", "-o", "json"));
        again(reconciled, () -> shop.ylh().run("reconcile", "--apply", "--yes", "-o", "json"));
        again(swept, () -> shop.ylh().run("cancel-unpaid", "--yes", "--max-percent", "100", "--no-sync", "-o", "json"));
        Thread callbacks = new Thread(this::callBack, "callbacks");
        callbacks.start();
        threads.add(callbacks);

        for (int round = 0; round < ROUNDS; round++) {
            int before = reconciled.size();
            plant(round);
            planted.set(round + 1);
            await().atMost(LIMIT).until(() -> reconciled.size() > before || !thrown.isEmpty());
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(thrown.isEmpty() ? notAsItMust() : List.of())
                        .as("reconcile ran " + reconciled.size() + " times")
                        .isEmpty());
        stop();
        watch.signal("TERM");
        Ran watched = watch.ended();

        assertThat(thrown).isEmpty();
        assertThat(watched.code()).as(watched.out() + watched.err()).isEqualTo(130);
        assertThat(watched.err()).doesNotContain("\tat ", "unexpected");
        assertNoErrors();
        assertThat(notAsItMust()).isEmpty();
        assertOnce();
        assertThat(ylh("reconcile")).isEqualTo(new Ran(0, "", ""));
        report();
    }

    /** Orders that were cancelled, settled and agreed about, and open ones; what makes them disagree comes later. */
    private void openShop() throws IOException {
        open(TestShop.in(
                databases.shop(),
                folder,
                sandbox,
                SignedCallback.config("ylh.rate-per-second = 60", "cancel.reason = 缺货")));
        shop.execute("INSERT INTO products (id, name, stock_source, stock) SELECT n, 'P' || n, 'own', " + STOCK
                + " FROM generate_series(1, " + PRODUCTS + ") n");
        insert(Kind.UNTOLD, "pending", "NULL");
        insert(Kind.REJECTED, "pending", "'SO-' || n");
        insert(Kind.CONFIRMED, "paid", "'SO-' || n");
        insert(Kind.UNASKED, "paid", "'SO-' || n");
        List<String> lines = new ArrayList<>(List.of("order"));
        lines.addAll(shop.rows("SELECT order_number FROM orders WHERE id < " + Kind.UNASKED.first() + " ORDER BY id"));
        Path file = Files.write(folder.resolve("orders.csv"), lines);
        Ran cancel = shop.ylh().run("cancel", "--file", file.toString(), "--reason", "客户要求取消", "--yes", "--no-sync");
        assertThat(cancel.code()).as(cancel.err()).isZero();
        shop.execute("UPDATE ylh_cancellation SET state = 'confirmed', attempts = 1, next_attempt_at = NULL");
    }

    private void insert(Kind kind, String status, String soId) {
        insert("(" + kind.numbers() + ") s", status, soId);
    }

    private void insert(String from, String status, String soId) {
        // The lines first: an order without one would be cancelled without its stock.
        shop.execute("WITH o AS (INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at)"
                + " SELECT n, 'PO' || n, '" + status + "', " + soId + ", '2026-01-01', '2026-01-01' FROM " + from
                + " RETURNING id) INSERT INTO order_items (order_id, product_id, quantity)"
                + " SELECT id, 1 + id % " + PRODUCTS + ", 1 + id % 3 FROM o");
    }

    private void plant(int round) {
        shop.execute(
                "UPDATE orders SET haier_so_id = 'SO-' || id WHERE id " + Kind.UNTOLD.these(round),
                "UPDATE ylh_cancellation SET state = 'rejected', last_error = '已发货' WHERE order_id "
                        + Kind.REJECTED.these(round));
        // As a program of the shop takes an order up again.
        String these = Kind.CONFIRMED.these(round);
        shop.execute(
                "UPDATE products p SET stock = stock - (SELECT COALESCE(SUM(quantity), 0) FROM order_items i"
                        + " WHERE i.product_id = p.id AND i.order_id " + these + ")",
                "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)"
                        + " SELECT id, 'cancelled', 'paid', 'shop', 'restored', NOW() AT TIME ZONE 'UTC' FROM orders WHERE id "
                        + these,
                "UPDATE orders SET status = 'paid' WHERE id " + these);
        insert(
                "generate_series(" + (Kind.UNPAID.first() + round * EACH) + ", "
                        + (Kind.UNPAID.first() + (round + 1) * EACH - 1) + ") n",
                "pending",
                "CASE WHEN n % 2 = 0 THEN 'SO-' || n END");
    }

    private void again(Queue<Ran> runs, Supplier<Ran> command) {
        Thread thread = new Thread(() -> {
            try {
                while (!over.get()) {
                    runs.add(command.get());
                }
            } catch (RuntimeException | Error failure) {
                thrown.add(failure);
            }
        });
        thread.start();
        threads.add(thread);
    }

    /** YLH confirms every fourth of what it holds and refuses another fourth, and has cancelled something of its own. Each comes twice. */
    private void callBack() {
        try {
            while (!over.get()) {
                List<String> due = new ArrayList<>();
                for (String id :
                        shop.rows("SELECT order_id FROM ylh_cancellation WHERE state = 'accepted' ORDER BY id")) {
                    int number = Integer.parseInt(id);
                    if (number % 4 == 0 || number % 4 == 2 && number >= Kind.UNPAID.first()) {
                        due.add(id + " " + (number % 4 == 0 ? 1 : 0));
                    }
                }
                for (int one = 0; one < planted.get() * EACH; one++) {
                    due.add((Kind.UNASKED.first() + one) + " 1");
                }
                due.stream().filter(said::add).forEach(this::callBack);
            }
        } catch (RuntimeException | Error failure) {
            thrown.add(failure);
        }
    }

    private void callBack(String due) {
        String[] words = due.split(" ");
        String body = SignedCallback.cancel(Instant.now(), "PO" + words[0], Integer.parseInt(words[1]))
                .text();
        for (int time = 0; time < 2; time++) {
            called.add(shop.ylh().in(body).run("callback"));
        }
    }

    /** The orders that have not ended yet as they must. */
    private List<String> notAsItMust() {
        String told = "CASE WHEN o.id % 4 = 0 THEN 'cancelled confirmed' ELSE 'cancelled accepted' END";
        String must = "CASE WHEN o.id " + Kind.UNTOLD.all() + " THEN " + told //
                + " WHEN o.id " + Kind.REJECTED.all() + " THEN 'pending compensated'" //
                + " WHEN o.id " + Kind.CONFIRMED.all() + " THEN 'cancelled confirmed'" //
                + " WHEN o.id " + Kind.UNASKED.all() + " THEN 'cancelled confirmed'" //
                + " WHEN o.id % 2 = 1 THEN 'cancelled '" //
                + " WHEN o.id % 4 = 2 THEN 'pending compensated' ELSE " + told + " END";
        List<String> not = shop.rows(
                "SELECT * FROM (SELECT o.id, o.status || ' ' || COALESCE((SELECT c.state FROM ylh_cancellation c"
                        + " WHERE c.order_id = o.id ORDER BY c.cancellation_no DESC LIMIT 1), '') AS is_so, " + must
                        + " AS must FROM orders o) a WHERE is_so <> must ORDER BY id");
        long missing = 5L * OF_A_KIND - Long.parseLong(shop.value("SELECT COUNT(*) FROM orders"));
        return missing == 0 ? not : List.of(missing + " orders are still to come");
    }

    private void assertNoErrors() {
        for (Ran ran : reconciled) {
            assertThat(ran.code()).as(ran.out() + ran.err()).isIn(0, 3);
            for (JsonNode row : ran.json().path("results")) {
                assertThat(row.path("outcome").asText()).as(row.toString()).isIn("repaired", "settled");
            }
        }
        assertThat(swept)
                .allSatisfy(
                        ran -> assertThat(ran.code()).as(ran.out() + ran.err()).isZero());
        assertThat(called).allSatisfy(ran -> {
            assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
            assertThat(ran.out()).contains("\"success\":true");
        });
    }

    private void assertOnce() {
        assertThat(shop.rows("SELECT p.id, p.stock FROM products p WHERE p.stock <> " + STOCK
                        + " + (SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i JOIN orders o ON o.id = i.order_id"
                        + " WHERE i.product_id = p.id AND o.status = 'cancelled')"))
                .as("stock that is not what the cancelled orders gave back")
                .isEmpty();
        assertThat(shop.rows(
                        "SELECT order_key, kind, COUNT(*) FROM ylh_transition GROUP BY order_key, kind HAVING COUNT(*) >"
                                + " CASE WHEN kind = 'cancel' AND order_key " + Kind.CONFIRMED.all()
                                + " THEN 2 ELSE 1 END"))
                .as("done more than once")
                .isEmpty();
        assertThat(shop.rows("SELECT order_id FROM ylh_cancellation GROUP BY order_id HAVING COUNT(*) > 1"))
                .as("more than one request")
                .isEmpty();
        assertThat(sandbox.cancellations().keySet())
                .as("what YLH was told")
                .containsExactlyInAnyOrderElementsOf(shop.rows("SELECT haier_so_id FROM orders WHERE id "
                        + Kind.UNTOLD.all() + " OR id " + Kind.UNPAID.all() + " AND haier_so_id IS NOT NULL"));
        assertThat(sandbox.cancellations().values())
                .filteredOn(Cancellation::different)
                .as("asked for in different bytes")
                .isEmpty();
        assertThat(sandbox.cancellations().values()).allMatch(held -> held.held() == 1, "is held once");
    }

    private void report() {
        long repaired = reconciled.stream()
                .mapToLong(ran -> ran.json().path("summary").path("repaired").asLong())
                .sum();
        long settled = reconciled.stream()
                .mapToLong(ran -> ran.json().path("summary").path("settled").asLong())
                .sum();
        System.out.printf(
                "reconcile beside the rest: %d orders, %d runs of reconcile (%d repaired, %d settled by others), %d sweeps, %d callbacks%n",
                5 * OF_A_KIND, reconciled.size(), repaired, settled, swept.size(), called.size());
    }
}
