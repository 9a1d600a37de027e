package io.github.ylhcancel.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Databases on a PostgreSQL server that is started when the first of them is wanted, and ends with this process. */
public final class PostgresqlDatabases implements TestDatabases {
    private static final String TEMPLATE = "shop_template";

    private static Server fast;
    private static Server durable;

    /** A server, or why there is none: it is tried only once. */
    private record Server(EmbeddedPostgres postgres, Throwable failure, AtomicInteger made) {
        static Server start(boolean fsync) {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", fsync ? "on" : "off")
                        .setServerConfig("full_page_writes", fsync ? "on" : "off")
                        .setServerConfig("synchronous_commit", fsync ? "on" : "off")
                        .setServerConfig("max_connections", "100")
                        .start();
                Server server = new Server(postgres, null, new AtomicInteger());
                server.makeTemplate();
                return server;
            } catch (IOException | RuntimeException | Error e) {
                return new Server(null, e, new AtomicInteger());
            }
        }

        private void makeTemplate() {
            execute("CREATE DATABASE " + TEMPLATE);
            try (Tables tables = Tables.open(address(TEMPLATE), ShopSchema.byDefault(), Access.CREATE)) {
                tables.createShop();
                tables.migrate();
            }
        }

        String create(String template) {
            String name = "shop_" + made.incrementAndGet();
            execute("CREATE DATABASE " + name + " TEMPLATE " + template);
            return name;
        }

        DatabaseAddress address(String database) {
            return new DatabaseAddress(url(database), "postgres", "", false);
        }

        private String url(String database) {
            return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database;
        }

        void execute(String sql) {
            try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "");
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final Server server;
    private final List<String> names = new ArrayList<>();

    private PostgresqlDatabases(Server server) {
        this.server = server;
        if (server.failure() != null) {
            throw ServerMissing.because("PostgreSQL", server.failure());
        }
    }

    /** Databases that forget what they were told when the machine goes down, which no contract speaks of. */
    public static synchronized PostgresqlDatabases started() {
        if (fast == null) {
            fast = Server.start(false);
        }
        return new PostgresqlDatabases(fast);
    }

    /** Databases with the server's own defaults, for what is said about time or durability. */
    public static synchronized PostgresqlDatabases durable() {
        if (durable == null) {
            durable = Server.start(true);
        }
        return new PostgresqlDatabases(durable);
    }

    @Override
    public DatabaseAddress empty() {
        return create("template0");
    }

    @Override
    public DatabaseAddress shop() {
        return create(TEMPLATE);
    }

    private DatabaseAddress create(String template) {
        names.add(server.create(template));
        return server.address(names.get(names.size() - 1));
    }

    @Override
    public String quoted(String name) {
        return '"' + name + '"';
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET session_replication_role = replica";
    }

    @Override
    public void close() {
        names.forEach(name -> server.execute("DROP DATABASE " + name + " WITH (FORCE)"));
        names.clear();
    }
}
