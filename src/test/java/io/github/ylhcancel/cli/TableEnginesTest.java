package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a table has no transactions, what is undone would stay in it: nothing is cancelled there. */
class TableEnginesTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestDatabases databases;
    private TestShop shop;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        sandbox.close();
        databases.close();
    }

    private void open(TestDatabases on) {
        databases = on;
        shop = TestShop.create(folder, databases, 40, sandbox);
    }

    private void map(String... lines) {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), lines);
    }

    private void assertNothingIsCancelled(String table) throws IOException {
        Map<String, List<String>> before = shop.everything();
        String order = shop.orders("paid", true).get(0);
        Path file = Files.writeString(folder.resolve("orders.csv"), "order\n" + order + "\n");
        for (List<String> command : List.of(
                List.of("cancel", order, "--reason", "r"),
                List.of("cancel", order, "--reason", "r", "--dry-run"),
                List.of("cancel", order, "--reason", "r", "--no-sync"),
                List.of("cancel", "--file", file.toString(), "--reason", "r", "--yes"),
                List.of("cancel-unpaid", "--yes"),
                List.of("cancel-unpaid", "--dry-run"))) {
            Ran ran = shop.ylh().run(command.toArray(String[]::new));

            assertThat(ran.code()).as(command + ran.out() + ran.err()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err())
                    .startsWith("ylh: tables in ")
                    .contains("have no transactions: " + table, "'ylh db check'")
                    .hasLineCount(1);
        }
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(shop.ylh().run("status", order).code()).isZero();
    }

    private Optional<JsonNode> finding(String table) {
        Ran ran = shop.ylh().run("db", "check", "-o", "json");
        return StreamSupport.stream(ran.json().path("results").spliterator(), false)
                .filter(one -> one.path("what").asText().equals(table))
                .findFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "orders, orders, MyISAM",
        "products, products, MyISAM",
        "skus, product_skus, Aria",
        "history, order_status_history, MyISAM",
        "inventory, inventory_log, MEMORY",
        "items, order_items, MyISAM"
    })
    void onMariadbATableWithoutTransactionsIsRefusedByNameAndEngine(String key, String like, String engine)
            throws Exception {
        open(MariadbDatabases.started());
        shop.execute(
                "CREATE TABLE strange LIKE " + like,
                "ALTER TABLE strange ENGINE = " + engine,
                "INSERT INTO strange SELECT * FROM " + like);
        map("schema." + key + ".table = strange");

        assertNothingIsCancelled("strange (" + engine + ").");

        JsonNode finding = finding("strange").orElseThrow();
        assertThat(finding.path("severity").asText()).isEqualTo("error");
        assertThat(finding.path("message").asText())
                .startsWith("the table strange has no transactions (" + engine + ")");
        assertThat(shop.ylh().run("db", "check").code()).isEqualTo(3);
        shop.execute(finding.path("remedy").asText());
        assertThat(finding("strange")).isEmpty();
        assertThat(shop.ylh().run("cancel-unpaid", "--dry-run").code()).isZero();
    }

    @Test
    void soIsOneInAnotherDatabaseOfTheServer() throws Exception {
        open(MariadbDatabases.started());
        try (MariadbDatabases others = MariadbDatabases.started()) {
            String other = others.empty().url().replaceAll(".*/([a-z0-9_]+)\\?.*", "$1");
            shop.execute("CREATE TABLE " + other + ".journal LIKE inventory_log");
            map("schema.inventory.table = " + other + ".journal");
            assertThat(shop.ylh().run("cancel-unpaid", "--dry-run").code()).isZero();

            shop.execute("ALTER TABLE " + other + ".journal ENGINE = MyISAM");

            assertNothingIsCancelled("journal (MyISAM).");
        }
    }

    @Test
    void soAreTheToolsOwn() throws Exception {
        open(MariadbDatabases.started());
        shop.execute("ALTER TABLE ylh_transition ENGINE = MyISAM");

        assertNothingIsCancelled("ylh_transition (MyISAM).");
    }

    @Test
    void whatNobodyMappedMayBeAsItIs() throws Exception {
        open(MariadbDatabases.started());
        shop.execute("CREATE TABLE search_index (id INT) ENGINE = MyISAM");

        assertThat(shop.ylh().run("cancel-unpaid", "--yes", "--no-sync").code()).isZero();
        assertThat(shop.ylh().run("db", "check").code()).isZero();
    }

    @Test
    void onPostgresqlAForeignTableIsRefused() throws Exception {
        open(PostgresqlDatabases.started());
        String wrapper = "wrapper_" + System.nanoTime();
        shop.execute(
                "CREATE FOREIGN DATA WRAPPER " + wrapper,
                "CREATE SERVER s_" + wrapper + " FOREIGN DATA WRAPPER " + wrapper,
                "CREATE FOREIGN TABLE strange (product_id bigint, sku_id bigint, order_id bigint, change_type varchar(20),"
                        + " quantity integer, reason varchar(100), created_at timestamp) SERVER s_" + wrapper);
        map("schema.inventory.table = strange");
        try {
            assertNothingIsCancelled("strange (FOREIGN).");
            assertThat(finding("strange").orElseThrow().path("severity").asText())
                    .isEqualTo("error");
        } finally {
            shop.execute("DROP FOREIGN DATA WRAPPER " + wrapper + " CASCADE");
        }
    }

    /** Its transactions are as those of others; it is the next crash that it does not survive. */
    @Test
    void onPostgresqlATableThatIsNotLoggedIsWarnedOf() throws Exception {
        open(PostgresqlDatabases.started());
        shop.execute("ALTER TABLE inventory_log SET UNLOGGED");

        JsonNode finding = finding("inventory_log").orElseThrow();

        assertThat(finding.path("severity").asText()).isEqualTo("warning");
        assertThat(finding.path("message").asText()).contains("UNLOGGED", "after a crash of the server it is empty");
        assertThat(shop.ylh().run("db", "check").code()).isZero();
        assertThat(shop.ylh().run("cancel-unpaid", "--yes", "--no-sync").code()).isZero();
        shop.execute(finding.path("remedy").asText());
        assertThat(finding("inventory_log")).isEmpty();
    }
}
