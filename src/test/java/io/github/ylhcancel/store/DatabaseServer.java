package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.Migrations;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of the tests that was started, or why it could not be. Each test gets a room of its own on it: a database, or on
 * PostgreSQL, where making one takes a quarter of a second, a schema.
 */
final class DatabaseServer {
    private static final String TEMPLATE = "shop_template";
    private static final String HISTORY = "." + Migrations.HISTORY_TABLE;

    /**
     * How one talks to it.
     *
     * @param url with %s for the room
     * @param like the end of a CREATE TABLE that is to be like another
     */
    record Kind(String user, String adminUrl, String url, String create, String use, String drop, String like) {}

    private final Kind kind;
    private final Connection admin;
    private final AtomicInteger made = new AtomicInteger();

    private DatabaseServer(Kind kind) throws SQLException {
        this.kind = kind;
        this.admin = DriverManager.getConnection(kind.adminUrl(), kind.user(), "");
    }

    /** Starts it once; where that fails, each test that wants it is left out or fails, and none tries again. */
    static Callable<DatabaseServer> of(String name, Callable<Kind> start) {
        try {
            DatabaseServer server = new DatabaseServer(alone(start));
            server.makeTemplate();
            return () -> server;
        } catch (Exception | LinkageError | AssertionError e) {
            return () -> {
                throw ServerMissing.because(name, e);
            };
        }
    }

    /**
     * While no other JVM of this build starts one: two would unpack a server into the same folder, or find the same port free.
     */
    private static Kind alone(Callable<Kind> start) throws Exception {
        Path file = Files.createDirectories(Path.of("target")).resolve("server-start.lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return start.call();
        }
    }

    private void makeTemplate() {
        execute(String.format(kind.create(), TEMPLATE));
        try (Tables tables = Tables.open(address(TEMPLATE), ShopSchema.byDefault(), Access.CREATE)) {
            tables.createShop();
            tables.migrate();
        }
    }

    /** A room without a table. */
    String create() {
        String room = "shop_" + made.incrementAndGet();
        execute(String.format(kind.create(), room));
        return room;
    }

    /** The scripts without Flyway, which takes longer than most tests, and then the rows that it would have written. */
    void fill(String room) {
        execute(
                String.format(kind.use(), room),
                Tables.sql(address(room), true),
                "CREATE TABLE " + room + HISTORY + String.format(kind.like(), TEMPLATE + HISTORY),
                "INSERT INTO " + room + HISTORY + " SELECT * FROM " + TEMPLATE + HISTORY);
    }

    void drop(String room) {
        execute(String.format(kind.drop(), room));
    }

    DatabaseAddress address(String room) {
        return new DatabaseAddress(String.format(kind.url(), room), kind.user(), "", false);
    }

    synchronized void execute(String... statements) {
        try (Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
