package io.github.ylhcancel.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long the shop's customers wait while the sweep runs, by the size of its transactions: four sessions sell one piece of some product
 * every few milliseconds, each in a transaction of its own, and need the stock rows that the sweep holds until it commits.
 */
final class WaitingBenchmark {
    private static final int SELLERS = 4;
    private static final int PRODUCTS = 500;
    private static final long PAUSE_MILLIS = 5;

    private final List<String> databases;
    private final List<String> batches;
    private final int overdue;
    private final int runs;
    private final Path folder;
    private final PrintStream out;

    private WaitingBenchmark(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
        this.databases = Settings.words(System.getenv(), "DATABASES", "postgresql mariadb")
                .toList();
        this.batches =
                Settings.words(System.getenv(), "BATCHES", "50 200 1000 3000").toList();
        this.overdue = Settings.size(System.getenv().getOrDefault("SIZE", "20000"));
        this.runs = Integer.parseInt(System.getenv().getOrDefault("RUNS", "3"));
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "bench")).toAbsolutePath();
        try {
            new WaitingBenchmark(folder, new PrintStream(System.out, true, StandardCharsets.UTF_8)).run();
        } finally {
            Folders.delete(folder);
        }
    }

    private void run() throws Exception {
        out.println(Machine.described() + ", " + Instant.now().toString().substring(0, 10));
        out.println();
        out.println(
                "| database | orders in a transaction | sweep, orders/s | sales | median ms | 99 % ms | longest ms | runs |");
        out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (String database : databases) {
            try (Engine engine = Engine.open(database, folder.resolve(database))) {
                Build build = Build.all(System.getenv()).get(0);
                Copies copies = new Copies(engine, Shop.DEFAULT, folder, List.of(build));
                copies.fill(overdue);
                for (String batch : batches) {
                    measure(database, batch, copies, build);
                }
            }
        }
    }

    /** All runs of one size together: the longest wait is the longest of any. */
    private void measure(String database, String batch, Copies copies, Build build) throws Exception {
        List<Double> waits = new ArrayList<>();
        double seconds = 0;
        for (int run = 0; run < runs; run++) {
            Program program = copies.fresh(build);
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService sellers = Executors.newFixedThreadPool(SELLERS);
            List<Future<List<Double>>> sold = new ArrayList<>();
            for (int seller = 0; seller < SELLERS; seller++) {
                long seed = seller;
                sold.add(sellers.submit(() -> sell(program.address(), seed, over)));
            }
            List<String> sweep = new ArrayList<>(Program.SWEEP);
            sweep.addAll(List.of("--batch-size", batch));
            Measured measured = program.run(sweep);
            over.set(true);
            waits.addAll(collected(sold));
            sellers.shutdown();
            if (measured.exit() != 0) {
                throw new IOException("the sweep ended with " + measured.exit() + ": " + measured.err());
            }
            seconds += measured.seconds();
        }
        Collections.sort(waits);
        out.printf(
                Locale.ROOT,
                "| %s | %s | %,.0f | %,d | %.1f | %.0f | %.0f | %d |%n",
                database,
                batch,
                runs * overdue / seconds,
                waits.size(),
                waits.get(waits.size() / 2),
                waits.get((int) (waits.size() * 0.99)),
                waits.get(waits.size() - 1),
                runs);
    }

    private static List<Double> collected(List<Future<List<Double>>> sold)
            throws InterruptedException, ExecutionException {
        List<Double> waits = new ArrayList<>();
        for (Future<List<Double>> one : sold) {
            waits.addAll(one.get());
        }
        return waits;
    }

    /** How long each sale took, in milliseconds. */
    private static List<Double> sell(Address address, long seed, AtomicBoolean over)
            throws SQLException, InterruptedException {
        List<Double> took = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        try (Connection connection = address.connect();
                PreparedStatement sale =
                        connection.prepareStatement("UPDATE products SET stock = stock - 1 WHERE id = ?")) {
            while (!over.get()) {
                sale.setLong(1, 1 + random.nextInt(PRODUCTS));
                long start = System.nanoTime();
                sale.executeUpdate();
                took.add((System.nanoTime() - start) / 1e6);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        return took;
    }
}
