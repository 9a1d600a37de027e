package io.github.ylhcancel.bench;

import io.github.ylhcancel.testing.MysqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** MySQL, if one has been fetched. */
final class MysqlEngine extends MysqlFamilyEngine {
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

    private MysqlServer server;

    MysqlEngine(Path folder) throws IOException {
        super(folder);
        startEmpty();
    }

    @Override
    void start(Path data, Optional<Path> contents) throws IOException {
        if (contents.isPresent()) {
            Folders.copy(contents.get(), data);
        }
        server = MysqlServer.in(
                Files.createDirectories(data),
                Stream.concat(SETTINGS.stream(), more()).toList());
    }

    /** Such as {@code --innodb-native-foreign-keys=ON}. */
    private static Stream<String> more() {
        return Settings.words(System.getenv(), "MYSQL_SETTINGS", "").filter(word -> !word.isEmpty());
    }

    @Override
    void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    Address address(String database) {
        return new Address(server.url(database) + "?sslMode=disable", "root", "");
    }

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    String product() {
        return "MySQL";
    }

    @Override
    String settings() {
        return "innodb_flush_log_at_trx_commit=1, innodb_buffer_pool_size=1G, innodb_redo_log_capacity=1G"
                + more().map(setting -> ", " + setting.substring(2)).collect(Collectors.joining());
    }
}
