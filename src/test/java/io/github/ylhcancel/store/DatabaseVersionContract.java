package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Migrations;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
            assertThat(new Cancellations(database).waiting(true).count()).isZero();
        }
        assertThat(version(old)).contains(Migrations.NEWEST);
    }

    @Test
    void keepsTheRowsInAnUpgrade() {
        DatabaseAddress old = older();
        try (ShopRows rows = new ShopRows(old)) {
            rows.cancellation(7, 1, 1, "pending", StoreContract.NOW);
        }
        try (Database database = Database.open(byDefault(old), Access.WRITE)) {
            assertThat(new Cancellations(database).byId(7).orElseThrow().nextAttemptAt())
                    .contains(StoreContract.NOW);
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
