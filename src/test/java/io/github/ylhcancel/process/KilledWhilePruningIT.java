package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code db prune} that is killed (SIGKILL) in the middle: what is left is whole, the next one does the rest, and no stock comes back twice. */
class KilledWhilePruningIT extends ProcessTest {
    /** More than one small transaction has. */
    private static final int ORDERS = 1_200;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PRUNED = "ylh_call, ylh_callback, ylh_stock_ledger, ylh_transition, ylh_intervention";

    private PostgresqlDatabases databases;

    @BeforeEach
    void startServer() throws Exception {
        databases = PostgresqlDatabases.started();
    }

    @AfterEach
    void tidyUp() {
        endAll();
        databases.close();
    }

    /** Orders that were cancelled long ago, each with a call, a callback and a person's word. */
    private void cancelLongAgo() {
        DatabaseAddress address = databases.shop();
        open(TestShop.in(address, folder, sandbox));
        shop.execute(
                "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P1', 'own', 0)",
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, 'PO' || n, 'pending',"
                        + " 'SO-' || n, '2020-01-01', '2020-01-01' FROM generate_series(1, " + ORDERS + ") n",
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1, 2 FROM generate_series(1, "
                        + ORDERS + ") n");
        Ran sweep = shop.ylh().run("cancel-unpaid", "--no-sync", "--yes", "--max-percent", "100", "-q");
        assertThat(sweep.code()).as(sweep.err()).isZero();
        String old = "TIMESTAMP '2020-01-02'";
        shop.execute(
                "UPDATE ylh_cancellation SET state = 'confirmed', next_attempt_at = NULL, created_at = " + old
                        + ", updated_at = " + old,
                "UPDATE ylh_transition SET created_at = " + old + " + order_key::int * INTERVAL '1 second'",
                "UPDATE ylh_run SET started_at = " + old + ", ended_at = " + old,
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, outcome, detail)"
                        + " SELECT id, run_id, 'cancel', " + old
                        + ", 5, 'accepted', '' FROM ylh_cancellation ORDER BY id",
                "INSERT INTO ylh_callback (digest, received_at, sent_at, method, platform_order_no, state, fail_msg, data, applied_at,"
                        + " order_key, cancellation_id, effect, code) SELECT 'D' || id, " + old + ", " + old
                        + ", 'cancel', order_number, 1, '', 'body', " + old
                        + ", order_id, id, 'settled', 'confirmed' FROM ylh_cancellation ORDER BY id",
                "INSERT INTO ylh_intervention (cancellation_id, run_id, operator, decided_at, word, from_state, to_state, note)"
                        + " SELECT id, run_id, 'kefu', " + old
                        + ", 'confirmed', 'dead', 'confirmed', 'n' FROM ylh_cancellation ORDER BY id");
    }

    private Job prune() {
        return shell.start(command("db", "prune", "--older-than", "400d", "--yes", "-o", "json"));
    }

    /** It waits in the middle of a transaction for the last row of a table, which somebody else has, and is killed there. */
    @ParameterizedTest
    @ValueSource(strings = {"ylh_call", "ylh_callback", "ylh_stock_ledger", "ylh_transition", "ylh_run"})
    void whatIsLeftIsWholeAndTheNextOneDoesTheRest(String table) throws SQLException, IOException {
        cancelLongAgo();
        long stock = shop.stock();
        long orders = count("orders", "status = 'cancelled'");
        assertThat(orders).isEqualTo(ORDERS);
        assertThat(stock).isEqualTo(2L * ORDERS);

        killWhileItWaitsFor(table);

        assertWhole();
        assertThat(count(table, "TRUE")).as("it was not done with " + table).isPositive();
        cancelAllOnceMore(stock);

        Ran again = prune().ended();

        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(again.json().path("summary").path("complete").asBoolean()).isTrue();
        assertThat(rowsOf(PRUNED)).as("what is old").containsOnly("0");
        assertThat(count("ylh_run", "started_at < '2021-01-01'")).isZero();
        assertThat(count("ylh_cancellation", "state = 'confirmed'"))
                .as("what YLH was told stays")
                .isEqualTo(ORDERS);
        cancelAllOnceMore(stock);
        Ran clean = ylh("reconcile");
        assertThat(clean).isEqualTo(new Ran(0, "", ""));
        assertThat(sandbox.requests()).isEmpty();
    }

    private void killWhileItWaitsFor(String table) throws SQLException {
        try (Connection other = shop.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            String key = table.equals("ylh_transition") || table.equals("ylh_stock_ledger") ? "order_key" : "id";
            statement.execute("SELECT 1 FROM " + table + " WHERE " + key + " = (SELECT MAX(" + key + ") FROM " + table
                    + " WHERE " + (table.equals("ylh_run") ? "started_at < '2021-01-01'" : "TRUE") + ") FOR UPDATE");
            Job job = prune();
            await().atMost(LIMIT).until(() -> !job.isAlive() || isWaiting());
            assertThat(job.isAlive()).as(job.output() + job.err()).isTrue();
            job.kill();
            assertThat(job.ended().code()).isEqualTo(128 + 9);
            other.rollback();
        }
        await().atMost(LIMIT).until(() -> sessions("TRUE") == 0);
    }

    private boolean isWaiting() {
        return sessions("wait_event_type = 'Lock' AND query LIKE 'DELETE%'") > 0;
    }

    private long sessions(String which) {
        return count("pg_stat_activity", "application_name = 'ylh' AND " + which);
    }

    private long count(String table, String which) {
        return Long.parseLong(shop.value("SELECT COUNT(*) FROM " + table + " WHERE " + which));
    }

    private List<String> rowsOf(String tables) {
        List<String> counts = new ArrayList<>();
        for (String table : tables.split(", ")) {
            counts.add(String.valueOf(count(table, "TRUE")));
        }
        return counts;
    }

    /** An order has all of its records or none, and the run that cancelled it is there as long as they are. */
    private void assertWhole() {
        List<String> orders = shop.rows("SELECT order_key FROM ylh_transition ORDER BY order_key");
        assertThat(shop.rows("SELECT order_key FROM ylh_stock_ledger ORDER BY order_key"))
                .as("the ledger of what is on record")
                .isEqualTo(orders);
        assertThat(shop.rows("SELECT k.order_id FROM ylh_intervention i JOIN ylh_cancellation k"
                        + " ON k.id = i.cancellation_id ORDER BY k.order_id"))
                .as("people's words about what is on record")
                .isEqualTo(orders);
        assertThat(shop.rows("SELECT t.order_key FROM ylh_transition t"
                        + " WHERE NOT EXISTS (SELECT 1 FROM ylh_run r WHERE r.id = t.run_id)"))
                .as("changes without their run")
                .isEmpty();
        assertThat(count("ylh_cancellation", "state = 'confirmed'")).isEqualTo(ORDERS);
    }

    private void cancelAllOnceMore(long stock) throws IOException {
        List<String> lines = new ArrayList<>(List.of("order"));
        lines.addAll(shop.rows("SELECT order_number FROM orders ORDER BY id"));
        Path file = Files.write(folder.resolve("orders.csv"), lines);
        Ran again = shop.ylh().run("cancel", "--file", file.toString(), "--reason", "缺货", "--yes", "-o", "json");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.json().path("results"))
                .hasSize(ORDERS)
                .allMatch(result -> result.path("outcome").asText().equals("already-cancelled"));
        assertThat(shop.stock()).as("no stock came back twice").isEqualTo(stock);
        assertThat(count("ylh_cancellation", "TRUE")).isEqualTo(ORDERS);
    }
}
