package io.github.ylhcancel.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Databases on a PostgreSQL server of this process. */
public final class PostgresqlDatabases extends ServerDatabases {
    private static Callable<DatabaseServer> fast;
    private static Callable<DatabaseServer> durable;

    private PostgresqlDatabases(DatabaseServer server) {
        super(server);
    }

    /** Databases that forget what they were told when the machine goes down, which no contract speaks of. */
    public static synchronized PostgresqlDatabases started() throws Exception {
        if (fast == null) {
            fast = DatabaseServer.of("PostgreSQL", () -> start("off"));
        }
        return new PostgresqlDatabases(fast.call());
    }

    /** Databases with the server's own defaults, for what is said about time or durability. */
    public static synchronized PostgresqlDatabases durable() throws Exception {
        if (durable == null) {
            durable = DatabaseServer.of("PostgreSQL", () -> start("on"));
        }
        return new PostgresqlDatabases(durable.call());
    }

    private static DatabaseServer.Kind start(String durable) throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", durable)
                .setServerConfig("full_page_writes", durable)
                .setServerConfig("synchronous_commit", durable)
                .start();
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
        return new DatabaseServer.Kind(
                "postgres",
                url,
                url + "?currentSchema=%s",
                "CREATE SCHEMA %s",
                "SET search_path = %s",
                "DROP SCHEMA %s CASCADE",
                " (LIKE %s INCLUDING ALL)");
    }

    @Override
    String freezing() {
        return "ALTER DATABASE postgres SET default_transaction_read_only = on";
    }

    @Override
    String thawing() {
        return "ALTER DATABASE postgres RESET default_transaction_read_only";
    }

    @Override
    String freezingTheSession() {
        return "SET default_transaction_read_only = on";
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
    public String withTimeZone(String table, String column) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE timestamptz";
    }

    @Override
    public String epoch(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }

    @Override
    public String impatience() {
        return "SET lock_timeout = '50ms'";
    }

    @Override
    public String patienceOfASecond() {
        return "SET lock_timeout = '1s'";
    }
}
