package io.github.ylhcancel.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL as it keeps a shop's data: everything that the embedded one switches off for speed is on again. */
final class PostgresqlEngine implements Engine {
    private static final String ORIGINAL = "original";
    private static final String COPY = "copy";

    private final EmbeddedPostgres server;

    PostgresqlEngine(Path folder) throws IOException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(true)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("checkpoint_timeout", "30min")
                .setServerConfig("maintenance_work_mem", "256MB")
                .start();
    }

    private Address address(String database) {
        String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
        return new Address(url, "postgres", "postgres");
    }

    private void administer(String... statements) throws SQLException {
        try (Connection connection = address("postgres").connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    public String described() {
        try (Connection connection = address("postgres").connect();
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SHOW server_version")) {
            version.next();
            return "PostgreSQL " + version.getString(1).split(" ")[0]
                    + " (fsync, full_page_writes, synchronous_commit on; shared_buffers 1GB, max_wal_size 8GB)";
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not answer", e);
        }
    }

    @Override
    public Address empty() throws SQLException {
        administer(
                "DROP DATABASE IF EXISTS " + COPY,
                "DROP DATABASE IF EXISTS " + ORIGINAL,
                "CREATE DATABASE " + ORIGINAL);
        return address(ORIGINAL);
    }

    @Override
    public void keep() throws SQLException {
        try (Connection connection = address(ORIGINAL).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
    }

    @Override
    public Address restore() throws SQLException {
        administer(
                "DROP DATABASE IF EXISTS " + COPY,
                "CREATE DATABASE " + COPY + " TEMPLATE " + ORIGINAL + " STRATEGY file_copy",
                "CHECKPOINT");
        return address(COPY);
    }

    /** Only the tool's own tables: the shop's had theirs before the copying. */
    @Override
    public void settle() throws SQLException {
        try (Connection connection = address(COPY).connect();
                Statement statement = connection.createStatement()) {
            List<String> made = new ArrayList<>();
            try (ResultSet names = statement.executeQuery(
                    "SELECT tablename FROM pg_tables WHERE tablename LIKE 'ylh~_%' ESCAPE '~'")) {
                while (names.next()) {
                    made.add(names.getString(1));
                }
            }
            statement.execute("VACUUM ANALYZE " + String.join(", ", made));
            statement.execute("CHECKPOINT");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
