package io.github.ylhcancel.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Databases on a PostgreSQL server of this process. */
public final class PostgresqlDatabases extends ServerDatabases {
    private static final String SHAPE =
            "SELECT concat_ws('|', 'schema', nspacl) FROM pg_namespace WHERE nspname = '%1$s'"
                    + " UNION ALL SELECT concat_ws('|', relname, relkind, relpersistence, relrowsecurity, relacl, reloptions)"
                    + " FROM pg_class WHERE relnamespace = '%1$s'::regnamespace"
                    + " UNION ALL SELECT concat_ws('|', c.relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,"
                    + " attidentity, attgenerated, attcollation, attacl, pg_get_expr(adbin, adrelid)) FROM pg_attribute a"
                    + " JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    + " WHERE relnamespace = '%1$s'::regnamespace AND attnum > 0"
                    + " UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON oid = indexrelid"
                    + " WHERE relnamespace = '%1$s'::regnamespace"
                    + " UNION ALL SELECT concat_ws('|', conname, pg_get_constraintdef(oid)) FROM pg_constraint"
                    + " WHERE connamespace = '%1$s'::regnamespace"
                    + " UNION ALL SELECT concat_ws('|', tgname, tgenabled) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
                    + " WHERE NOT tgisinternal AND relnamespace = '%1$s'::regnamespace"
                    + " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = '%1$s'::regnamespace";

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
        Path data = Files.createTempDirectory(DatabaseServer.place(durable.equals("off")), "ylh-postgresql");
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
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
                " (LIKE %s INCLUDING ALL)",
                SHAPE,
                "SET session_replication_role = replica",
                "SELECT format('SELECT setval(%%L, %%s, false)', format('%%I.%%I', schemaname, sequencename), start_value)"
                        + " FROM pg_sequences WHERE schemaname = '%1$s' AND last_value IS NOT NULL");
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
    public String later(String column, long minutes) {
        return column + " + INTERVAL '" + minutes + " MINUTE'";
    }

    @Override
    public String epoch(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }
}
