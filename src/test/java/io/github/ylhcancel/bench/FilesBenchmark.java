package io.github.ylhcancel.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures {@code cancel --file} against the sweep of the same orders, each in a new copy of the same shop, and the same file again in
 * the shop that the first left. A run whose outcome is wrong has no figure. {@code docs/benchmarks.md} tells the method.
 */
final class FilesBenchmark {
    /** The numbers that the scripts give to the overdue orders are the odd ones. */
    private static final long FIRST_NUMBER = 10_000_000;

    /** A way, with the program of a build. */
    private record Entry(FileWay way, Build build) {
        String title() {
            return build.word().isEmpty() ? way.title() : way.title() + ", " + build.word();
        }
    }

    private final Path folder;
    private final List<String> databases;
    private final List<Shop> shops;
    private final List<Integer> sizes;
    private final List<FileWay> ways;
    private final List<Build> builds;
    private final int rounds;
    private final String command;
    private final PrintStream out;
    private final PrintStream progress;
    private boolean wrong;

    private FilesBenchmark(Path folder, Map<String, String> environment, PrintStream out, PrintStream progress) {
        this.folder = folder;
        this.databases =
                Settings.words(environment, "DATABASES", "postgresql mariadb").toList();
        this.shops =
                Settings.words(environment, "SCHEMAS", "default").map(Shop::of).toList();
        this.sizes = Settings.words(environment, "SIZES", "10000 100000")
                .map(Settings::size)
                .toList();
        this.ways = Settings.words(environment, "WAYS", "sweep one file again")
                .map(FileWay::of)
                .toList();
        this.builds = Build.all(environment);
        this.rounds = Integer.parseInt(environment.getOrDefault("RUNS", "3"));
        this.command = command(environment);
        this.out = out;
        this.progress = progress;
    }

    /** With what was set for it, to be typed again. */
    private static String command(Map<String, String> environment) {
        StringBuilder line = new StringBuilder();
        Stream.of("BASELINE", "SIZES", "DATABASES", "SCHEMAS", "WAYS", "RUNS")
                .filter(environment::containsKey)
                .forEach(name -> line.append(name)
                        .append("=\"")
                        .append(environment.get(name))
                        .append("\" "));
        return line + "bench/files.sh";
    }

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path folder = Files.createDirectories(Path.of("target", "bench-files")).toAbsolutePath();
        FilesBenchmark benchmark = new FilesBenchmark(folder, System.getenv(), out, err);
        try {
            benchmark.run();
        } finally {
            Folders.delete(folder);
        }
        System.exit(benchmark.wrong ? 1 : 0);
    }

    private void run() throws IOException, InterruptedException, SQLException {
        out.println("`" + command + "`");
        out.println();
        out.println(Machine.described() + ", " + Instant.now().toString().substring(0, 10));
        out.println();
        out.println("| database | schema | orders | what | orders/s | seconds | times the sweep |"
                + (isCompared() ? " times before |" : "") + " peak MB | runs |");
        out.println("|---|---|---:|---|---:|---:|---:|" + (isCompared() ? "---:|" : "") + "---:|---:|");
        List<String> servers = new ArrayList<>();
        for (String database : databases) {
            try (Engine engine = Engine.open(database, folder.resolve(database))) {
                servers.add(engine.described());
                for (Shop shop : shops) {
                    measure(engine, shop);
                }
            }
        }
        out.println();
        servers.forEach(server -> out.println("- " + server));
        out.println();
        for (FileWay way : ways) {
            out.println("- " + way.title() + ": `YLH_JAVA_OPTS=" + Program.HEAP + " bin/ylh -c " + Program.CONFIGURATION
                    + " " + String.join(" ", way.arguments(FileWay.ORDERS)) + "`");
        }
    }

    private boolean isCompared() {
        return builds.size() > 1;
    }

    private void measure(Engine engine, Shop shop) throws IOException, InterruptedException, SQLException {
        Copies copies = new Copies(engine, shop, folder, builds);
        for (int orders : sizes) {
            copies.fill(orders);
            writeFile(orders);
            String where = engine.name() + " | " + shop.word();
            Map<Entry, Figures> figures = new LinkedHashMap<>();
            runs(where, copies, orders).forEach((entry, all) -> figures.put(entry, Figures.of(all, orders)));
            for (FileWay way : ways) {
                for (Build build : builds) {
                    printRow(where, orders, new Entry(way, build), figures);
                }
            }
        }
    }

    /** The oldest first, as the sweep takes them. */
    private void writeFile(int orders) throws IOException {
        try (BufferedWriter file = Files.newBufferedWriter(folder.resolve(FileWay.ORDERS))) {
            file.write("order_number\n");
            for (long id = 1; id < 2L * orders; id += 2) {
                file.write("PO" + (FIRST_NUMBER + id) + "\n");
            }
        }
    }

    /** In turn, and every other time backwards, so that a slow moment of the machine hits all of them. */
    private Map<Entry, List<Measured>> runs(String where, Copies copies, int orders)
            throws IOException, InterruptedException, SQLException {
        List<Entry> entries = new ArrayList<>();
        ways.stream()
                .filter(FileWay::isFirst)
                .forEach(way -> builds.forEach(build -> entries.add(new Entry(way, build))));
        Map<Entry, List<Measured>> runs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Entry entry : entries) {
                Program program = copies.fresh(entry.build());
                once(where, program, orders, entry.way(), runs);
                if (entry.way() == FileWay.FILE && ways.contains(FileWay.AGAIN)) {
                    once(where, program, orders, FileWay.AGAIN, runs);
                }
            }
            Collections.reverse(entries);
        }
        return runs;
    }

    private void once(String where, Program program, int orders, FileWay way, Map<Entry, List<Measured>> runs)
            throws IOException, InterruptedException, SQLException {
        Entry entry = new Entry(way, program.build());
        Measured measured = way.run(program);
        List<String> wrongs = new ArrayList<>(way.wrong(measured, orders));
        wrongs.addAll(Outcome.wrong(program.address(), program.shop(), orders, orders));
        progress.printf(
                Locale.ROOT,
                "%s | %,d: %s %.2f s%s%n",
                where,
                orders,
                entry.title(),
                measured.seconds(),
                wrongs.isEmpty() ? "" : ", WRONG, no figure: " + String.join("; ", wrongs));
        if (wrongs.isEmpty()) {
            runs.computeIfAbsent(entry, any -> new ArrayList<>()).add(measured);
        } else {
            wrong = true;
        }
    }

    private void printRow(String where, int orders, Entry entry, Map<Entry, Figures> all) {
        Figures figures = all.get(entry);
        String start = String.format(Locale.ROOT, "| %s | %,d | %s", where, orders, entry.title());
        if (figures == null) {
            out.println(start + " | – | – | – | " + (isCompared() ? "– | " : "") + "– | 0 |");
            return;
        }
        Figures before = all.get(new Entry(entry.way(), builds.get(0)));
        out.printf(
                Locale.ROOT,
                "%s | %,.0f | %.2f | %s | %s%.0f | %d |%n",
                start,
                figures.rate(),
                figures.seconds(),
                figures.times(all.get(new Entry(FileWay.SWEEP, entry.build()))),
                isCompared() ? (figures == before ? "–" : figures.times(before)) + " | " : "",
                figures.megabytes(),
                figures.runs());
    }
}
