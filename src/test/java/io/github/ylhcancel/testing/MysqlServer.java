package io.github.ylhcancel.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A MySQL server of its own, with data of its own: what {@code .ci/mysql} has fetched, which no machine has by itself. Its user
 * {@code root} has no password, and comes from this machine.
 */
public final class MysqlServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** It forgets what it was told when the machine goes down, and begins in a second. */
    public static final List<String> FAST = List.of(
            "--disable-log-bin",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=OFF",
            "--innodb-flush-method=nosync",
            "--innodb-redo-log-capacity=32M",
            "--performance-schema=OFF");

    /** Without TLS, whose keys take a second to make. */
    public static final List<String> PLAIN = List.of("--tls-version=");

    private static final String INITIAL = "CREATE USER root@'127.0.0.1' IDENTIFIED BY '';"
            + " GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;";

    private final Path folder;
    private final List<String> settings;
    private final int port = Daemon.port();
    private Process process;

    private MysqlServer(Path folder, List<String> settings) {
        this.folder = folder.toAbsolutePath();
        this.settings = settings;
    }

    /**
     * Makes the data and starts it.
     *
     * @param above where its folder is made
     * @throws TestAbortedException where there is no such server, and none could be fetched
     */
    public static MysqlServer started(Path above, List<String> settings) throws IOException {
        return in(Files.createTempDirectory(above, "ylh-mysql"), settings);
    }

    /** Starts it on the data that is in its folder, or makes that. */
    public static MysqlServer in(Path folder, List<String> settings) throws IOException {
        MysqlServer server = new MysqlServer(folder, settings);
        try {
            if (!Files.exists(server.data())) {
                server.makeData();
            }
            server.start();
            return server;
        } catch (RuntimeException | AssertionError | IOException e) {
            server.close();
            throw e;
        }
    }

    /** What {@code .ci/mysql} has left. */
    private static Path program() {
        Path folder = Optional.ofNullable(System.getenv("YLH_MYSQL"))
                .map(Path::of)
                .orElseGet(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("ylh/mysql"));
        Path program = folder.resolve("mysqld");
        if (Files.isExecutable(program) && Files.exists(folder.resolve("complete"))) {
            return program;
        }
        String message = "no MySQL in " + folder + ", its tests are left out; .ci/mysql fetches one";
        if (System.getenv("CI") != null && System.getenv("WITHOUT_MYSQL") == null) {
            throw new AssertionError(message);
        }
        System.err.println("WARNING: " + message);
        throw new TestAbortedException(message);
    }

    private void makeData() throws IOException {
        Path initial = Files.writeString(folder.resolve("initial.sql"), INITIAL.replace("; ", ";\n"));
        List<String> keys = settings.containsAll(PLAIN)
                ? List.of("--auto-generate-certs=OFF", "--caching-sha2-password-auto-generate-rsa-keys=OFF")
                : List.of();
        List<String> arguments = new ArrayList<>(keys);
        arguments.addAll(List.of(
                "--initialize-insecure",
                "--innodb-redo-log-capacity=8M",
                "--disable-log-bin",
                "--init-file=" + initial));
        Process making = run(arguments);
        try {
            if (!making.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || making.exitValue() != 0) {
                making.destroyForcibly();
                throw new AssertionError("MySQL does not make its data: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Starts it, or starts it again. */
    public void start() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--mysqlx=OFF",
                "--skip-name-resolve",
                "--innodb-buffer-pool-size=64M"));
        arguments.addAll(settings);
        process = run(arguments);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(this::answers);
    }

    private Process run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program().toString(), "--datadir=" + folder.resolve("data")));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        return builder.redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new AssertionError("MySQL does not start: " + log());
        }
        try (Connection connection = DriverManager.getConnection(url("") + "?sslMode=disable", "root", "")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** What it wrote down last. */
    String lastWords() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    /** Without settings. */
    public String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    /** Where it makes its keys. */
    public Path data() {
        return folder.resolve("data");
    }

    public int port() {
        return port;
    }

    /** As a machine that crashes. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** In order, as its administrator does. */
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + folder);
        }
    }
}
