package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.MysqlServer;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A MySQL server that takes no writes any more, as at a failover that somebody is about to make: nothing of what YLH was told is lost. */
class MysqlReadOnlyIT extends ProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int QUEUED = 60;

    private static MysqlServer server;

    private Connection admin;

    @BeforeAll
    static void startServer() throws IOException {
        List<String> settings = new ArrayList<>(MysqlServer.FAST);
        settings.addAll(MysqlServer.PLAIN);
        server = MysqlServer.started(Files.createDirectories(Path.of("target", "servers")), settings);
    }

    @AfterAll
    static void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeShop() throws SQLException {
        admin = DriverManager.getConnection(server.url("") + "?sslMode=disable", "root", "");
        execute("CREATE DATABASE shop", "CREATE USER shop@'127.0.0.1'", "GRANT ALL ON shop.* TO shop@'127.0.0.1'");
        TestShop made = TestShop.in(
                new DatabaseAddress(server.url("shop") + "?sslMode=disable", "shop", "", false), folder, sandbox);
        Ran init = made.ylh().run("db", "init", "--sample", "400");
        assertThat(init.code()).as(init.err()).isZero();
        open(made);
    }

    @AfterEach
    void dropShop() throws SQLException {
        endAll();
        takesWrites();
        execute("DROP DATABASE shop", "DROP USER shop@'127.0.0.1'");
        admin.close();
    }

    private void takesWrites() {
        execute("SET GLOBAL super_read_only = OFF", "SET GLOBAL read_only = OFF");
    }

    private void execute(String... statements) {
        try (Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long connections() {
        try (Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Connections'")) {
            row.next();
            return row.getLong(2);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read_only", "super_read_only", "transaction_read_only"})
    void whatStartsThereEndsBeforeItBegins(String setting) {
        String order = paid();
        execute("SET GLOBAL " + setting + " = ON");
        Map<String, List<String>> before = shop.everything();

        for (String[] command : List.of(
                command("cancel", order, "--reason", "r", "--yes"),
                command("cancel-unpaid", "--yes", "--max-percent", "100"),
                command("sync"),
                command("db", "upgrade"))) {
            Ran ran = shell.run(command);
            assertThat(ran.code()).as(ran.err()).isEqualTo(12);
            assertThat(ran.err().lines()).as(ran.err()).hasSize(1);
            assertThat(ran.err()).contains("takes no writes", "read_only");
        }
        assertThat(ylh("status", order).code()).isZero();

        execute("SET GLOBAL transaction_read_only = OFF");
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read_only", "super_read_only"})
    void whoWatchesWaitsAndNothingOfWhatYlhHeardIsLost(String setting) throws IOException {
        List<String> orders = paid(QUEUED);
        Ran queued = cancelled(orders);
        assertThat(queued.code()).as(queued.err()).isZero();
        Job watch = shell.start(command("sync", "--watch"));
        await().atMost(LIMIT).until(() -> sandbox.received(Endpoint.CANCEL) >= QUEUED / 4);

        execute("SET GLOBAL " + setting + " = ON");
        long connected = connections();
        await().atMost(LIMIT).until(() -> !watch.isAlive() || connections() >= connected + 3);
        assertThat(watch.isAlive()).as("it waits").isTrue();
        assertThat(open()).as("what could not be written down").isPositive();
        takesWrites();

        await().atMost(LIMIT).until(() -> !watch.isAlive() || open() == 0);
        watch.signal("TERM");
        Ran ran = watch.ended();
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(130);
        assertCancelledOnce(orders);
        assertThat(shop.rows("SELECT DISTINCT c.so_id FROM ylh_cancellation c"
                        + " JOIN ylh_call l ON l.cancellation_id = c.id AND l.endpoint = 'cancel'"))
                .as("deliveries with a call on record")
                .containsExactlyInAnyOrderElementsOf(sandbox.cancellations().keySet());
    }

    private Ran cancelled(List<String> orders) throws IOException {
        List<String> lines = new ArrayList<>(List.of("order"));
        lines.addAll(orders);
        Path file = Files.write(folder.resolve("orders.csv"), lines);
        return ylh("cancel", "--file", file.toString(), "--reason", "r", "--yes", "--no-sync");
    }

    private int open() {
        return Integer.parseInt(shop.value(QueueProcessTest.OPEN));
    }

    @Test
    void aSweepGoesOnWhenItTakesWritesAgain() {
        long before = shop.stock();
        Job sweep = shell.start(command(
                "cancel-unpaid", "--yes", "--max-percent", "100", "--batch-size", "1", "--no-sync", "-o", "json"));
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !sweep.isAlive() || !count("ylh_transition").equals("0"));
        execute("SET GLOBAL super_read_only = ON");
        long connected = connections();
        await().atMost(LIMIT).until(() -> !sweep.isAlive() || connections() >= connected + 3);
        assertThat(sweep.isAlive()).as("it waits").isTrue();
        takesWrites();
        Ran ran = sweep.ended();

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.json().path("summary").path("cancelled").asText())
                .as(ran.out() + ran.err())
                .isEqualTo(count("ylh_transition"));
        assertThat(shop.rows("SELECT order_key FROM ylh_transition")).doesNotHaveDuplicates();
        assertThat(shop.stock() - before)
                .isEqualTo(ran.json().path("summary").path("stock_released").asLong());
    }

    private String count(String table) {
        return shop.value("SELECT COUNT(*) FROM " + table);
    }
}
