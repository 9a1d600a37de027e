package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.Cluster;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A shop on a cluster of which every node takes writes: sweeps on two of its nodes, a file and a plan on the third, customers that take
 * stock on two, and a node that is killed meanwhile. What each command printed is what is in the database, and what YLH holds, once. {@code
 * -Dylh.cluster-rounds=20} for the full count, {@code -Dylh.seed=…} for the same choices.
 */
abstract class ClusterContract extends ProcessTest {
    private static final int ROUNDS = Integer.getInteger("ylh.cluster-rounds", 1);
    /** A round shows nothing if no transaction of one node met one of another, or if the sweep on the node that is killed was over. */
    private static final int MOST_TRIES = 4;

    private static final int PAID = 80;
    private static final int STOCK = 1_000_000;

    private final AtomicBoolean open = new AtomicBoolean();
    private final List<Thread> customers = new ArrayList<>();

    abstract Cluster cluster();

    /** So many that a sweep is still at work when its node is killed. */
    int unpaid() {
        return 1200;
    }

    /** The fewer there are, the more often customers and sweeps meet on one. */
    int products() {
        return 12;
    }

    @AfterEach
    void sendCustomersHome() throws InterruptedException {
        open.set(false);
        for (Thread customer : customers) {
            customer.join();
        }
        customers.clear();
    }

