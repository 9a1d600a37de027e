package io.github.ylhcancel.bench;

import io.github.ylhcancel.testing.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** MySQL, if one has been fetched. A copy of the original is a copy of the stopped server's data directory. */
final class MysqlEngine implements Engine {
    /** As MariaDB's: what is committed is on the disk, there is no binary log, and the pages of a new copy are in the system's cache. */
    private static final List<String> SETTINGS = List.of(
            "--disable-log-bin",
            "--innodb-buffer-pool-size=1G",
            "--innodb-redo-log-capacity=1G",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-flush-method=fsync",
            "--innodb-buffer-pool-dump-at-shutdown=OFF",
            "--innodb-buffer-pool-load-at-startup=OFF",
            "--tls-version=");

    private final Path original;
    private final Path copy;
    private MysqlServer server;

    MysqlEngine(Path folder) throws IOException {
        this.original = folder.resolve("original");
        this.copy = folder.resolve("copy");
        start(original);
    }

    private void start(Path folder) throws IOException {
        server = MysqlServer.in(
                Files.createDirectories(folder),
                Stream.concat(SETTINGS.stream(), more().stream()).toList());
    }

    /** Such as {@code --innodb-native-foreign-keys=ON}. */
    private static List<String> more() {
        return Settings.words(System.getenv(), "MYSQL_SETTINGS", "")
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    private Address address(String database) {
        return new Address(server.url(database) + "?sslMode=disable", "root", "");
    }

    /** The scripts of MariaDB are good here too. */
    @Override
    public String folder() {
        return "mariadb";
    }

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public String described() {
        try (Connection connection = address("").connect();
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SELECT VERSION()")) {
            version.next();
            return "MySQL " + version.getString(1).split("-")[0]
                    + " (innodb_flush_log_at_trx_commit=1, innodb_buffer_pool_size=1G, innodb_redo_log_capacity=1G"
                    + more().stream()
                            .map(setting -> ", " + setting.substring(2))
                            .collect(Collectors.joining()) + ")";
        } catch (SQLException e) {
            throw new IllegalStateException("MySQL does not answer", e);
        }
    }

    @Override
    public Address empty() throws IOException, SQLException {
        stop();
        Folders.delete(copy);
        Folders.delete(original);
        start(original);
        try (Connection connection = address("").connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
        }
        return address("shop");
    }

    @Override
    public void keep() throws SQLException {
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
        Folders.copy(original, copy);
        start(copy);
        return address("shop");
    }

    @Override
    public void close() {
        stop();
    }
}
