package io.github.ylhcancel.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Measures the sweep against two others, and prints one table: every database, schema and size, way after way, each on a new copy of
 * the same shop. A run whose outcome is wrong has no figure. {@code docs/benchmarks.md} tells the method.
 */
final class SweepBenchmark {
    /** What a shop of 10,000 overdue orders was seen to take, to tell how long it all will be. Rough, and only for that. */
    private static final double FILLING_SECONDS_A_THOUSAND = 0.6;

    private static final double COPYING_SECONDS_A_THOUSAND = 0.1;
    private static final double SWEEPING_SECONDS_A_THOUSAND = 0.2;
    private static final double OBVIOUS_SECONDS_A_THOUSAND = 5;

    /** One way's figures: the run in the middle. */
    private record Figures(double seconds, Optional<Double> alone, long peakKilobytes, int orders, int runs) {
        double rate() {
            return orders / seconds;
        }
    }

    private final Settings settings;
    private final Path folder;
    private final PrintStream out;
    private final PrintStream progress;
    private boolean wrong;

    private SweepBenchmark(Settings settings, Path folder, PrintStream out, PrintStream progress) {
        this.settings = settings;
        this.folder = folder;
        this.out = out;
        this.progress = progress;
    }

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path folder = Files.createDirectories(Path.of("target", "bench")).toAbsolutePath();
        SweepBenchmark benchmark = new SweepBenchmark(Settings.of(System.getenv()), folder, out, err);
        try {
            benchmark.run();
        } finally {
            Folders.delete(folder);
        }
        System.exit(benchmark.wrong ? 1 : 0);
    }

    private void run() throws IOException, InterruptedException, SQLException {
        progress.printf(Locale.ROOT, "This takes about %s.%n", inWords(expected()));
        out.println(Machine.described() + ", " + Instant.now().toString().substring(0, 10));
        out.println();
        out.println(
                "| database | schema | overdue orders | way | orders/s | seconds | without start-up | times the SQL | peak MB |"
                        + " runs |");
        out.println("|---|---|---:|---|---:|---:|---:|---:|---:|---:|");
        List<String> servers = new ArrayList<>();
        for (String database : settings.databases()) {
            try (Engine engine = engine(database)) {
                servers.add(engine.described());
                measure(engine);
            }
        }
        out.println();
        servers.forEach(server -> out.println("- " + server));
    }

    private Engine engine(String database) throws IOException {
        Path place = Files.createDirectories(folder.resolve(database));
        return switch (database) {
            case "postgresql" -> new PostgresqlEngine(place);
            case "mariadb" -> new MariadbEngine(place);
            case "h2" -> new H2Engine(place);
            default -> throw new IllegalArgumentException("DATABASES: no such database: " + database);
        };
    }

    private void measure(Engine engine) throws IOException, InterruptedException, SQLException {
        for (Shop shop : settings.shops()) {
            for (int overdue : settings.sizes()) {
                fill(engine, shop, overdue);
                Map<Way, List<Measured>> runs = runs(engine, shop, overdue);
                Map<Way, Figures> figures = new EnumMap<>(Way.class);
                runs.forEach((way, all) -> figures.put(way, middle(all, way.orders(overdue, settings.sample()))));
                for (Way way : settings.ways()) {
                    printRow(engine, shop, overdue, way, figures);
                }
            }
        }
    }

    private void fill(Engine engine, Shop shop, int overdue) throws IOException, InterruptedException, SQLException {
        Instant start = Instant.now();
        Address address = engine.empty();
        new Filling(engine.folder(), shop, overdue, start).run(address);
        if (settings.ways().stream().anyMatch(Way::isProgram)) {
            Way.initialise(folder, address, shop);
        }
        engine.keep();
        say("%s, %s: %,d overdue orders written in %s", engine.folder(), shop.word(), overdue, since(start));
    }

    /** The ways in turn, so that a slow moment of the machine hits all of them. */
    private Map<Way, List<Measured>> runs(Engine engine, Shop shop, int overdue)
            throws IOException, InterruptedException, SQLException {
        Map<Way, List<Measured>> runs = new EnumMap<>(Way.class);
        for (int run = 1; run <= settings.runs(overdue); run++) {
            for (Way way : settings.ways()) {
                Optional<Measured> measured = once(engine, shop, overdue, way);
                if (measured.isPresent()) {
                    runs.computeIfAbsent(way, any -> new ArrayList<>()).add(measured.get());
                }
            }
        }
        return runs;
    }

    private Optional<Measured> once(Engine engine, Shop shop, int overdue, Way way)
            throws IOException, InterruptedException, SQLException {
        Address address = engine.restore();
        writeBack();
        int orders = way.orders(overdue, settings.sample());
        Measured measured = way.run(folder, address, shop, orders);
        List<String> wrongs = new ArrayList<>();
        if (measured.exit() != 0) {
            wrongs.add("exit code " + measured.exit() + ": " + firstLine(measured.err()));
        }
        wrongs.addAll(Outcome.wrong(address, shop, overdue, orders));
        say(
                "%s, %s, %,d: %s %.2f s%s",
                engine.folder(),
                shop.word(),
                overdue,
                way.title(),
                measured.seconds(),
                wrongs.isEmpty() ? "" : ", WRONG, no figure: " + String.join("; ", wrongs));
        wrong |= !wrongs.isEmpty();
        return wrongs.isEmpty() ? Optional.of(measured) : Optional.empty();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** What the copying left in memory is on the disk before the clock starts. */
    private static void writeBack() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
    }

    private static Figures middle(List<Measured> runs, int orders) {
        List<Measured> sorted = runs.stream()
                .sorted(Comparator.comparingDouble(Measured::seconds))
                .toList();
        Measured middle = sorted.get((sorted.size() - 1) / 2);
        long peak = runs.stream().mapToLong(Measured::peakKilobytes).max().orElse(0);
        return new Figures(middle.seconds(), alone(middle), peak, orders, runs.size());
    }

    /** The hand-written ones print how long they worked. */
    private static Optional<Double> alone(Measured run) {
        String[] words = run.out().strip().split(" ");
        return words.length == 2 ? Optional.of(Double.valueOf(words[1])) : Optional.empty();
    }

    private void printRow(Engine engine, Shop shop, int overdue, Way way, Map<Way, Figures> all) {
        Figures figures = all.get(way);
        if (figures == null) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %,d | %s | – | – | – | – | – | 0 |%n",
                    engine.folder(),
                    shop.word(),
                    overdue,
                    way.title());
            return;
        }
        String title = way.title()
                + (figures.orders() < overdue ? String.format(Locale.ROOT, ", %,d of them", figures.orders()) : "");
        String ratio = all.containsKey(Way.SQL)
                ? String.format(
                        Locale.ROOT, "%.2f", figures.rate() / all.get(Way.SQL).rate())
                : "–";
        out.printf(
                Locale.ROOT,
                "| %s | %s | %,d | %s | %,.0f | %.2f | %s | %s | %.0f | %d |%n",
                engine.folder(),
                shop.word(),
                overdue,
                title,
                figures.rate(),
                figures.seconds(),
                figures.alone()
                        .map(seconds -> String.format(Locale.ROOT, "%.2f", seconds))
                        .orElse("–"),
                ratio,
                figures.peakKilobytes() / 1024.0,
                figures.runs());
    }

    private Duration expected() {
        double seconds = 0;
        for (int overdue : settings.sizes()) {
            double thousands = overdue / 1000.0;
            double sweeps = 0;
            for (Way way : settings.ways()) {
                sweeps += way == Way.OBVIOUS
                        ? OBVIOUS_SECONDS_A_THOUSAND * way.orders(overdue, settings.sample()) / 1000
                        : SWEEPING_SECONDS_A_THOUSAND * thousands;
                sweeps += COPYING_SECONDS_A_THOUSAND * thousands;
            }
            seconds += FILLING_SECONDS_A_THOUSAND * thousands + settings.runs(overdue) * sweeps;
        }
        long combinations =
                (long) settings.databases().size() * settings.shops().size();
        return Duration.ofSeconds((long) seconds * combinations);
    }

    private static String inWords(Duration duration) {
        return duration.toMinutes() < 1 ? "a minute" : duration.toMinutes() + " minutes";
    }

    private void say(String format, Object... arguments) {
        progress.printf(Locale.ROOT, format + "%n", arguments);
    }

    private static String since(Instant start) {
        return TimeUnit.MILLISECONDS.toSeconds(
                        Duration.between(start, Instant.now()).toMillis()) + " s";
    }
}