    @Test
    void whatIsPrintedIsWhatIsThere() throws Exception {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        System.out.println(getClass().getSimpleName() + ": -Dylh.seed=" + seed);
        Random random = new Random(seed);
        long all = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            int tries = 1;
            long conflicts = round(round + "_" + tries, random);
            while (conflicts == 0 && tries < MOST_TRIES) {
                tries++;
                conflicts = round(round + "_" + tries, random);
            }
            assertThat(conflicts)
                    .as("round " + round + ": transactions that met")
                    .isPositive();
            all += conflicts;
        }
        System.out.println(getClass().getSimpleName() + ": " + ROUNDS + " rounds, " + all + " conflicts");
    }

    /** Answers how many transactions were undone for one of another node's, or 0 if the node was killed too late. */
    private long round(String name, Random random) throws Exception {
        String database = "shop_" + name;
        makeShop(database);
        List<String> orders = shop.orders("paid", true);
        Path file = Files.write(folder.resolve(name + ".csv"), withHeader(orders.subList(0, PAID / 2)));
        Path plan = plan(name, database, orders.subList(PAID / 2, PAID));
        long before = conflicts();
        openShop(database, random);
        List<Job> sweeps = List.of(
                sweep(name + "-a", database, 1, 2), // Its node dies, and it goes on with another.
                sweep(name + "-b", database, 2));
        Job ofFile = start(name + "-file", database, "cancel", "--file", file.toString(), "--reason", "缺货");
        Job ofPlan = start(name + "-plan", database, "cancel", "--plan", plan.toString(), "--yes");
        Job first = sweeps.get(0);
        int some = 1 + random.nextInt(unpaid() / 6);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !first.isAlive() || cancelled(first) >= some);
        long after = cluster().conflicts(1);
        boolean isHit = first.isAlive();
        cluster().kill(1);
        List<Ran> swept = sweeps.stream().map(Job::ended).toList();
        List<Ran> cancelled = List.of(ofFile.ended(), ofPlan.ended());
        sendCustomersHome();
        cluster().catchUp(2);

        swept.forEach(this::assertCountedWhatIsThere);
        cancelled.forEach(this::assertListedWhatIsThere);
        assertNothingIsThereTwice();
        assertHeldByYlh();
        long conflicts = conflicts() + after - before;
        cluster().comeBack(1);
        assertThat(start(name + "-again", database, "cancel", "--file", file.toString(), "--reason", "缺货")
                        .ended()
                        .code())
                .isIn(0, 6);
        // What the two left to each other is the next one's.
        Ran rest = sweep(name + "-c", database, 1).ended();
        cluster().catchUp(2);
        assertCountedWhatIsThere(rest);
        assertThat(shop.value("SELECT COUNT(*) FROM orders WHERE status = 'pending'"))
                .as(rest.out() + rest.err())
                .isEqualTo("0");
        assertNothingIsThereTwice();
        cluster().execute(2, "DROP DATABASE " + database);
        sandbox.reset();
        System.out.println(getClass().getSimpleName() + ": " + name + ", " + conflicts + " conflicts, killed "
                + (isHit ? "under the sweep" : "too late"));
        return isHit ? conflicts : 0;
    }

    private long conflicts() {
        return IntStream.rangeClosed(1, cluster().nodes())
                .mapToLong(cluster()::conflicts)
                .sum();
    }

    /** How many orders a command has cancelled by now. */
    private long cancelled(Job job) {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM ylh_transition t JOIN ylh_run r ON r.id = t.run_id"
                + " WHERE r.pid = " + job.pid()));
    }

    // ---- the shop

    /** Read past the program, on a node that nobody kills. */
    private void makeShop(String database) throws IOException {
        cluster().execute(2, "CREATE DATABASE " + database);
        shop = TestShop.in(cluster().address(database, 2), Files.createDirectories(folder.resolve(database)), sandbox);
        Ran init = shop.ylh().run("db", "init");
        assertThat(init.code()).as(init.err()).isZero();
        shop.execute(
                "CREATE TABLE customer_orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, product_id BIGINT NOT NULL, taken INT NOT NULL)",
                "INSERT INTO products (id, name, stock_source, stock) SELECT n, CONCAT('P', n), 'own', " + STOCK
                        + " FROM " + Numbers.onMysqlFamily(1, products()),
                "INSERT INTO orders (id, order_number, status, created_at, updated_at) SELECT n, CONCAT('PO', n), 'pending',"
                        + " '2026-01-01', '2026-01-01' FROM " + Numbers.onMysqlFamily(1, unpaid()),
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT " + unpaid()
                        + " + n, CONCAT('PO', " + unpaid() + " + n), 'paid', CONCAT('SO" + database
                        + "-', n), '2026-01-01', '2026-01-01' FROM " + Numbers.onMysqlFamily(1, PAID),
                "INSERT INTO order_items (id, order_id, product_id, quantity) SELECT n, n, 1 + n % " + products()
                        + ", 1 + n % 3 FROM " + Numbers.onMysqlFamily(1, unpaid() + PAID));
        IntStream.rangeClosed(1, cluster().nodes()).forEach(cluster()::catchUp);
    }

    private static List<String> withHeader(List<String> orders) {
        List<String> lines = new ArrayList<>(List.of("order_number"));
        lines.addAll(orders);
        return lines;
    }

    private Path plan(String name, String database, List<String> orders) throws IOException {
        Path plan = folder.resolve(name + ".plan");
        List<String> arguments =
                new ArrayList<>(List.of("cancel", "--dry-run", "--plan-out", plan.toString(), "--reason", "缺货"));
        arguments.addAll(orders);
        Ran ran = at(name + "-planning", database, 3).ylh().run(arguments.toArray(String[]::new));
        assertThat(ran.code()).as(ran.err()).isZero();
        return plan;
    }

    TestShop at(String name, String database, int... nodes) throws IOException {
        return TestShop.in(cluster().address(database, nodes), Files.createDirectories(folder.resolve(name)), sandbox);
    }

    /** Its cancellations come in small sets, so that they meet often. */
    private Job start(String name, String database, String... arguments) throws IOException {
        return start(at(name, database, 3), Shell.words(List.of(arguments), "--batch-size", "10", "-o", "json"));
    }

    private Job sweep(String name, String database, int... nodes) throws IOException {
        return start(
                at(name, database, nodes),
                "cancel-unpaid",
                "--max-percent",
                "100",
                "--batch-size",
                "25",
                "--no-sync",
                "-o",
                "json");
    }

    Job start(TestShop from, String... arguments) {
        return shell.start(Shell.words(List.of(Shell.YLH, "-c", from.config().toString()), arguments));
    }

    /** Customers take stock on two of the nodes, each in a transaction, and each knows what it has taken. */
    private void openShop(String database, Random random) {
        open.set(true);
        for (int node = 2; node <= cluster().nodes(); node++) {
            String url = cluster().address(database, node).url();
            Random own = new Random(random.nextLong());
            Thread customer = new Thread(() -> buy(url, own), "customer-" + node);
            customer.start();
            customers.add(customer);
        }
    }

    private void buy(String url, Random random) {
        try (Connection connection = DriverManager.getConnection(url, "root", "");
                Statement careful = connection.createStatement();
                PreparedStatement take =
                        connection.prepareStatement("UPDATE products SET stock = stock - ? WHERE id = ?");
                PreparedStatement note =
                        connection.prepareStatement("INSERT INTO customer_orders (taken, product_id) VALUES (?, ?)")) {
            // Who does not look first floods a group with what the other members are still to carry out, and every
            // order meets it.
            careful.execute(cluster().catchingUp());
            connection.setAutoCommit(false);
            while (open.get()) {
                buy(connection, take, note, 1 + random.nextInt(3), 1 + random.nextInt(products()));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void buy(
            Connection connection, PreparedStatement take, PreparedStatement note, int quantity, long product)
            throws SQLException {
        try {
            for (PreparedStatement each : List.of(take, note)) {
                each.setInt(1, quantity);
                each.setLong(2, product);
                each.executeUpdate();
            }
            connection.commit();
        } catch (SQLException undone) {
            connection.rollback();
        }
    }

    // ---- what must be so

    private void assertCountedWhatIsThere(Ran ran) {
        JsonNode summary = summary(ran);
        String run = ran.json().path("run_id").asText();
        assertThat(summary.path("cancelled").asText())
                .as(ran.out() + ran.err())
                .isEqualTo(shop.value("SELECT COUNT(*) FROM ylh_transition WHERE run_id = '" + run + "'"));
        assertThat(summary.path("stock_released").asText())
                .as(ran.out() + ran.err())
                .isEqualTo(shop.value("SELECT COALESCE(SUM(l.quantity), 0) FROM ylh_stock_ledger l"
                        + " JOIN ylh_transition t ON t.order_key = l.order_key WHERE t.run_id = '" + run + "'"));
        assertThat(summary.path("failed").asInt()).as(ran.out() + ran.err()).isZero();
    }

    private void assertListedWhatIsThere(Ran ran) {
        summary(ran);
        List<String> listed = new ArrayList<>();
        for (JsonNode result : ran.json().path("results")) {
            assertThat(result.path("outcome").asText()).as(ran.out()).isEqualTo("cancelled");
            assertThat(result.path("sync").asText()).as(ran.out()).isIn("accepted", "pending");
            listed.add(result.path("order").asText());
        }
        assertThat(listed)
                .hasSize(PAID / 2)
                .containsExactlyInAnyOrderElementsOf(
                        shop.rows("SELECT order_number FROM ylh_transition WHERE run_id = '"
                                + ran.json().path("run_id").asText() + "'"));
    }

    /** It came to its end, and did not give up. */
    private static JsonNode summary(Ran ran) {
        assertThat(ran.code()).as(ran.out() + ran.err()).isIn(0, 6);
        assertThat(ran.err()).doesNotContain("gave up");
        return ran.json().path("summary");
    }

    private void assertNothingIsThereTwice() {
        shop.keepOpen(() -> {
            assertThat(shop.rows("SELECT order_key FROM ylh_transition ORDER BY order_key"))
                    .doesNotHaveDuplicates()
                    .isEqualTo(shop.rows("SELECT id FROM orders WHERE status = 'cancelled' ORDER BY id"))
                    .isEqualTo(shop.rows("SELECT order_id FROM order_status_history ORDER BY order_id"));
            assertThat(shop.rows("SELECT order_key, line_key, quantity FROM ylh_stock_ledger ORDER BY line_key"))
                    .isEqualTo(shop.rows("SELECT i.order_id, i.id, i.quantity FROM order_items i"
                            + " JOIN orders o ON o.id = i.order_id WHERE o.status = 'cancelled' ORDER BY i.id"));
            assertThat(shop.rows("SELECT p.id, p.stock FROM products p WHERE p.stock <> " + STOCK
                            + " + (SELECT COALESCE(SUM(quantity), 0) FROM ylh_stock_ledger WHERE stock_key = p.id)"
                            + " - (SELECT COALESCE(SUM(taken), 0) FROM customer_orders WHERE product_id = p.id)"))
                    .as("stock that is not what came back less what customers took")
                    .isEmpty();
        });
    }

    private void assertHeldByYlh() {
        assertThat(sandbox.cancellations().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        shop.rows("SELECT so_id FROM ylh_cancellation WHERE state IN ('accepted', 'sending')"));
        assertThat(sandbox.cancellations().values())
                .allMatch(held -> held.held() == 1, "is held once")
                .allMatch(held -> !held.different(), "was asked for in the same bytes each time");
    }
}
