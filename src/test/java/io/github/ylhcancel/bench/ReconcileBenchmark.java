package io.github.ylhcancel.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Measures how long {@code ylh reconcile} looks through a shop, as a whole process in a small heap. A run that finds anything else than
 * there is has no figure. {@code docs/benchmarks.md} tells the method.
 */
final class ReconcileBenchmark {
    private static final String HEAP = "-Xmx64m";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How many of a thousand orders there are of each kind. */
    private static final Map<String, Integer> OF_A_THOUSAND = new TreeMap<>(Map.ofEntries(
            Map.entry("books", 1),
            Map.entry("cancelled-by-shop", 1),
            Map.entry("cancelled-twice", 1),
            Map.entry("contradiction", 1),
            Map.entry("dead", 1),
            Map.entry("held", 1),
            Map.entry("not-cancelled", 1),
            Map.entry("overdue", 1),
            Map.entry("rejected", 1),
            Map.entry("shared-so-id", 2),
            Map.entry("unknown", 1),
            Map.entry("untold", 1)));

    private final Path folder;
    private final int orders;
    private final boolean each;
    private final PrintStream out;
    private final PrintStream progress;
    private boolean wrong;

    private ReconcileBenchmark(Path folder, Map<String, String> environment, PrintStream out, PrintStream progress) {
        this.folder = folder;
        this.orders = Integer.parseInt(environment.getOrDefault("ORDERS", "1000000"));
        this.each = environment.getOrDefault("EACH", "").equals("yes");
        this.out = out;
        this.progress = progress;
        if (orders < 1_000 || orders % 1_000 != 0) {
            throw new IllegalArgumentException("ORDERS: not a number of thousands: " + orders);
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path folder =
                Files.createDirectories(Path.of("target", "bench-reconcile")).toAbsolutePath();
        Map<String, String> environment = System.getenv();
        ReconcileBenchmark benchmark = new ReconcileBenchmark(folder, environment, out, err);
        try {
            benchmark.run(environment.getOrDefault("DATABASES", "postgresql mariadb"));
        } finally {
            Folders.delete(folder);
        }
        System.exit(benchmark.wrong ? 1 : 0);
    }

    private void run(String databases) throws IOException, InterruptedException, SQLException {
        out.println(Machine.described() + ", " + Instant.now().toString().substring(0, 10));
        out.println();
        out.println("| database | orders | looked for | found | seconds | CPU s | peak MB |");
        out.println("|---|---:|---|---:|---:|---:|---:|");
        List<String> servers = new ArrayList<>();
        for (String database : databases.strip().split("\\s+")) {
            try (Engine engine = Engine.open(database, folder.resolve(database))) {
                servers.add(engine.described());
                Path config = fill(engine);
                measure(engine, config, "all", OF_A_THOUSAND);
                if (each) {
                    for (Map.Entry<String, Integer> kind : OF_A_THOUSAND.entrySet()) {
                        measure(engine, config, kind.getKey(), Map.of(kind.getKey(), kind.getValue()));
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
        progress.printf(Locale.ROOT, "%s: filling a shop of %,d orders%n", engine.folder(), orders);
        try (Connection connection = original.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : shop(numbers(engine))) {
                statement.execute(sql);
            }
        }
        engine.keep();
        return config(engine.restore());
    }

    private String numbers(Engine engine) {
        return switch (engine.folder()) {
            case "postgresql" -> " FROM generate_series(1, " + orders + ") AS s(n)";
            case "mariadb" -> " FROM (SELECT seq AS n FROM seq_1_to_" + orders + ") AS s";
            default -> " FROM (SELECT x AS n FROM SYSTEM_RANGE(1, " + orders + ")) AS s";
        };
    }

    /** Most are as they should be: cancelled here, and confirmed by YLH. */
    private static List<String> shop(String numbers) {
        String at = "TIMESTAMP '2026-02-01 09:00:00'";
        String byUs = numbers + " WHERE MOD(n, 1000) <> 1";
        return List.of(
                "UPDATE ylh_database SET created_at = TIMESTAMP '2026-01-01 00:00:00'",
                "INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P1', 'own', 1000000)",
                "INSERT INTO orders (id, order_number, status, haier_so_id, created_at, updated_at) SELECT n, CONCAT('PO', n),"
                        + " CASE MOD(n, 1000) WHEN 16 THEN 'paid' ELSE 'cancelled' END,"
                        + " CONCAT('SO', CASE MOD(n, 1000) WHEN 7 THEN n - 1 ELSE n END), " + at + ", " + at + numbers,
                "INSERT INTO order_items (order_id, product_id, quantity) SELECT n, 1, 2" + numbers,
                "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)"
                        + " SELECT n, 'pending', 'cancelled', 'cron', 'n', " + at + byUs,
                "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)"
                        + " SELECT n, 'pending', 'cancelled', 'shop', 'm', TIMESTAMP '2026-02-01 09:00:01'" + numbers
                        + " WHERE MOD(n, 1000) = 3",
                "INSERT INTO inventory_log (product_id, order_id, change_type, quantity, reason, created_at)"
                        + " SELECT 1, n, 'release', 2, 'order_cancelled', " + at + byUs + " AND MOD(n, 1000) <> 9",
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note,"
                        + " operator, source_system, cancel_time, money, run_id, worker, step, created_at) SELECT n, 1, 'cancel',"
                        + " CONCAT('PO', n), CASE MOD(n, 1000) WHEN 18 THEN NULL ELSE CONCAT('SO', n) END, 'pending', 'cancelled', 'r',"
                        + " 'n', 'cron', 'BENCH', " + at + ", 'none', 'R1', 0, n, " + at + byUs,
                "INSERT INTO ylh_stock_ledger (order_key, line_kind, line_key, cancellation_no, direction, product_key, stock_kind,"
                        + " stock_key, location, stock_column, quantity, sold, created_at) SELECT n, 'item', n, 1, 'release', 1,"
                        + " 'product', 1, '', 'stock', 2, 0, " + at + byUs,
                "INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,"
                        + " from_status, operator, state, attempts, maybe_applied, created_at, updated_at) SELECT n, 1, CONCAT('PO', n),"
                        + " CONCAT('SO', CASE MOD(n, 1000) WHEN 7 THEN n - 1 ELSE n END), 'r', 'BENCH', " + at
                        + ", 'pending', 'cron', CASE MOD(n, 1000) WHEN 11 THEN 'dead' WHEN 12 THEN 'held' WHEN 13 THEN 'rejected'"
                        + " WHEN 14 THEN 'unknown' WHEN 15 THEN 'accepted' ELSE 'confirmed' END, 1, MOD(n, 1000) = 14, "
                        + at + ", "
                        + at + byUs + " AND MOD(n, 1000) <> 18",
                "INSERT INTO ylh_callback (digest, received_at, sent_at, method, platform_order_no, state, fail_msg, data, applied_at,"
                        + " order_key, effect, code) SELECT CONCAT('d', n), " + at + ", " + at
                        + ", 'cancel', CONCAT('PO', n), 1, '',"
                        + " '{}', " + at + ", n, 'contradiction', 'unasked'" + numbers + " WHERE MOD(n, 1000) = 17");
    }

    private Path config(Address address) throws IOException {
        Path config = folder.resolve("ylh.properties");
        Files.deleteIfExists(config);
        Files.createFile(config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(
                config,
                List.of(
                        "ylh.source-system = BENCH",
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

    private void measure(Engine engine, Path config, String lookedFor, Map<String, Integer> ofAThousand)
            throws IOException, InterruptedException {
        List<String> command = ylh(config, "reconcile", "-o", "ndjson");
        if (ofAThousand.size() == 1) {
            command.addAll(List.of("--only", lookedFor));
        }
        Measured run = Measured.run(folder, Map.of("YLH_JAVA_OPTS", HEAP), command);
        Map<String, Long> found = run.out()
                .lines()
                .map(ReconcileBenchmark::kind)
                .filter(kind -> !kind.isEmpty()) // the last line sums up
                .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
        Map<String, Long> there = new TreeMap<>();
        ofAThousand.forEach((kind, many) -> there.put(kind, many * (orders / 1_000L)));
        boolean right = found.equals(there);
        wrong |= !right;
        progress.printf(
                Locale.ROOT,
                "%s, %s: %.1f s, exit code %d, found %s%s%n",
                engine.folder(),
                lookedFor,
                run.seconds(),
                run.exit(),
                found,
                right ? "" : ", WRONG, no figure: there are " + there + " " + run.err());
        String start = String.format(Locale.ROOT, "| %s | %,d | %s |", engine.folder(), orders, lookedFor);
        if (!right) {
            out.println(start + " – | – | – | – |");
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s %,d | %.1f | %.1f | %.0f |%n",
                start,
                found.values().stream().mapToLong(Long::longValue).sum(),
                run.seconds(),
                run.cpuSeconds(),
                run.peakKilobytes() / 1024.0);
    }

    private static String kind(String line) {
        try {
            return JSON.readTree(line).path("kind").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
