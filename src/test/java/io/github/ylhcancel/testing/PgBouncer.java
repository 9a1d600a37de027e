package io.github.ylhcancel.testing;

import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.db.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A PgBouncer in front of a server. */
public final class PgBouncer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final Process process;

    private PgBouncer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param mode {@code transaction}, {@code session} or {@code statement}
     * @param size how many sessions it has on the server for each user and database
     */
    public static PgBouncer start(PostgresServer server, String mode, int size) {
        String program = Daemon.program("pgbouncer", "/usr/sbin", "/usr/bin").toString();
        Path folder = Daemon.folder("pgbouncer");
        int port = Daemon.port();
        try {
            Path users = Files.write(folder.resolve("users"), List.of("\"shop\" \"\"", "\"postgres\" \"\""));
            Path config = Files.write(
                    folder.resolve("pgbouncer.ini"),
                    List.of(
                            "[databases]",
                            "* = host=127.0.0.1 port=" + server.port(),
                            "[pgbouncer]",
                            "listen_addr = 127.0.0.1",
                            "listen_port = " + port,
                            "unix_socket_dir =",
                            "auth_type = trust",
                            "auth_file = " + users,
                            "pool_mode = " + mode,
                            "default_pool_size = " + size,
                            "max_client_conn = 200",
                            "server_reset_query ="));
            Daemon.give(folder);
            return new PgBouncer(folder, port, Daemon.start(folder, program, config.toString())).awaited();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PgBouncer awaited() {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(Daemon.log(folder));
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
        return this;
    }

    public DatabaseAddress address(String database, String user) {
        return new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, "", false);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        Daemon.remove(folder);
    }
}
