package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.testing.PostgresServer;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that takes no writes, because its owner froze it or because it is a standby's: it stays as it is, and YLH hears nothing. */
class FrozenDatabaseIT extends ProcessTest {
    private static final String CONNECTED = "connection authorized: user=shop";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static PostgresServer server;

    private String database;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.started("log_connections=on");
    }

    @AfterAll
    static void endServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeShop() throws IOException {
        database = "shop_" + System.nanoTime();
        server.execute("CREATE ROLE shop LOGIN", "CREATE DATABASE " + database + " OWNER shop");
        TestShop made = at(server.address(database, "shop").url(), "shop");
        Ran init = made.ylh().run("db", "init", "--sample", "40");
        assertThat(init.code()).as(init.err()).isZero();
        open(made);
    }

    @AfterEach
    void dropShop() {
        endAll();
        server.execute("DROP DATABASE " + database + " WITH (FORCE)", "DROP ROLE shop");
    }

    private TestShop at(String url, String name) throws IOException {
        return TestShop.in(
                server.address(database, "shop"),
                Files.createDirectories(folder.resolve(name)),
                sandbox,
                "db.url = " + url);
    }

    private Ran ylh(TestShop shop, List<String> arguments) {
        return shell.run(
                Shell.words(List.of(Shell.YLH, "-c", shop.config().toString()), arguments.toArray(String[]::new)));
    }

    /** One line and nothing else, and another exit code than that of a mistake: it is worth trying again. */
    private static void assertRefused(Ran ran, String... words) {
        assertThat(ran.code()).as(ran.err()).isEqualTo(12);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).as(ran.err()).hasSize(1);
        assertThat(ran.err()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATABASE %1$s", "ROLE shop", "ROLE shop IN DATABASE %1$s"})
    void whatItsOwnerFrozeStaysAsItIs(String what) throws Exception {
        String order = paid();
        Path file = Files.write(folder.resolve("orders.csv"), List.of("order", order));
        Ran queued = ylh("cancel", paid(2).get(1), "--reason", "r", "--yes", "--no-sync");
        assertThat(queued.code()).as(queued.err()).isZero();
        server.execute("ALTER " + what.formatted(database) + " SET default_transaction_read_only = on");
        Map<String, List<String>> before = shop.everything();

        for (List<String> command : List.of(
                List.of("cancel", order, "--reason", "r", "--yes"),
                List.of("cancel", "--file", file.toString(), "--reason", "r", "--yes"),
                List.of("cancel-unpaid", "--yes", "--max-percent", "100"),
                List.of("sync"),
                List.of("sync", "--watch"),
                List.of("resolve", order, "--as", "abandoned", "--note", "n"),
                List.of("db", "init"),
                List.of("db", "upgrade"))) {
            assertRefused(ylh(shop, command), "default_transaction_read_only", "127.0.0.1:" + server.port());
        }
        for (List<String> command : List.of(
                List.of("status", order),
                List.of("history", order),
                List.of("runs"),
                List.of("cancel", order, "--reason", "r", "--dry-run"),
                List.of("cancel-unpaid", "--dry-run"),
                List.of("sync", "--dry-run"),
                List.of("db", "check"))) {
            Ran ran = ylh(shop, command);
            assertThat(ran.code()).as(command + ran.err()).isZero();
        }

        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void aStandbyIsReadAndNotWrittenTo() throws Exception {
        String order = paid();
        try (PostgresServer standby = server.standby()) {
            String one = standby.address(database, "shop").url();
            String several = one.replace("/" + database, ",127.0.0.1:" + server.port() + "/" + database);
            List<String> cancel = List.of("cancel", order, "--reason", "r", "--yes");

            assertRefused(ylh(at(one, "one"), cancel), "standby", "127.0.0.1:" + standby.port());
            assertRefused(ylh(at(several, "several"), cancel), "add targetServerType=primary");
            assertThat(ylh(at(one, "one"), List.of("status", order)).code()).isZero();
            assertThat(shop.status(order)).isEqualTo("paid");
            assertThat(sandbox.requests()).isEmpty();

            Ran primary = ylh(at(several + "?targetServerType=primary", "primary"), cancel);
            assertThat(primary.code()).as(primary.err()).isZero();
        }
        assertCancelledOnce(order);
    }

    /** As it waits for a database that is away. */
    @Test
    void whoWatchesWaitsUntilItTakesWritesAgain() {
        String order = paid();
        Ran queued = ylh("cancel", order, "--reason", "r", "--yes", "--no-sync");
        assertThat(queued.code()).as(queued.err()).isZero();
        shop.execute("UPDATE ylh_cancellation SET next_attempt_at = '2999-01-01'");
        Job watch = shell.start(command("sync", "--watch"));
        await().atMost(LIMIT).until(() -> shop.value("SELECT owner FROM ylh_lease") != null);

        server.execute("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
        shop.execute(
                "SET default_transaction_read_only = off",
                "UPDATE ylh_cancellation SET next_attempt_at = '2001-01-01'",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ylh'");
        long connected = connections();
        await().atMost(LIMIT).until(() -> connections() >= connected + 2);
        assertThat(watch.isAlive()).isTrue();
        assertThat(received(order)).isEmpty();

        server.execute("ALTER DATABASE " + database + " RESET default_transaction_read_only");
        await().atMost(LIMIT).until(() -> "accepted".equals(shop.delivery(order)));
        watch.signal("TERM");
        assertThat(watch.ended().code()).isEqualTo(130);
        assertCancelledOnce(order);
    }

    private static long connections() {
        return server.log()
                .lines()
                .filter(line -> line.contains(CONNECTED) && line.contains("application_name=ylh"))
                .count();
    }
}
