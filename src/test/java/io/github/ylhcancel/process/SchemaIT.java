package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.DjangoRows;
import io.github.ylhcancel.testing.EmptyHome;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.Ylh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A shop whose tables are its own, as an operator sets it up and checks it. */
class SchemaIT {
    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    private String url;

    @BeforeEach
    void chooseADatabase() {
        url = "jdbc:h2:file:" + folder.resolve("shop");
    }

    @Test
    void initAddsTheToolsTablesAndNeverTheShops() throws IOException {
        Ran ran = ylh("schema.preset = django").run("db", "init");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("'ylh db init' neither creates nor changes them", "the tool's tables were brought");
        Ran check = ylh("schema.preset = django").run("db", "check");
        assertThat(check.code()).isEqualTo(3);
        assertThat(check.out()).contains("there is no table orders_order").doesNotContain("ylh_…");
    }

    @Test
    void noShopIsMadeUpUnderNamesOfItsOwn() throws IOException {
        for (String line : new String[] {"schema.preset = django", "schema.orders.table = t_order"}) {
            Ran ran = ylh(line).run("db", "init", "--sample", "10");

            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err())
                    .startsWith("ylh: --sample is for a shop of its own")
                    .hasLineCount(1);
        }
        assertThat(folder.resolve("shop.mv.db")).doesNotExist();
        assertThat(ylh("schema.preset = django").run("db", "print-sql").out())
                .contains("CREATE TABLE ylh_cancellation")
                .doesNotContain("CREATE TABLE orders");
    }

    @Test
    void checkSaysWhatToConsiderInEveryFormat() throws IOException {
        createShop();
        Ylh ylh = ylh("schema.preset = django");

        Ran table = ylh.run("db", "check");
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out().lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("warning  schema.orders.status")
                .endsWith("finding rows by it will be slow");
        assertThat(table.out()).contains("CREATE INDEX ylh_orders_status_created_at", "0 to mend, 1 to consider");

        JsonNode json = ylh.run("db", "check", "-o", "json").json();
        assertThat(json.path("command").asText()).isEqualTo("db check");
        assertThat(json.path("results").path(0).path("severity").asText()).isEqualTo("warning");
        assertThat(json.path("results").path(0).path("remedy").asText()).startsWith("CREATE INDEX");
        assertThat(json.path("summary").path("warnings").asInt()).isEqualTo(1);
        assertThat(ylh.run("db", "check", "-o", "ndjson").out().lines()).hasSize(2);
        assertThat(ylh.run("db", "check", "-o", "csv").out().lines()).hasSize(2);
        assertThat(ylh.run("db", "check", "--lang", "zh").out()).contains("1 处可考虑");
    }

    @Test
    void checkEndsWithThreeWhenSomethingHasToBeMended() throws IOException {
        createShop();

        Ran ran = ylh("schema.preset = django", "schema.orders.status = stat").run("db", "check");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).contains("there is no column orders_order.stat; is it status?");
    }

    @Test
    void aMistakeInTheMappingIsOneLineAndExitCodeTwo() throws IOException {
        createShop();

        Ran database =
                ylh("schema.preset = django", "schema.orders.status = stat").run("status", "PO1");
        Ran twice =
                ylh("schema.preset = django", "schema.status.paid = pending").run("status", "PO1");
        Ran unknown = ylh("schema.orders.statsu = x").run("status", "PO1");

        assertThat(database.err())
                .contains("STAT")
                .endsWith("run 'ylh db check'\n")
                .hasLineCount(1);
        assertThat(twice.err())
                .contains("schema.status.pending and schema.status.paid are both")
                .hasLineCount(1);
        assertThat(unknown.err()).contains("is it schema.orders.status?").hasLineCount(1);
        assertThat(new Ran[] {database, twice, unknown}).extracting(Ran::code).containsOnly(2);
    }

    @Test
    void theConfigurationShowsTheMappingAndWhereItComesFrom() throws IOException {
        Ylh ylh = ylh("schema.orders.table = t_order")
                .environment(Map.of("YLH_OPERATOR", "tester", "YLH_SCHEMA_STATUS_PAID", "201"));

        Ran ran = ylh.run("config", "show");

        assertThat(ran.out()).containsPattern("schema\\.orders\\.table +t_order +\\S+ylh.properties:3");
        assertThat(ran.out()).containsPattern("schema\\.status\\.paid +201 +YLH_SCHEMA_STATUS_PAID");
    }

    private Ylh ylh(String... lines) throws IOException {
        Path file = folder.resolve("ylh.properties");
        Files.writeString(file, "db.url = " + url + "\nlang = en\n" + String.join("\n", lines) + "\n");
        return new Ylh(file);
    }

    private void createShop() throws IOException {
        assertThat(ylh("schema.preset = django").run("db", "init").code()).isZero();
        DjangoRows.create(new DatabaseAddress(url, "", "", false)).close();
    }
}
