package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A MariaDB or a MySQL. A copy of the original is a copy of the stopped server's data directory. */
abstract class MysqlFamilyEngine implements Engine {
    private final Path original;
    private final Path copy;

    MysqlFamilyEngine(Path folder) {
        this.original = folder.resolve("original");
        this.copy = folder.resolve("copy");
    }

    /** Starts the server, once what a subclass needs for that is there. */
    final void startEmpty() throws IOException {
        start(original, Optional.empty());
    }

    /** A server with the data of {@code contents}, or with none. */
    abstract void start(Path data, Optional<Path> contents) throws IOException;

    /** Does nothing where none is running. */
    abstract void stop() throws IOException;

    abstract Address address(String database);

    abstract String product();

    abstract String settings();

    /** The scripts are good on both. */
    @Override
    public String folder() {
        return "mariadb";
    }

    @Override
    public String described() {
        try (Connection connection = address("").connect();
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SELECT VERSION()")) {
            version.next();
            return product() + " " + version.getString(1).split("-")[0] + " (" + settings() + ")";
        } catch (SQLException e) {
            throw new IllegalStateException(product() + " does not answer", e);
        }
    }

    @Override
    public Address empty() throws IOException, SQLException {
        stop();
        Folders.delete(copy);
        Folders.delete(original);
        startEmpty();
        try (Connection connection = address("").connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop CHARACTER SET utf8mb4");
        }
        return address("shop");
    }

    @Override
    public void keep() throws IOException, SQLException {
        try (Connection connection = address("shop").connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery("SHOW TABLES")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                statement.execute("ANALYZE TABLE " + table);
            }
        }
        stop();
    }

    @Override
    public Address restore() throws IOException {
        stop();
        Folders.delete(copy);
        start(copy, Optional.of(original));
        return address("shop");
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
