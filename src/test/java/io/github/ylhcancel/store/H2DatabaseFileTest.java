package io.github.ylhcancel.store;

import static io.github.ylhcancel.store.Refusals.assertRefused;
import static io.github.ylhcancel.store.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.StoreException;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.schema.ShopSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an embedded database's file, and of files that are none. */
class H2DatabaseFileTest {
    @TempDir
    private Path folder;

    private H2Databases databases;

    @BeforeEach
    void prepare() {
        databases = new H2Databases(folder);
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE"})
    void refusesAFileThatIsMissingAndMakesNone(Access access) throws IOException {
        DatabaseAddress missing = databases.empty();

        assertRefused(() -> Database.open(missing, access), "db.missing", missing);

        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE"})
    void refusesAFolderThatIsMissingAndMakesNone(Access access) throws IOException {
        DatabaseAddress missing = H2Databases.at(folder.resolve("no/such/shop.mv.db"));

        assertRefused(() -> Database.open(missing, access), "db.missing", missing);

        assertThat(files()).isEmpty();
    }

    @Test
    void createsTheFolderAndTheFileWhenAskedTo() {
        Path file = folder.resolve("no/such/shop.mv.db");

        Tables.open(H2Databases.at(file), ShopSchema.byDefault(), Access.CREATE).close();

        assertThat(file).exists();
    }

    @Test
    void refusesAPathThroughAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not a folder");
        DatabaseAddress inside = H2Databases.at(file.resolve("shop.mv.db"));

        assertThat(refusal(() -> Tables.open(inside, ShopSchema.byDefault(), Access.CREATE))
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(files()).containsExactly(file);
    }

    @Test
    void refusesARelativePathThatDoesNotSayIt() {
        DatabaseAddress relative = new DatabaseAddress("jdbc:h2:file:shop", "", "", false);
        assertRefused(() -> Database.open(relative, Access.WRITE), "db.cannot-be-opened", relative);
    }

    @Test
    void refusesAWrongUserOrPasswordWithoutSayingIt() {
        DatabaseAddress open = databases.shop();
        try (ShopRows rows = new ShopRows(open)) {
            rows.execute("CREATE USER shop PASSWORD 'open-sesame' ADMIN", "ALTER USER \"\" SET PASSWORD 'x'");
        }
        for (DatabaseAddress wrong : List.of(as(open, "shop", "Open-Sesame"), as(open, "other", "open-sesame"), open)) {
            UserError error = refusal(() -> Database.open(wrong, Access.WRITE));

            assertThat(error.text().key()).isEqualTo("db.wrong-password");
            assertThat(error.text().arguments()).contains(wrong, wrong.username());
            assertThat(error.text().arguments().toString()).doesNotContainIgnoringCase("open-sesame");
        }
        Database.open(as(open, "shop", "open-sesame"), Access.WRITE).close();
    }

    private static DatabaseAddress as(DatabaseAddress address, String username, String password) {
        return new DatabaseAddress(address.url(), username, password, false);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAFileThatIsNoDatabaseAndLeavesIt(Access access) throws IOException {
        byte[] garbage = new byte[20_000];
        new Random(1).nextBytes(garbage);
        Path file = Files.write(folder.resolve("garbage.mv.db"), garbage);
        DatabaseAddress address = H2Databases.at(file);

        assertRefused(() -> Database.open(address, access), "db.cannot-be-opened", address);

        assertThat(file).hasBinaryContent(garbage);
        assertThat(files()).containsExactly(file);
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE"})
    void refusesAnEmptyFile(Access access) throws IOException {
        DatabaseAddress address = H2Databases.at(Files.createFile(folder.resolve("nothing.mv.db")));

        assertThat(refusal(() -> Database.open(address, access)).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void readsWithoutTouchingTheFile() throws IOException {
        DatabaseAddress address = shopWithAnOrder();
        Path file = files().get(0);
        byte[] before = Files.readAllBytes(file);
        FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, longAgo);

        try (Database database = Database.open(address, Access.READ)) {
            assertThat(order(database).status().word()).isEqualTo("paid");
            assertThat(new Cancellations(database)
                            .waiting(true, Optional.empty())
                            .count())
                    .isZero();
            assertThat(new Timeline(database, ShopSchema.byDefault()).of(order(database)))
                    .isEmpty();
        }

        assertThat(files()).containsExactly(file);
        assertThat(file).hasBinaryContent(before);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
    }

    @Test
    void cannotWriteWhenItWasOpenedForReading() {
        DatabaseAddress address = shopWithAnOrder();
        try (Database database = Database.open(address, Access.READ)) {
            Cancelling transaction = new Cancelling(database, ShopSchema.byDefault(), true, checkpoint -> {});
            Order order = order(database);

            assertThatThrownBy(() -> transaction.write(OneOrderContract.entry(order)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("read only");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE"})
    void opensWhatAKilledProcessLeft(Access access) throws Exception {
        DatabaseAddress left = copyInTheMiddleOfATransaction();

        try (Database database = Database.open(left, access)) {
            assertThat(order(database).status().word()).isEqualTo("paid");
            assertThat(new Orders(database, ShopSchema.byDefault()).find("PO2", LookupBy.NUMBER))
                    .isEmpty();
        }
    }

    @Test
    void readsWhatAKilledProcessLeftWithoutTouchingIt() throws Exception {
        DatabaseAddress left = copyInTheMiddleOfATransaction();
        Path file = folder.resolve("left.mv.db");
        byte[] before = Files.readAllBytes(file);

        try (Database database = Database.open(left, Access.READ)) {
            assertThat(order(database).number()).isEqualTo("PO1");
        }

        assertThat(file).hasBinaryContent(before);
    }

    /** The file as it is while a commit is an instant old and another transaction has written and not committed. */
    private DatabaseAddress copyInTheMiddleOfATransaction() throws Exception {
        DatabaseAddress address = databases.shop();
        Path copy = folder.resolve("left.mv.db");
        try (Database database = Database.open(address, Access.WRITE);
                ShopRows rows = new ShopRows(address);
                Connection unfinished = DriverManager.getConnection(address.url(), "", "")) {
            rows.order(1, "PO1", "paid", "SO1", StoreContract.NOW);
            unfinished.setAutoCommit(false);
            unfinished.createStatement().execute("UPDATE orders SET status = 'shipped'");
            unfinished
                    .createStatement()
                    .execute("INSERT INTO orders (id, order_number, status, created_at, updated_at)"
                            + " VALUES (2, 'PO2', 'paid', LOCALTIMESTAMP, LOCALTIMESTAMP)");
            rows.execute("CHECKPOINT");
            assertThat(order(database).status().word()).isEqualTo("paid");
            copyWhileNobodyWrites(folder.resolve("shop-1.mv.db"), copy);
        }
        return H2Databases.at(copy);
    }

    /** A kill stops all at one instant; a copy takes a while, in which H2's own thread may write. */
    private static void copyWhileNobodyWrites(Path file, Path copy) throws IOException {
        Files.copy(file, copy);
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(20)).until(() -> {
            boolean same = Files.mismatch(file, copy) < 0;
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            return same;
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE"})
    void refusesADatabaseThatAnotherProcessHas(Access access) throws Exception {
        DatabaseAddress address = databases.shop();
        try (ChildJvm other = ChildJvm.start(HoldDatabase.class, address.url(), "WRITE")) {
            assertThat(other.line()).isEqualTo("holding " + address);

            UserError error = refusal(() -> Database.open(address, access));
            assertThat(error.exitCode()).isEqualTo(ExitCode.LOCKED);
            assertThat(error.text().key()).isEqualTo("db.locked");
            assertThat(refusal(() -> Tables.open(address, ShopSchema.byDefault(), Access.CREATE))
                            .exitCode())
                    .isEqualTo(ExitCode.LOCKED);

            other.closeInput();
            assertThat(other.exitCode()).isZero();
        }
        Database.open(address, access).close();
    }

    @Test
    void opensADatabaseWhoseProcessWasKilled() throws Exception {
        DatabaseAddress address = databases.shop();
        try (ChildJvm other = ChildJvm.start(HoldDatabase.class, address.url(), "WRITE")) {
            assertThat(other.line()).isEqualTo("holding " + address);
            other.kill();
            assertThat(other.exitCode()).isNotZero();
        }
        Database.open(address, Access.WRITE).close();
    }

    private DatabaseAddress shopWithAnOrder() {
        DatabaseAddress address = databases.shop();
        try (ShopRows rows = new ShopRows(address)) {
            rows.order(1, "PO1", "paid", "SO1", StoreContract.NOW);
        }
        return address;
    }

    private static Order order(Database database) {
        return new Orders(database, ShopSchema.byDefault())
                .find("1", LookupBy.ID)
                .get(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
