package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.schema.ShopSchema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which version of the tool's tables a command works with. */
@ExtendWith(OddTimeZone.class)
abstract class DatabaseVersionContract {
    @TempDir
    Path folder;

    private TestDatabases databases;
    private DatabaseAddress address;

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void prepare() throws Exception {
        databases = databases();
        address = databases.shop();
    }

    @AfterEach
    void tidyUp() {
        databases.close();
    }

    @ParameterizedTest
    @EnumSource
    void opensTheVersionThatItKnows(Access access) {
        try (Database database = Database.open(address, access)) {
            assertThat(database.version()).contains(Migrations.NEWEST);
        }
    }

    @Test
    void refusesADatabaseWithoutTheToolsTables() {
        DatabaseAddress fresh = databases.empty();
        try (Tables tables = Tables.open(fresh, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
            assertThat(tables.version()).isEmpty();
        }
        assertRefused(() -> Database.open(fresh, Access.WRITE), "db.not-initialised", fresh);
        assertRefused(() -> Database.open(byDefault(fresh), Access.WRITE), "db.not-initialised");
    }

    @Test
    void refusesAnOlderDatabaseThatSomebodyChose() {
        DatabaseAddress old = older();

        assertRefused(() -> Database.open(old, Access.WRITE), "db.older", old, 1, Migrations.NEWEST);

        assertThat(version(old)).contains(1);
    }

    @Test
    void upgradesTheEmbeddedDefaultByItself() {
        DatabaseAddress old = older();

        try (Database database = Database.open(byDefault(old), Access.WRITE)) {
            assertThat(new Cancellations(database)
                            .waiting(true, Optional.empty())
                            .count())
                    .isZero();
        }
        assertThat(version(old)).contains(Migrations.NEWEST);
    }

    @Test
    void keepsTheRowsInAnUpgrade() {
        DatabaseAddress old = older();
        try (Database database = Database.connect(old, Access.WRITE)) {
            new Migrations(database).run("4");
        }
        try (ShopRows rows = new ShopRows(old)) {
            rows.execute(
                    "INSERT INTO ylh_cancellation (id, order_id, cycle, order_number, so_id, cancel_reason, source_system,"
                            + " cancel_time, from_status, operator, state, attempts, next_attempt_at, maybe_applied,"
                            + " created_at, updated_at, run_id) VALUES (7, 1, 2, 'PO1', 'SO1', 'why', 'TEST',"
                            + " '2026-03-01 00:00:00', 'paid', 'kefu', 'pending', 1, '2026-03-08 02:30:00', FALSE,"
                            + " '2026-03-01 00:00:00', '2026-03-01 00:00:00', 'R-1')",
                    "INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, sku_id, quantity, released_at)"
                            + " VALUES (1, 11, 2, 5, 6, 3, '2026-03-01 00:00:00'), (1, 12, 2, 5, NULL, 2, '2026-03-01 00:00:00'),"
                            + " (9, 0, 1, 5, NULL, 4, '2026-03-02 00:00:00')",
                    "INSERT INTO ylh_family_stock (family_id, product_id, sku_id, released) VALUES (1, 5, 6, 3), (1, 5, 0, 2),"
                            + " (1, 7, 6, 1)");
        }
        try (Database database = Database.open(byDefault(old), Access.WRITE)) {
            assertThat(new Cancellations(database).byId(7).orElseThrow().number())
                    .isEqualTo(2);
        }
        try (ShopRows rows = new ShopRows(old)) {
            assertThat(rows.rows(
                            "SELECT order_key, cancellation_no, kind, order_number, so_id, from_status, reason, run_id"
                                    + " FROM ylh_transition ORDER BY order_key"))
                    .containsExactly(
                            "1 | 2 | cancel | PO1 | SO1 | paid | why | R-1", "9 | 1 | cancel |  | null |  |  | ");
            assertThat(rows.rows(
                            "SELECT order_key, line_kind, line_key, cancellation_no, product_key, stock_kind, stock_key, quantity"
                                    + " FROM ylh_stock_ledger ORDER BY order_key, line_key"))
                    .containsExactly(
                            "1 | item | 11 | 2 | 5 | sku | 6 | 3",
                            "1 | item | 12 | 2 | 5 | product | 5 | 2",
                            "9 | order | 9 | 1 | 5 | product | 5 | 4");
            assertThat(rows.rows("SELECT family_key, stock_kind, stock_key, released FROM ylh_family_release"
                            + " ORDER BY stock_kind"))
                    .containsExactly("1 | product | 5 | 2", "1 | sku | 6 | 4");
        }
    }

    private static final String CANCELLATION_OF_VERSION_5 = """
            INSERT INTO ylh_cancellation (id, order_id, cancellation_no, order_number, so_id, cancel_reason, source_system,
                                          cancel_time, from_status, operator, state, attempts, maybe_applied, created_at, updated_at)
            VALUES (%s, %s, 1, 'PO', 'SO', 'why', 'TEST', '2026-03-01 00:00:00', 'paid', 'kefu', 'accepted', 1, FALSE,
                    '2026-03-01 00:00:00', '2026-03-01 00:00:00')
            """;
    private static final String FAILURE = """
            INSERT INTO ylh_sweep_failure (order_id, order_number, cause, failures, first_failed_at, last_failed_at, run_id)
            VALUES (%s, 'PO', 'why', 1, '2026-03-01 00:00:00', '2026-03-01 00:00:00', 'R-1')
            """;

    /** In the tables of the first versions too. */
    @ParameterizedTest
    @CsvSource({"BIGINT, 9", "VARCHAR(36), 6f1c2d9e-9"})
    void theKeysOfOrdersGetTheTypeOfTheShopsKeys(String type, String key) {
        String literal = "'" + key + "'";
        DatabaseAddress old = older();
        try (Database database = Database.connect(old, Access.WRITE)) {
            new Migrations(database).run("5");
            try (ShopRows rows = new ShopRows(old)) {
                rows.execute(CANCELLATION_OF_VERSION_5.formatted(7, 1), FAILURE.formatted(1));
            }
            assertThat(new Migrations(database, type).run("6")).isEqualTo(1);
        }
        try (ShopRows rows = new ShopRows(old)) {
            rows.execute(CANCELLATION_OF_VERSION_5.formatted(8, literal), FAILURE.formatted(literal));

            assertThat(rows.rows("SELECT order_id FROM ylh_cancellation ORDER BY id"))
                    .containsExactly("1", key);
            assertThat(rows.rows("SELECT order_id FROM ylh_sweep_failure")).containsExactlyInAnyOrder("1", key);
            for (String refused : List.of("NULL", literal)) {
                assertThatThrownBy(() -> rows.execute(CANCELLATION_OF_VERSION_5.formatted(9, refused)))
                        .hasCauseInstanceOf(SQLException.class);
                assertThatThrownBy(() -> rows.execute(FAILURE.formatted(refused)))
                        .hasCauseInstanceOf(SQLException.class);
            }
        }
    }

    /** From the first script on: each has to bear it. */
    @Test
    void anEmptyDatabaseGetsKeysThatAreTexts() {
        DatabaseAddress fresh = databases.empty();
        try (Tables tables = Tables.open(fresh, ShopSchema.byDefault(), Access.CREATE)) {
            assertThat(tables.version()).isEmpty();
        }
        try (Database database = Database.connect(fresh, Access.WRITE)) {
            assertThat(new Migrations(database, "VARCHAR(36)").run()).isEqualTo(Migrations.NEWEST);
        }
        try (ShopRows rows = new ShopRows(fresh)) {
            rows.execute(CANCELLATION_OF_VERSION_5.formatted(8, "'6f1c2d9e-9'"), FAILURE.formatted("'6f1c2d9e-9'"));

            assertThat(rows.rows("SELECT order_id FROM ylh_cancellation WHERE order_id = '6f1c2d9e-9'"))
                    .hasSize(1);
        }
    }

    @Test
    void refusesANewerDatabase() {
        recordMigration(address, Migrations.NEWEST + 1, true);

        assertRefused(
                () -> Database.open(address, Access.WRITE),
                "db.newer",
                address,
                Migrations.NEWEST + 1,
                Migrations.NEWEST);
        assertRefused(() -> Database.open(byDefault(address), Access.WRITE), "db.newer");
    }

    @Test
    void refusesADatabaseWhoseMigrationFailed() {
        recordMigration(address, Migrations.NEWEST + 1, false);

        assertThat(version(address)).contains(Tables.FAILED);
        assertRefused(() -> Database.open(address, Access.WRITE), "db.migration-failed", address);
        assertRefused(() -> Database.open(byDefault(address), Access.WRITE), "db.migration-failed");
    }

    /** A process that died between Flyway's first row and the first script leaves this. */
    @Test
    void takesADatabaseWithoutAScriptForAnOldOne() {
        try (ShopRows rows = new ShopRows(address)) {
            rows.execute("DELETE FROM " + databases.quoted(Migrations.HISTORY_TABLE) + " WHERE "
                    + databases.quoted("version") + " <> '0'");
        }
        assertRefused(() -> Database.open(address, Access.WRITE), "db.older", address, 0, Migrations.NEWEST);
    }

    @Test
    void migratesOnce() {
        DatabaseAddress fresh = databases.empty();
        try (Tables tables = Tables.open(fresh, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
            assertThat(tables.migrate()).isEqualTo(Migrations.NEWEST);
            assertThat(tables.migrate()).isZero();
            assertThat(tables.version()).contains(Tables.NEWEST);
        }
    }

    @Test
    void migratesADatabaseThatHasNoTableAtAll() {
        DatabaseAddress fresh = databases.empty();
        try (Tables tables = Tables.open(fresh, ShopSchema.byDefault(), Access.CREATE)) {
            assertThat(tables.orders()).isEmpty();
            assertThat(tables.migrate()).isEqualTo(Migrations.NEWEST);
            assertThat(tables.orders()).isEmpty();
        }
    }

    @Test
    void countsTheOrders() {
        try (Tables tables = Tables.open(address, ShopSchema.byDefault(), Access.WRITE);
                ShopRows rows = new ShopRows(address)) {
            assertThat(tables.orders()).contains(0L);
            rows.order(1, "PO1", "paid", null, StoreContract.NOW);
            assertThat(tables.orders()).contains(1L);
        }
    }

    /** As the program of the first version left it. */
    private DatabaseAddress older() {
        DatabaseAddress fresh = databases.empty();
        try (Tables tables = Tables.open(fresh, ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
        }
        try (Database database = Database.connect(fresh, Access.WRITE)) {
            new Migrations(database).run("1");
        }
        return fresh;
    }

    private static DatabaseAddress byDefault(DatabaseAddress chosen) {
        return new DatabaseAddress(chosen.url(), chosen.username(), chosen.password(), true);
    }

    private static Optional<Integer> version(DatabaseAddress address) {
        try (Database database = Database.connect(address, Access.WRITE)) {
            return database.version();
        }
    }

    private void recordMigration(DatabaseAddress of, int version, boolean success) {
        String columns = String.join(
                ", ",
                Stream.of(
                                "installed_rank",
                                "version",
                                "description",
                                "type",
                                "script",
                                "installed_by",
                                "execution_time",
                                "success")
                        .map(databases::quoted)
                        .toList());
        try (ShopRows rows = new ShopRows(of)) {
            rows.execute("INSERT INTO " + databases.quoted(Migrations.HISTORY_TABLE) + " (" + columns
                    + ") VALUES (99, '" + version + "', 'later', 'SQL', 'later.sql', 'test', 0, " + success + ")");
        }
    }
}
