package io.github.ylhcancel.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how fast {@code ylh sync} empties its queue against a supplier that turns calls above its limit away, as a whole process,
 * and by the supplier's own record. A run whose outcome is wrong has no figure. {@code docs/benchmarks.md} tells the method.
 */
final class SyncBenchmark {
    private static final int LIMIT = 100;
    /** The program's own default, which is what is measured. */
    private static final int CONFIGURED_RATE = 95;

    private static final String HEAP = "-Xmx64m";

    private final Path folder;
    private final int deliveries;
    private final int rounds;
    private final List<SyncCase> cases;
    private final PrintStream out;
    private final PrintStream progress;
    private boolean wrong;

    private SyncBenchmark(Path folder, Map<String, String> environment, PrintStream out, PrintStream progress) {
        this.folder = folder;
        this.deliveries = Integer.parseInt(environment.getOrDefault("DELIVERIES", "6000"));
        this.rounds = Integer.parseInt(environment.getOrDefault("ROUNDS", "1"));
        this.cases = SyncCase.all(environment);
        this.out = out;
        this.progress = progress;
    }

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path folder = Files.createDirectories(Path.of("target", "bench-sync")).toAbsolutePath();
        Map<String, String> environment = System.getenv();
        SyncBenchmark benchmark = new SyncBenchmark(folder, environment, out, err);
        try {
            benchmark.run(environment.getOrDefault("DATABASES", "postgresql h2"));
        } finally {
            Folders.delete(folder);
        }
        System.exit(benchmark.wrong ? 1 : 0);
    }

    private void run(String databases) throws IOException, InterruptedException, SQLException {
        out.println(Machine.described() + ", " + Instant.now().toString().substring(0, 10));
        out.println();
        out.println(
                "| database | latency | in flight | journal | deliveries | seconds | calls/s | share of the rate | most in a second"
                        + " | 429 | CPU s | CPU/wall | peak MB |");
        out.println("|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        List<String> servers = new ArrayList<>();
        for (String database : databases.strip().split("\\s+")) {
            try (Engine engine = engine(database)) {
                servers.add(engine.described());
                fill(engine);
                for (SyncCase one : cases) {
                    for (int round = 1; round <= rounds; round++) {
                        // In turn, so that what the machine does besides falls on both.
                        measure(engine, one, true);
                        measure(engine, one, false);
                    }
                }
            }
        }
        out.println();
        servers.forEach(server -> out.println("- " + server));
    }

    private Engine engine(String database) throws IOException {
        Path place = Files.createDirectories(folder.resolve(database));
        return switch (database) {
            case "postgresql" -> new PostgresqlEngine(place);
            case "h2" -> new H2Engine(place);
            default -> throw new IllegalArgumentException("DATABASES: not among postgresql and h2: " + database);
        };
    }

    /** Orders that a sweep has just cancelled. */
    private void fill(Engine engine) throws IOException, InterruptedException, SQLException {
        Address address = engine.empty();
        Path config = Files.createFile(
                folder.resolve("fill.properties"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        append(config, "ylh.source-system = BENCH", address);
        succeed(config, "db", "init", "-q");
        String numbers = engine.folder().equals("h2")
                ? "(SELECT x AS n FROM SYSTEM_RANGE(1, " + deliveries + ")) AS numbers"
                : "generate_series(1, " + deliveries + ") n";
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P1', 'supplier', 0)");
            statement.execute("INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at)"
                    + " SELECT n, 'PO' || n, 'pending', 'SO' || n, '2026-01-01', '2026-01-01' FROM " + numbers);
            statement.execute(
                    "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1, 1 FROM " + numbers);
        }
        succeed(
                config,
                "cancel-unpaid",
                "--no-sync",
                "--yes",
                "-q",
                "--max-orders",
                String.valueOf(deliveries),
                "--max-percent",
                "100");
        Files.delete(config);
        engine.keep();
    }

    private static void append(Path config, String line, Address address) throws IOException {
        Files.write(
                config,
                List.of(
                        line,
                        "schema.time-zone = UTC",
                        "db.url = " + H2Engine.withoutSettings(address.url()),
                        "db.username = " + address.user(),
                        "db.password = " + address.password()),
                StandardOpenOption.APPEND);
    }

    private void succeed(Path config, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bin/ylh", "-c", config.toString()));
        command.addAll(List.of(arguments));
        Measured run = Measured.run(folder, Map.of(), command);
        if (run.exit() != 0) {
            throw new IOException(
                    "ylh " + String.join(" ", arguments) + " ended with " + run.exit() + ": " + run.err());
        }
    }

    private void measure(Engine engine, SyncCase one, boolean journal)
            throws IOException, InterruptedException, SQLException {
        Address address = engine.restore();
        try (SandboxProcess sandbox = SandboxProcess.start(folder, one.latency(), LIMIT)) {
            Path told = folder.resolve("journal/told.ndjson");
            append(sandbox.config(), "# the database", address);
            List<String> command =
                    new ArrayList<>(List.of("bin/ylh", "-c", sandbox.config().toString()));
            command.addAll(one.arguments());
            double before = sandbox.cpuSeconds();
            Measured run = Measured.run(
                    folder, Map.of("YLH_JAVA_OPTS", HEAP, "YLH_JOURNAL", journal ? told.toString() : ""), command);
            Delivered delivered = Delivered.of(sandbox.state());
            List<String> wrongs = new ArrayList<>(delivered.wrong(deliveries, LIMIT));
            wrongs.addAll(run.failure());
            long accepted = accepted(address);
            if (accepted != deliveries) {
                wrongs.add(accepted + " of " + deliveries + " are accepted");
            }
            if (journal != Files.exists(told)) {
                wrongs.add("the journal is" + (journal ? " not" : "") + " there");
            }
            Folders.delete(told.getParent());
            wrong |= !wrongs.isEmpty();
            say(engine, one, run, delivered, sandbox.cpuSeconds() - before, wrongs);
            print(engine, one, journal, run, delivered, wrongs.isEmpty());
        }
    }

    private static long accepted(Address address) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("SELECT COUNT(*) FROM ylh_cancellation WHERE state = 'accepted'")) {
            count.next();
            return count.getLong(1);
        }
    }

    private void say(
            Engine engine, SyncCase one, Measured run, Delivered delivered, double sandboxCpu, List<String> wrongs) {
        progress.printf(
                Locale.ROOT,
                "%s, %s, in flight %s: %.1f s as a process, %d calls in %.1f s, the sandbox used %.1f s of CPU%s%n",
                engine.folder(),
                one.latency(),
                one.inFlightWord(),
                run.seconds(),
                delivered.calls(),
                delivered.seconds(),
                sandboxCpu,
                wrongs.isEmpty() ? "" : ", WRONG, no figure: " + String.join("; ", wrongs));
    }

    private void print(Engine engine, SyncCase one, boolean journal, Measured run, Delivered delivered, boolean right) {
        String start = String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %,d |",
                engine.folder(),
                one.latency(),
                one.inFlightWord(),
                journal ? "yes" : "no",
                deliveries);
        if (!right) {
            out.println(start + " – | – | – | – | – | – | – | – |");
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s %.2f | %.1f | %.3f | %d | %d | %.1f | %.2f | %.0f |%n",
                start,
                delivered.seconds(),
                delivered.rate(),
                delivered.rate() / CONFIGURED_RATE,
                delivered.most(),
                delivered.throttled(),
                run.cpuSeconds(),
                run.cpuSeconds() / run.seconds(),
                run.peakKilobytes() / 1024.0);
    }
}
