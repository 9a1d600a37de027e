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
import java.util.Collections;
import java.util.LinkedHashMap;
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

    /** A way, with the program of a build. */
    private record Entry(Way way, Build build) {
        String title() {
            return way.isProgram() && !build.word().isEmpty() ? way.title() + ", " + build.word() : way.title();
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
        String before = isCompared() ? " times before |" : "";
        out.println(
                "| database | schema | overdue orders | way | orders/s | seconds | without start-up | times the SQL |"
                        + before + " peak MB | runs |");
        out.println("|---|---|---:|---|---:|---:|---:|---:|" + (isCompared() ? "---:|" : "") + "---:|---:|");
        List<String> servers = new ArrayList<>();
        for (String database : settings.databases()) {
            try (Engine engine = Engine.open(database, folder.resolve(database))) {
                servers.add(engine.described());
                measure(engine);
            }
        }
        out.println();
        servers.forEach(server -> out.println("- " + server));
    }

    private void measure(Engine engine) throws IOException, InterruptedException, SQLException {
        for (Shop shop : settings.shops()) {
            Copies copies = new Copies(engine, shop, folder, settings.builds());
            for (int overdue : settings.sizes()) {
                Instant start = Instant.now();
                copies.fill(overdue);
                say("%s, %s: %,d overdue orders written in %s", engine.name(), shop.word(), overdue, since(start));
                Map<Entry, Figures> figures = new LinkedHashMap<>();
                runs(engine, copies, overdue)
                        .forEach((entry, all) ->
                                figures.put(entry, Figures.of(all, entry.way().orders(overdue, settings.sample()))));
                for (Entry entry : entries()) {
                    printRow(engine.name() + " | " + shop.word(), overdue, entry, figures);
                }
            }
        }
    }

    /** What is not the program is the same with every build. */
    private List<Entry> entries() {
        List<Build> builds = settings.builds();
        return settings.ways().stream()
                .flatMap(way ->
                        (way.isProgram() ? builds : List.of(now())).stream().map(build -> new Entry(way, build)))
                .toList();
    }

    private Build now() {
        return settings.builds().get(settings.builds().size() - 1);
    }

    private boolean isCompared() {
        return settings.builds().size() > 1;
    }

    /** In turn, and every other time backwards, so that a slow moment of the machine hits all of them. */
    private Map<Entry, List<Measured>> runs(Engine engine, Copies copies, int overdue)
            throws IOException, InterruptedException, SQLException {
        Map<Entry, List<Measured>> runs = new LinkedHashMap<>();
        for (int run = 1; run <= settings.runs(overdue); run++) {
            List<Entry> entries = new ArrayList<>(entries());
            if (run % 2 == 0) {
                Collections.reverse(entries);
            }
            for (Entry entry : entries) {
                Optional<Measured> measured = once(engine, copies, overdue, entry);
                if (measured.isPresent()) {
                    runs.computeIfAbsent(entry, any -> new ArrayList<>()).add(measured.get());
                }
            }
        }
        return runs;
    }

    private Optional<Measured> once(Engine engine, Copies copies, int overdue, Entry entry)
            throws IOException, InterruptedException, SQLException {
        Program program = copies.fresh(entry.build());
        int orders = entry.way().orders(overdue, settings.sample());
        Measured measured = entry.way().run(program, orders);
        List<String> wrongs = new ArrayList<>(measured.failure());
        wrongs.addAll(Outcome.wrong(program.address(), program.shop(), overdue, orders));
        say(
                "%s, %s, %,d: %s %.2f s%s",
                engine.name(),
                program.shop().word(),
                overdue,
                entry.title(),
                measured.seconds(),
                wrongs.isEmpty() ? "" : ", WRONG, no figure: " + String.join("; ", wrongs));
        wrong |= !wrongs.isEmpty();
        return wrongs.isEmpty() ? Optional.of(measured) : Optional.empty();
    }

    private void printRow(String where, int overdue, Entry entry, Map<Entry, Figures> all) {
        Figures figures = all.get(entry);
        String start = String.format(Locale.ROOT, "| %s | %,d | %s", where, overdue, entry.title());
        if (figures == null) {
            out.println(start + " | – | – | – | – | " + (isCompared() ? "– | " : "") + "– | 0 |");
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s%s | %,.0f | %.2f | %s | %s | %s%.0f | %d |%n",
                start,
                figures.orders() < overdue ? String.format(Locale.ROOT, ", %,d of them", figures.orders()) : "",
                figures.rate(),
                figures.seconds(),
                figures.alone()
                        .map(seconds -> String.format(Locale.ROOT, "%.2f", seconds))
                        .orElse("–"),
                figures.times(all.get(new Entry(Way.SQL, now()))),
                isCompared() ? timesBefore(entry, all) + " | " : "",
                figures.megabytes(),
                figures.runs());
    }

    private String timesBefore(Entry entry, Map<Entry, Figures> all) {
        Build before = settings.builds().get(0);
        return entry.way().isProgram() && !entry.build().equals(before)
                ? all.get(entry).times(all.get(new Entry(entry.way(), before)))
                : "–";
    }

    private Duration expected() {
        double seconds = 0;
        for (int overdue : settings.sizes()) {
            double thousands = overdue / 1000.0;
            double sweeps = 0;
            for (Entry entry : entries()) {
                sweeps += entry.way() == Way.OBVIOUS
                        ? OBVIOUS_SECONDS_A_THOUSAND * entry.way().orders(overdue, settings.sample()) / 1000
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
