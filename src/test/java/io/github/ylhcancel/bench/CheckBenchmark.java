package io.github.ylhcancel.bench;

import io.github.ylhcancel.domain.Alert;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures how long {@code ylh check} takes in a large shop, as a whole process. {@code docs/benchmarks.md} has the figures. */
final class CheckBenchmark {
    private static final long SPREAD_SECONDS = Duration.ofDays(30).toSeconds();

    private final Path folder;
    private final long orders;
    private final long calls;
    private final boolean each;
    private final PrintStream out;
    private final PrintStream progress;

    private CheckBenchmark(Path folder, Map<String, String> environment, PrintStream out, PrintStream progress) {
        this.folder = folder;
        this.orders = Long.parseLong(environment.getOrDefault("ORDERS", "1000000"));
        this.calls = Long.parseLong(environment.getOrDefault("CALLS", "10000000"));
        this.each = environment.getOrDefault("EACH", "").equals("yes");
        this.out = out;
        this.progress = progress;
    }

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path folder = Files.createDirectories(Path.of("target", "bench-check")).toAbsolutePath();
        Map<String, String> environment = System.getenv();
        try {
            new CheckBenchmark(folder, environment, out, err)
                    .run(environment.getOrDefault("DATABASES", "postgresql mariadb"));
        } finally {
            Folders.delete(folder);
        }
    }

    private void run(String databases) throws IOException, InterruptedException, SQLException {
        out.println(Machine.described() + ", " + Instant.now().toString().substring(0, 10));
        out.println();
        out.println("| database | orders | calls | check | seconds | CPU s | peak MB |");
        out.println("|---|---:|---:|---|---:|---:|---:|");
        List<String> servers = new ArrayList<>();
        for (String database : databases.strip().split("\\s+")) {
            try (Engine engine = Engine.open(database, folder.resolve(database))) {
                servers.add(engine.described());
                Path config = fill(engine);
                measure(engine, config, "the last hour", "1h");
                measure(engine, config, "the last hour, once more", "1h");
                measure(engine, config, "a day, its hours not counted yet", "24h");
                measure(engine, config, "a day, its hours counted", "24h");
                measure(engine, config, "seven days, six not counted yet", "7d");
                measure(engine, config, "seven days, counted", "7d");
                if (each) {
                    for (Alert alert : Alert.values()) {
                        measure(engine, config, alert.word(), "1h", "--only", alert.word());
                    }
                }
            }
        }
        out.println();
        servers.forEach(server -> out.println("- " + server));
    }

    private Path fill(Engine engine) throws IOException, InterruptedException, SQLException {
        Address original = engine.empty();
        Measured init = Measured.run(folder, Map.of(), ylh(config(original), "db", "init", "-q"));
        if (init.exit() != 0) {
            throw new IOException("ylh db init ended with " + init.exit() + ": " + init.err());
        }
        progress.printf(Locale.ROOT, "%s: filling in %,d orders and %,d calls%n", engine.folder(), orders, calls);
        try (Connection connection = original.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : shop(engine)) {
                statement.execute(sql);
            }
        }
        engine.keep();
        return config(engine.restore());
    }

    private static String numbers(Engine engine, long count) {
        return switch (engine.folder()) {
            case "postgresql" -> " FROM generate_series(1, " + count + ") AS s(n)";
            case "mariadb" -> " FROM (SELECT seq AS n FROM seq_1_to_" + count + ") AS s";
            default -> " FROM (SELECT x AS n FROM SYSTEM_RANGE(1, " + count + ")) AS s";
        };
    }

    /** Spread evenly over the time until now. */
    private static String at(Engine engine, long count) {
        String seconds = "(" + count + " - n) * 1.0 * " + SPREAD_SECONDS + " / " + count;
        return switch (engine.folder()) {
            case "postgresql" -> "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC') - make_interval(secs => " + seconds + ")";
            case "mariadb" -> "UTC_TIMESTAMP(6) - INTERVAL " + seconds + " SECOND";
            default -> "DATEADD('SECOND', -(" + seconds + "), CURRENT_TIMESTAMP AT TIME ZONE 'UTC')";
        };
    }

    private List<String> shop(Engine engine) {
        String orderAt = at(engine, orders);
        String callAt = at(engine, calls);
        String ofOrders = numbers(engine, orders);
        return List.of(
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, CONCAT('PO', n),"
                        + " 'cancelled', CONCAT('SO', n), " + orderAt + ", " + orderAt + ofOrders,
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,"
                        + " operator, source_system, cancel_time, money, run_id, worker, step, created_at) SELECT n, 1, 'cancel',"
                        + " CONCAT('PO', n), CONCAT('SO', n), 'pending', 'cancelled', 'r', 'n', 'cron', 'BENCH', "
                        + orderAt
                        + ", 'none', 'R1', 0, n, " + orderAt + ofOrders,
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,"
                        + " from_status, operator, state, attempts, maybe_applied, created_at, updated_at) SELECT n, 1, CONCAT('PO', n),"
                        + " CONCAT('SO', n), 'r', 'BENCH', " + orderAt
                        + ", 'pending', 'cron', CASE MOD(n, 10000) WHEN 11 THEN 'dead' WHEN 12 THEN 'held' ELSE 'confirmed' END,"
                        + " 1, FALSE, " + orderAt + ", " + orderAt + ofOrders,
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, http_status, outcome, detail)"
                        + " SELECT MOD(n, " + orders
                        + "), 'R1', CASE MOD(n, 100) WHEN 0 THEN 'token' ELSE 'cancel' END, " + callAt
                        + ", 20 + MOD(MOD(n, 10007) * 7919, 6000), 200, CASE WHEN MOD(n, 100) = 0 THEN 'token' WHEN MOD(n, 40) = 1 THEN 'unknown'"
                        + " ELSE 'accepted' END, ''" + numbers(engine, calls));
    }

    private Path config(Address address) throws IOException {
        Path config = folder.resolve("ylh.properties");
        Files.deleteIfExists(config);
        Files.createFile(config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(
                config,
                List.of(
                        "schema.time-zone = UTC",
                        "db.url = " + H2Engine.withoutSettings(address.url()),
                        "db.username = " + address.user(),
                        "db.password = " + address.password()));
        return config;
    }

    private static List<String> ylh(Path config, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bin/ylh", "-c", config.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private void measure(Engine engine, Path config, String what, String window, String... more)
            throws IOException, InterruptedException {
        List<String> command = ylh(config, "check", "--window", window);
        command.addAll(List.of(more));
        Measured run = Measured.run(folder, Map.of(), command);
        progress.printf(
                Locale.ROOT,
                "%s, %s: %.2f s, %s%n",
                engine.folder(),
                what,
                run.seconds(),
                run.out().strip());
        out.printf(
                Locale.ROOT,
                "| %s | %,d | %,d | %s | %.2f | %.2f | %.0f |%n",
                engine.folder(),
                orders,
                calls,
                what,
                run.seconds(),
                run.cpuSeconds(),
                run.peakKilobytes() / 1024.0);
    }
}
