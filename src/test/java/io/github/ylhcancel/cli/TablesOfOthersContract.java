package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.ShopRows;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.Ylh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database with tables of which the configuration says nothing: nobody is led to make a second, empty shop there. */
abstract class TablesOfOthersContract {
    @TempDir
    Path folder;

    TestDatabases databases;
    DatabaseAddress address;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void open() throws Exception {
        databases = databases();
        address = databases.empty();
    }

    @AfterEach
    void close() {
        databases.close();
    }

    void execute(String... statements) {
        try (ShopRows rows = new ShopRows(address)) {
            rows.execute(statements);
        }
    }

    Ylh ylh(String... lines) throws IOException {
        List<String> all = new ArrayList<>(
                List.of("db.url = " + address.url(), "db.username = " + address.username(), "lang = en"));
        all.addAll(List.of(lines));
        return new Ylh(Files.write(folder.resolve("ylh.properties"), all));
    }

    static void assertLeadsToTheMapping(Ran ran) {
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("has tables, but none of a shop of schema.preset = default", "schema.preset = django")
                .contains("docs/schema-mapping.md", "'ylh db init --new-shop'")
                .doesNotContain("'ylh db init'")
                .hasLineCount(1);
    }

    @Test
    void everyCommandLeadsToTheMapping() throws IOException {
        execute("CREATE TABLE orders_order (id INTEGER)");

        for (String[] command : new String[][] {
            {"db", "init"},
            {"db", "init", "--sample", "10"},
            {"db", "upgrade"},
            {"status"},
            {"status", "PO1"},
            {"cancel", "PO1", "--reason", "r", "--no-sync"},
            {"cancel-unpaid"},
            {"runs"}
        }) {
            assertLeadsToTheMapping(ylh().run(command));
        }
    }

    @Test
    void theCheckDoesTooAndNamesNoCommandThatWouldMakeAShop() throws IOException {
        execute("CREATE TABLE orders_order (id INTEGER)");

        Ran check = ylh().run("db", "check", "-o", "json");

        assertThat(check.code()).isEqualTo(3);
        JsonNode first = check.json().path("results").get(0);
        assertThat(first.path("what").asText()).isEqualTo("schema.preset");
        assertThat(first.path("message").asText()).contains("schema.preset = django", "docs/schema-mapping.md");
        assertThat(check.json().path("results").findValuesAsText("remedy")).doesNotContain("ylh db init");
    }

    @Test
    void whereTheShopIsKnownInitIsWhatIsMissing() throws IOException {
        execute("CREATE TABLE orders_order (id INTEGER)");

        Ran status = ylh("schema.preset = django").run("status");

        assertThat(status.code()).isEqualTo(2);
        assertThat(status.err()).contains("create them with 'ylh db init'").hasLineCount(1);
        assertThat(ylh("schema.preset = django").run("db", "init").code()).isZero();
    }

    /** What it says is what is needed: the line is taken, and nothing else has to be done before the first sweep. */
    @Test
    void aNewShopIsMadeWhereOneIsWantedAndTheLineThatItNeedsIsSaid() throws IOException {
        execute("CREATE TABLE orders_order (id INTEGER)");

        Ran init = ylh().run("db", "init", "--new-shop", "--sample", "10");

        assertThat(init.code()).as(init.err()).isZero();
        String line = init.out().lines().reduce((one, next) -> next).orElseThrow();
        assertThat(line).isEqualTo("schema.time-zone = UTC");
        assertThat(ylh().run("cancel-unpaid", "--dry-run").code()).isEqualTo(2);
        assertThat(ylh(line).run("cancel-unpaid", "--dry-run").code()).isZero();
        assertThat(ylh(line).run("db", "init").out()).doesNotContain("schema.time-zone");
    }

    @Test
    void anEmptyDatabaseNeedsNoWordAndEvenAQuietInitSaysTheLine() throws IOException {
        Ran init = ylh().run("-q", "db", "init");

        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out().lines()).hasSize(2).endsWith("schema.time-zone = UTC");
    }

    @Test
    void theLineIsInTheJsonToo() throws IOException {
        Ran init = ylh().run("db", "init", "-o", "json");

        assertThat(init.json().path("summary").path("setting").asText()).isEqualTo("schema.time-zone = UTC");
    }

    @Test
    void aHalfMadeShopIsSaidToBeOne() throws IOException {
        execute("CREATE TABLE orders (id INTEGER)", "CREATE TABLE products (id INTEGER)");

        for (String[] command : new String[][] {{"db", "init"}, {"db", "init", "--new-shop"}, {"status"}}) {
            Ran ran = ylh().run(command);

            assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(2);
            assertThat(ran.err())
                    .contains(
                            "some tables of schema.preset = default (orders, products)",
                            "lacks others (order_items, product_skus, order_status_history, inventory_log)",
                            "docs/schema-mapping.md")
                    .hasLineCount(1);
        }
        assertThat(ylh().run("db", "check").code()).isEqualTo(3);
    }
}
