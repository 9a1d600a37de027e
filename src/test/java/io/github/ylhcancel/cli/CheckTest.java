package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.ShopRows;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ylh check} where it cannot do all that it would. */
class CheckTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/oauth/token");

    @TempDir
    Path folder;

    @Test
    void aDatabaseThatIsAwayIsCritical() throws IOException {
        TestShop shop = TestShop.in(
                new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/shop", "nobody", "invented", false),
                folder,
                NOWHERE,
                NOWHERE);
        Path file = folder.resolve("ylh.prom");

        Ran ran = shop.ylh().run("check", "--textfile", file.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).startsWith("YLH CRITICAL - the database ").contains("127.0.0.1:1 refuses the connection");
        assertThat(ran.err()).isEmpty();
        assertThat(Files.readAllLines(file)).contains("ylh_up 0").noneMatch(line -> line.startsWith("ylh_check_sev"));
    }

    @Test
    void aConfigurationThatIsWrongIsUnknown() throws IOException {
        TestShop shop = TestShop.create(folder, 3, NOWHERE, NOWHERE, "check.dead = many");

        Ran ran = shop.ylh().run("check");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out().lines()).hasSize(1);
        assertThat(ran.out()).startsWith("YLH UNKNOWN - ").contains("check.dead", "0;20");
    }

    @Test
    void rangesOfTheConfigurationCount() throws IOException {
        TestShop shop = TestShop.create(folder, 3, NOWHERE, NOWHERE, "check.table-size = ;10", "check.last-sync = ;");

        Ran ran = shop.ylh().run("check", "--only", "table-size,last-sync");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains("(not within 10)", "table-size=").contains(" last-sync=U;;;0;");
    }

    /** As monitoring has a user of its own. */
    @Test
    void whoMayOnlyReadReadsTheCallsThemselves() throws Exception {
        try (PostgresqlDatabases databases = PostgresqlDatabases.started()) {
            DatabaseAddress address = databases.shop();
            try (ShopRows rows = new ShopRows(address)) {
                String schema = rows.rows("SELECT current_schema()").get(0);
                rows.execute(
                        "INSERT INTO ylh_call (run_id, endpoint, started_at, duration_ms, http_status, outcome, detail)"
                                + " SELECT 'r', 'cancel', (CURRENT_TIMESTAMP AT TIME ZONE 'UTC') - make_interval(mins => n),"
                                + " 10, 200, CASE WHEN MOD(n, 2) = 0 THEN 'accepted' ELSE 'rejected' END, ''"
                                + " FROM generate_series(1, 200) AS s(n)",
                        "CREATE ROLE ylh_watcher LOGIN PASSWORD 'invented'",
                        "GRANT USAGE ON SCHEMA " + schema + " TO ylh_watcher",
                        "GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO ylh_watcher");
                DatabaseAddress watcher = new DatabaseAddress(address.url(), "ylh_watcher", "invented", false);
                TestShop shop = TestShop.in(watcher, folder, NOWHERE, NOWHERE);

                Ran ran = shop.ylh().run("check", "--window", "6h", "--only", "success-rate", "-o", "json");

                assertThat(ran.json().path("results").get(0).path("value").asDouble())
                        .as(ran.out() + ran.err())
                        .isEqualTo(50);
                assertThat(rows.rows("SELECT * FROM ylh_counted_hour")).isEmpty();
                rows.execute("DROP OWNED BY ylh_watcher", "DROP ROLE ylh_watcher");
            }
        }
    }

    /** Prometheus's own reader, where it is installed. */
    @Test
    void prometheusReadsTheMetrics() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not installed");
        TestShop shop = TestShop.create(folder, 3, NOWHERE, NOWHERE);
        Path file = folder.resolve("ylh.prom");
        assertThat(shop.ylh().run("check", "--textfile", file.toString()).code())
                .isZero();

        Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
        assertThat(said).isBlank();
    }
}
