package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cli.Diagnoses;
import io.github.ylhcancel.testing.PgBouncer;
import io.github.ylhcancel.testing.PostgresServer;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program behind a PgBouncer that the shop uses as well, with the same user, so that their statements run in the same sessions of
 * the server. {@code -Dylh.pool-rounds=20} for the full count, {@code -Dylh.seed=…} for the same choices.
 */
class PgBouncerIT extends ProcessTest {
    private static final int ROUNDS = Integer.getInteger("ylh.pool-rounds", 2);
    private static final int FILE_ORDERS = 40;
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    private static PostgresServer server;

    private TestShop direct;
    private String database;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.started();
        server.execute("CREATE ROLE shop LOGIN");
    }

    @AfterAll
    static void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeShop() {
        database = "shop_" + System.nanoTime();
        server.execute("CREATE DATABASE " + database + " OWNER shop");
    }

    @AfterEach
    void dropShop() {
        endAll();
        server.execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    /** The tables are made past the pool, and what was done is read past it. */
    private void makeOrders(int orders) throws IOException {
        direct = TestShop.in(
                server.address(database, "shop"), Files.createDirectories(folder.resolve("direct")), sandbox);
        Ran init = direct.ylh().run("db", "init", "--sample", String.valueOf(orders));
        assertThat(init.code()).as(init.err()).isZero();
        open(direct);
    }

    private TestShop behind(PgBouncer pool, String name, String... lines) throws IOException {
        return TestShop.in(
                pool.address(database, "shop"), Files.createDirectories(folder.resolve(name)), sandbox, lines);
    }

    private Ran ylh(TestShop pooled, String... arguments) {
        return start(pooled, arguments).ended();
    }

    private Job start(TestShop pooled, String... arguments) {
        return shell.start(Shell.words(List.of(Shell.YLH, "-c", pooled.config().toString()), arguments));
    }

    @Test
    void theShopsSessionIsAsItWasAfterEachCommand() throws Exception {
        makeOrders(60);
        List<String> paid = paid(4);
        String shipped = shop.orders("shipped", true).get(0);
        Path file = Files.write(folder.resolve("orders.csv"), List.of("order", paid.get(1), paid.get(2)));
        try (PgBouncer pool = PgBouncer.start(server, "transaction", 1);
                Connection shops = shops(pool)) {
            TestShop pooled = behind(pool, "pooled");
            // The shop has settings of its own, and they are other than ours.
            execute(
                    shops,
                    "SET lock_timeout = '17s'",
                    "SET synchronous_commit = off",
                    "SET default_transaction_isolation = 'repeatable read'",
                    "SET extra_float_digits = 0",
                    "SET TIME ZONE 'Asia/Shanghai'");
            Map<String, String> before = settings(shops);
            List<List<String>> commands = List.of(
                    List.of("status", paid.get(0)),
                    List.of("status"),
                    List.of("history", paid.get(0)),
                    List.of("cancel", paid.get(0), "--reason", "r", "--dry-run"),
                    List.of("cancel", paid.get(0), "--reason", "r", "--yes"),
                    List.of("cancel", shipped, "--reason", "r", "--yes"),
                    List.of("cancel", "--file", file.toString(), "--reason", "r", "--yes"),
                    List.of("cancel-unpaid", "--dry-run"),
                    List.of("cancel-unpaid", "--yes", "--max-percent", "100", "--no-sync"),
                    List.of("sync", "--dry-run"),
                    List.of("sync"),
                    List.of("deliveries", "--all"),
                    List.of("runs"),
                    List.of("db", "check"),
                    List.of("db", "init"));
            for (List<String> command : commands) {
                Ran ran = ylh(pooled, command.toArray(String[]::new));

                assertThat(ran.err() + ran.out()).as(command.toString()).doesNotContain("\tat ");
                assertThat(settings(shops)).as("after " + command).isEqualTo(before);
                assertThat(updated(shops, paid.get(3)))
                        .as("the shop can write after " + command)
                        .isEqualTo(1);
            }
            assertThat(shop.status(paid.get(2))).isEqualTo("cancelled");
            assertThat(received(paid.get(2))).hasSize(1);
        }
    }

    /** As a shop does it: its driver keeps no statement under a name, because the pool may give it another session. */
    private Connection shops(PgBouncer pool) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "shop");
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("assumeMinServerVersion", "12");
        properties.setProperty("ApplicationName", "the shop");
        return DriverManager.getConnection(pool.address(database, "shop").url(), properties);
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int updated(Connection shops, String order) throws SQLException {
        try (Statement statement = shops.createStatement()) {
            return statement.executeUpdate(
                    "UPDATE orders SET cancel_reason = 'shop' WHERE order_number = '" + order + "'");
        }
    }

    private static Map<String, String> settings(Connection connection) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW ALL")) {
            while (row.next()) {
                settings.put(row.getString(1), row.getString(2));
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_prepared_statements")) {
            row.next();
            settings.put("prepared statements", row.getString(1));
        }
        return settings;
    }

    @Test
    void fiveAtOnceAreAllRightAgainAndAgain() throws Exception {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        String again = "again with -Dylh.pool-rounds=" + ROUNDS + " -Dylh.seed=" + seed;
        System.out.println("PgBouncerIT: " + again);
        Random random = new Random(seed);
        makeOrders(60);
        int orders = ROUNDS * FILE_ORDERS * 2;
        shop.execute(
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT 100000 + n, 'G' || n,"
                        + " 'paid', 'SO-G' || n, '2026-01-01', '2026-01-01' FROM generate_series(1, " + orders + ") n",
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT 100000 + n, (SELECT min(id) FROM products"
                        + " WHERE stock_source = 'own'), 2 FROM generate_series(1, " + orders + ") n");
        open(direct);
        List<String> cancelled = new ArrayList<>();
        try (PgBouncer pool = PgBouncer.start(server, "transaction", 2)) {
            List<TestShop> pooled = new ArrayList<>();
            for (int process = 0; process < 5; process++) {
                // So far below YLH's limit that a machine that stalls does not look like a sender that hurries.
                pooled.add(behind(pool, "pooled" + process, "ylh.rate-per-second = 60"));
            }
            for (int round = 0; round < ROUNDS; round++) {
                int from = round * FILE_ORDERS * 2;
                List<Job> jobs = new ArrayList<>();
                for (int process = 0; process < 2; process++) {
                    List<String> mine = new ArrayList<>();
                    for (int n = 1; n <= FILE_ORDERS; n++) {
                        mine.add("G" + (from + process * FILE_ORDERS + n));
                    }
                    cancelled.addAll(mine);
                    Path file = Files.write(
                            folder.resolve("orders" + round + "-" + process + ".csv"),
                            ("order\n" + String.join("\n", mine) + "\n").getBytes(StandardCharsets.UTF_8));
                    jobs.add(start(
                            pooled.get(process),
                            "cancel",
                            "--file",
                            file.toString(),
                            "--reason",
                            "r",
                            "--yes",
                            "--no-sync"));
                }
                String seen = "G" + (1 + random.nextInt(orders));
                jobs.add(start(pooled.get(2), "status", seen));
                jobs.add(start(pooled.get(3), "cancel-unpaid", "--dry-run"));
                jobs.add(start(pooled.get(4), "sync", "--wait"));
                for (Job job : jobs) {
                    Ran ran = job.ended();
                    assertThat(ran.code())
                            .as(ran.err() + ran.out() + "round " + round + ", " + again)
                            .isZero();
                }
            }
            Ran last = ylh(pooled.get(4), "sync", "--wait");
            assertThat(last.code()).as(last.err() + again).isZero();
        }
        assertCancelledOnce(cancelled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void aPoolOfStatementsIsRefusedAtOnce(String language) throws Exception {
        makeOrders(20);
        String order = paid();
        try (PgBouncer pool = PgBouncer.start(server, "statement", 2)) {
            TestShop pooled = behind(pool, "pooled");
            for (List<String> command :
                    List.of(List.of("status", order), List.of("cancel", order, "--reason", "r", "--yes"))) {
                Job job = start(pooled, Shell.words(command, "--lang", language));
                assertThat(job.endsWithin(AT_ONCE)).isTrue();
                Ran ran = job.ended();

                assertThat(ran.code()).as(ran.err()).isEqualTo(2);
                assertThat(ran.err().lines()).as(ran.err()).hasSize(1);
                assertThat(ran.err()).contains("pool_mode = transaction");
            }
        }
        assertThat(shop.status(order)).isEqualTo("paid");
        assertThat(received(order)).isEmpty();
    }

    @Test
    void theDoctorNamesAPoolAndRefusesOneOfStatements() throws Exception {
        makeOrders(20);
        try (PgBouncer pool = PgBouncer.start(server, "transaction", 2)) {
            Diagnoses found = Diagnoses.of(ylh(behind(pool, "pooled"), "doctor", "-o", "json"));

            assertThat(found.lines()).contains("note server pool", "ok tables tables");
        }
        try (PgBouncer pool = PgBouncer.start(server, "statement", 2)) {
            Diagnoses found = Diagnoses.of(ylh(behind(pool, "statements"), "doctor", "-o", "json"));

            assertThat(found.wrong()).contains("bad database pool-of-statements");
            assertThat(found.lines()).contains("ok authentication token", "skipped tables needs-first");
            assertThat(found.code()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "upgrade"})
    void whatMigratesAsksForTheServerItself(String command) throws Exception {
        makeOrders(20);
        try (PgBouncer pool = PgBouncer.start(server, "transaction", 2)) {
            Ran ran = ylh(behind(pool, "pooled"), "db", command);

            assertThat(ran.code()).as(ran.err()).isEqualTo(2);
            assertThat(ran.err().lines()).as(ran.err()).hasSize(1);
            assertThat(ran.err()).contains("pool", "YLH_DB_URL");
        }
    }

    @Test
    void aSchemaOfTheAddressHoldsBehindAPoolToo() throws Exception {
        makeOrders(20);
        String order = paid();
        shop.execute(
                "CREATE SCHEMA other",
                "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP"
                        + " EXECUTE 'ALTER TABLE public.' || quote_ident(t) || ' SET SCHEMA other'; END LOOP; END $$");
        try (PgBouncer pool = PgBouncer.start(server, "transaction", 1)) {
            TestShop pooled = behind(
                    pool, "pooled", "db.url = " + pool.address(database, "shop").url() + "?currentSchema=other");

            Ran cancel = ylh(pooled, "cancel", order, "--reason", "r", "--yes");
            Ran check = ylh(pooled, "db", "check");

            assertThat(cancel.code()).as(cancel.err()).isZero();
            assertThat(check.code()).as(check.out() + check.err()).isZero();
            assertThat(check.out()).contains("there is a pool in front of the server");
        }
        assertThat(shop.value("SELECT status FROM other.orders WHERE order_number = '" + order + "'"))
                .isEqualTo("cancelled");
    }
}
