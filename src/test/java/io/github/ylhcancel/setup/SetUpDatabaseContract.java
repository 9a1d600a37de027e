package io.github.ylhcancel.setup;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.db.TableMetadata;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.setup.SetUpDatabase.Done;
import io.github.ylhcancel.store.ShopRows;
import io.github.ylhcancel.store.Tables;
import io.github.ylhcancel.store.TestDatabases;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code db init}, {@code db upgrade} and {@code db print-sql} do. */
abstract class SetUpDatabaseContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-08T02:30:00Z"), ZoneOffset.UTC);
    private static final long SEED = 42;

    @TempDir
    Path folder;

    private TestDatabases databases;
    private DatabaseAddress address;
    private SetUpDatabase setUp;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void prepare() throws Exception {
        databases = databases();
        address = databases.empty();
        setUp = of(ShopSchema.byDefault());
    }

    @AfterEach
    void tidyUp() {
        databases.close();
    }

    @Test
    void createsEverything() {
        assertThat(setUp.init(0, SEED, false))
                .isEqualTo(new Done(address.toString(), true, Tables.NEWEST, Tables.NEWEST, 0, zone()));

        Database.open(address, Access.WRITE).close();
        assertThat(everything()).allSatisfy((table, rows) -> assertThat(rows).isEmpty());
    }

    /** What it makes on a server is in UTC, and nobody else could know. */
    private Optional<String> zone() {
        return address.isEmbedded() ? Optional.empty() : Optional.of("schema.time-zone = UTC");
    }

    @Test
    void asksForNoZoneThatTheConfigurationSays() {
        assertThat(of(ShopSchema.of("default", Map.of("time-zone", "UTC")))
                        .init(0, SEED, false)
                        .setting())
                .isEmpty();
    }

    @Test
    void makesNoShopAmongTablesOfSomebodyElse() {
        create(address);
        execute("CREATE TABLE orders_order (id INTEGER)");
        List<String> before = tables();

        assertRefused(() -> setUp.init(0, SEED, false), "db.shop-of-others", address);
        assertRefused(() -> setUp.init(5, SEED, false), "db.shop-of-others", address);
        assertRefused(setUp::upgrade, "db.shop-of-others", address);

        assertThat(tables()).isEqualTo(before);
    }

    @Test
    void makesNoShopAmongViewsOfSomebodyElse() {
        create(address);
        execute("CREATE VIEW orders_order AS SELECT 1 AS id");

        assertRefused(() -> setUp.init(0, SEED, false), "db.shop-of-others", address);
    }

    @Test
    void makesOneThereIfANewOneIsWanted() {
        create(address);
        execute("CREATE TABLE orders_order (id INTEGER)");

        assertThat(setUp.init(3, SEED, true))
                .isEqualTo(new Done(address.toString(), true, Tables.NEWEST, Tables.NEWEST, 3, zone()));

        assertThat(everything().get("orders")).hasSize(3);
        assertThat(setUp.init(0, SEED, false).shopCreated()).isFalse();
    }

    /** As of a shop whose mapping was lost since. */
    @Test
    void theToolsOwnTablesDoNotMakeItAShop() {
        of(ShopSchema.of("django", Map.of())).init(0, SEED, false);
        execute("CREATE TABLE orders_order (id INTEGER)");

        assertRefused(() -> setUp.init(0, SEED, false), "db.shop-of-others", address);
    }

    @Test
    void theToolsOwnTablesAloneCountAsNone() {
        of(ShopSchema.of("django", Map.of())).init(0, SEED, false);

        assertThat(setUp.init(0, SEED, false).shopCreated()).isTrue();
    }

    @Test
    void saysOfAHalfMadeShopThatItIsHalfMade() {
        try (Tables tables = Tables.open(address, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
        }
        execute("DROP TABLE inventory_log", "DROP TABLE order_status_history");
        List<String> before = tables();

        for (boolean newShop : new boolean[] {false, true}) {
            assertRefused(
                    () -> setUp.init(0, SEED, newShop),
                    "db.half-a-shop",
                    address,
                    "orders, order_items, products, product_skus",
                    "order_status_history, inventory_log");
        }

        assertThat(tables()).isEqualTo(before);
    }

    @Test
    void aShopThatIsMappedIsNeverMadeWhateverIsThere() {
        create(address);
        execute("CREATE TABLE orders_order (id INTEGER)");
        SetUpDatabase mapped = of(ShopSchema.of("django", Map.of()));

        assertRefused(() -> mapped.init(0, SEED, true), "db.shop-of-its-own", "--new-shop");
        assertThat(mapped.init(0, SEED, false).shopCreated()).isFalse();
    }

    private SetUpDatabase of(ShopSchema schema) {
        return new SetUpDatabase(address, schema, new DatabaseClock(CLOCK, ahead -> {}), runs -> {});
    }

    private List<String> tables() {
        try (Database database = Database.connect(address, Access.READ)) {
            return database.readTogether(TableMetadata::names);
        }
    }

    @Test
    void createsNothingTheSecondTime() {
        setUp.init(5, SEED, false);
        Map<String, List<String>> before = everything();

        assertThat(setUp.init(0, SEED, false))
                .isEqualTo(new Done(address.toString(), false, 0, Tables.NEWEST, 0, Optional.empty()));

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void makesUpOrdersInANewShop() {
        assertThat(setUp.init(7, SEED, false).orders()).isEqualTo(7);

        assertThat(everything().get("orders")).hasSize(7);
    }

    @Test
    void makesUpOrdersInAShopThatWasCreatedEmpty() {
        setUp.init(0, SEED, false);

        assertThat(setUp.init(7, SEED, false))
                .isEqualTo(new Done(address.toString(), false, 0, Tables.NEWEST, 7, Optional.empty()));

        assertThat(everything().get("orders")).hasSize(7);
    }

    @Test
    void makesUpNoOrdersWhereThereAreSome() {
        setUp.init(1, SEED, false);
        Map<String, List<String>> before = everything();

        assertRefused(() -> setUp.init(7, SEED, false), "db.sample-in-shop", address, 1L);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void addsNothingToAShopWithOrdersThatItRefuses() {
        try (Tables tables = Tables.open(address, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
        }
        execute("INSERT INTO orders (order_number, status, created_at, updated_at)"
                + " VALUES ('PO1', 'paid', '2026-03-08 02:30:00', '2026-03-08 02:30:00')");

        assertRefused(() -> setUp.init(7, SEED, false), "db.sample-in-shop");

        assertRefused(() -> Database.open(address, Access.WRITE), "db.not-initialised");
    }

    @Test
    void adoptsAShopThatWasThereBefore() {
        try (Tables tables = Tables.open(address, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
        }
        execute("INSERT INTO products (id, name, stock_source, stock) VALUES (1, '冰箱', 'own', 3)");

        assertThat(setUp.init(0, SEED, false))
                .isEqualTo(new Done(address.toString(), false, Tables.NEWEST, Tables.NEWEST, 0, Optional.empty()));

        assertThat(everything().get("products")).containsExactly("1 | 冰箱 | own | 3");
    }

    @Test
    void makesUpNoOrdersAmongProductsOfSomebodyElse() {
        setUp.init(0, SEED, false);
        execute("INSERT INTO products (id, name, stock_source, stock) VALUES (1, '冰箱', 'own', 3)");
        Map<String, List<String>> before = everything();

        assertRefused(() -> setUp.init(7, SEED, false), "db.sample-among-products", address, 1L);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void upgradesNothingThatIsNew() {
        setUp.init(3, SEED, false);
        Map<String, List<String>> before = everything();

        assertThat(setUp.upgrade())
                .isEqualTo(new Done(address.toString(), false, 0, Tables.NEWEST, 0, Optional.empty()));

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void upgradesWhatAnEarlierVersionLeft() {
        setUp.init(3, SEED, false);
        Map<String, List<String>> before = everything();
        execute(
                "DROP TABLE ylh_transition",
                "DROP TABLE ylh_stock_ledger",
                "DROP TABLE ylh_family_release",
                "DROP TABLE ylh_cancellation",
                "DROP TABLE ylh_call",
                "DROP TABLE ylh_sweep_failure",
                "DROP TABLE ylh_database",
                "DROP TABLE ylh_run",
                "DROP TABLE ylh_intervention",
                "DROP TABLE ylh_lease",
                "DROP TABLE ylh_circuit",
                "DROP TABLE ylh_put_back",
                "DROP TABLE ylh_callback",
                "DROP TABLE ylh_call_hour",
                "DROP TABLE ylh_counted_hour",
                "DROP TABLE ylh_event",
                "DROP TABLE ylh_check",
                "DROP TABLE " + databases.quoted("ylh_schema_history"));
        try (Database database = Database.connect(address, Access.WRITE)) {
            new Migrations(database).run("4");
        }
        assertRefused(() -> Database.open(address, Access.WRITE), "db.older");

        assertThat(setUp.upgrade())
                .isEqualTo(new Done(address.toString(), false, Tables.NEWEST - 4, Tables.NEWEST, 0, Optional.empty()));

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void upgradesNothingThatWasNotInitialised() {
        try (Tables tables = Tables.open(address, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
        }
        assertRefused(setUp::upgrade, "db.not-initialised", address);
    }

    @Test
    void leavesANewerDatabaseAlone() {
        setUp.init(0, SEED, false);
        execute("UPDATE " + databases.quoted("ylh_schema_history") + " SET " + databases.quoted("version")
                + " = '99' WHERE " + databases.quoted("version") + " = '" + Tables.NEWEST + "'");

        assertRefused(setUp::upgrade, "db.newer", address, 99, Tables.NEWEST);
        assertRefused(() -> setUp.init(0, SEED, false), "db.newer", address, 99, Tables.NEWEST);
    }

    @Test
    void leavesAHalfMigratedDatabaseAlone() {
        setUp.init(0, SEED, false);
        execute("UPDATE " + databases.quoted("ylh_schema_history") + " SET " + databases.quoted("success") + " = FALSE"
                + " WHERE " + databases.quoted("version") + " = '" + Tables.NEWEST + "'");

        assertRefused(setUp::upgrade, "db.migration-failed", address);
        assertRefused(() -> setUp.init(0, SEED, false), "db.migration-failed", address);
    }

    @Test
    void printsSqlThatRunsAsItIsInAnEmptyDatabase() {
        create(address);
        execute(setUp.sql(true));

        assertThat(everything())
                .isNotEmpty()
                .allSatisfy((table, rows) -> assertThat(rows).isEmpty());
    }

    @Test
    void printsTheToolsTablesAloneForAShopThatIsThere() {
        try (Tables tables = Tables.open(address, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
        }
        execute(setUp.sql(false));

        assertThat(setUp.sql(false)).doesNotContain("CREATE TABLE orders");
        assertThat(everything()).allSatisfy((table, rows) -> assertThat(rows).isEmpty());
    }

    private void create(DatabaseAddress empty) {
        Tables.open(empty, ShopSchema.byDefault(), Access.CREATE).close();
    }

    private Map<String, List<String>> everything() {
        try (ShopRows rows = new ShopRows(address)) {
            return rows.everything();
        }
    }

    private void execute(String... statements) {
        try (ShopRows rows = new ShopRows(address)) {
            rows.execute(statements);
        }
    }
}
