package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code db check} says of a server. */
class ServerCheckTest {
    @TempDir
    Path folder;

    private PostgresqlDatabases databases;
    private DatabaseAddress owners;
    private ShopRows shop;
    private DatabaseAddress address;

    @BeforeEach
    void makeAnotherRole() throws Exception {
        databases = PostgresqlDatabases.started();
        owners = databases.shop();
        shop = new ShopRows(owners);
        address = new DatabaseAddress(owners.url(), "role_" + System.nanoTime(), "", false);
        String room = owners.url().replaceAll(".*currentSchema=", "");
        shop.execute(
                "CREATE ROLE " + address.username() + " LOGIN",
                "GRANT USAGE ON SCHEMA " + room + " TO " + address.username());
    }

    @AfterEach
    void tidyUp() {
        shop.execute("DROP OWNED BY " + address.username(), "DROP ROLE " + address.username());
        shop.close();
        databases.close();
    }

    private void grant(String what) {
        shop.execute("GRANT " + what + " TO " + address.username());
    }

    private List<String> findings(DatabaseAddress of, Clock clock) {
        try (Database database = Database.connect(of, Access.READ)) {
            return ServerCheck.of(database, ShopSchema.byDefault(), clock).stream()
                    .map(ServerCheckTest::line)
                    .toList();
        }
    }

    private static String line(Finding finding) {
        return finding.severity().word() + " " + finding.what() + ": " + english(finding.message());
    }

    /** Whoever does what it asks for can use the program. */
    @Test
    void theRightsThatItAsksForAreThoseThatAreNeeded() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC())) {
            for (String table : shop.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema")) {
                grant("SELECT ON " + table);
            }
            TestShop made = TestShop.in(address, folder, sandbox);
            // As "serial" makes one; that of an identity column takes no right.
            shop.execute(
                    "CREATE SEQUENCE \"Numbers\" START 1000",
                    "ALTER TABLE order_status_history ALTER COLUMN id DROP IDENTITY",
                    "ALTER TABLE order_status_history ALTER COLUMN id SET DEFAULT nextval('\"Numbers\"')",
                    "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P', 'own', 0)",
                    "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, 'PO' || n,"
                            + " CASE WHEN n < 3 THEN 'paid' ELSE 'pending' END, 'SO-' || n, '2026-01-01', '2026-01-01'"
                            + " FROM generate_series(1, 6) n",
                    "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1, 1 FROM generate_series(1, 6) n");
            Ran refused = made.ylh().run("db", "check", "-o", "json");
            assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(3);
            List<String> remedies = new ArrayList<>();
            for (JsonNode finding : refused.json().path("results")) {
                if (finding.path("severity").asText().equals("error")) {
                    remedies.add(finding.path("remedy").asText());
                }
            }
            assertThat(remedies)
                    .contains(
                            "GRANT UPDATE ON orders TO " + address.username() + ";",
                            "GRANT INSERT ON order_status_history TO " + address.username() + ";",
                            "GRANT USAGE ON SEQUENCE \"Numbers\" TO " + address.username() + ";",
                            "GRANT UPDATE, INSERT, DELETE ON ylh_stock_ledger TO " + address.username() + ";");
            assertThat(remedies)
                    .filteredOn(remedy -> remedy.contains("SEQUENCE"))
                    .hasSize(1);
            shop.execute(remedies.toArray(String[]::new));

            for (List<String> command : List.of(
                    List.of("db", "check"),
                    List.of("cancel", "PO1", "--reason", "r", "--yes"),
                    List.of("cancel", "PO2", "--reason", "r", "--yes"),
                    List.of("resolve", "PO2", "--as", "confirmed", "--note", "n"),
                    List.of("cancel-unpaid", "--yes", "--max-percent", "100"),
                    List.of("sync"))) {
                Ran ran = made.ylh().run(command.toArray(String[]::new));
                assertThat(ran.code()).as(command + ran.err() + ran.out()).isZero();
            }
            assertThat(made.orders("cancelled", true)).hasSize(6);
        }
    }

    @Test
    void itNamesWhatDecidesWhetherACommitSurvivesACrash() {
        assertThat(findings(owners, Clock.systemUTC()))
                .contains(
                        "warning fsync: fsync = off: after a crash of the server or its machine, what YLH was told can be"
                                + " missing in the shop",
                        "note synchronous_commit: synchronous_commit = off; ylh's own transactions commit with \"on\"");
    }

    @Test
    void itNamesThemOnMariadbToo() throws Exception {
        try (MariadbDatabases mariadb = MariadbDatabases.started()) {
            assertThat(findings(mariadb.shop(), Clock.systemUTC()))
                    .anyMatch(line -> line.startsWith("warning innodb_flush_log_at_trx_commit: "))
                    .noneMatch(line -> line.startsWith("error"));
        }
    }

    @Test
    void aFrozenDatabaseIsNamedAndNoMistake() {
        shop.execute("ALTER ROLE " + address.username() + " SET default_transaction_read_only = on");

        assertThat(findings(address, Clock.systemUTC()))
                .anyMatch(line -> line.startsWith("warning writes: ") && line.contains("default_transaction_read_only"))
                .noneMatch(line -> line.startsWith("error"));
    }

    @Test
    void itSaysHowFarTheClocksAreApart() {
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));

        assertThat(findings(owners, Clock.systemUTC()))
                .anyMatch(line -> line.startsWith("note clock: the database's clock is "));
        assertThat(findings(owners, slow))
                .anyMatch(line -> line.matches("warning clock: the database's clock is \\+(299|300).*"));
    }

    @Test
    void thereIsNothingToSayOfAnEmbeddedDatabase(@TempDir Path place) {
        DatabaseAddress embedded = new DatabaseAddress("jdbc:h2:file:" + place.resolve("shop"), "", "", false);
        Database.connect(embedded, Access.CREATE).close();

        assertThat(findings(embedded, Clock.systemUTC())).isEmpty();
    }
}
