package io.github.ylhcancel.bench;

import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.journal.ToldJournal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Measures the journal itself: how many lines a second it takes, and how long a look-up is. {@code docs/benchmarks.md} tells the method. */
final class JournalBenchmark {
    private static final int LOOKUPS = 20_000;
    private static final Account ACCOUNT = new Account("auth.ylh.example/client/user");
    private static final Instant AT = Instant.parse("2026-03-01T08:00:00.123Z");

    private final Path file;
    private final PrintStream out;

    private JournalBenchmark(Path file, PrintStream out) {
        this.file = file;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        Path folder =
                Files.createDirectories(Path.of("target", "bench-journal")).toAbsolutePath();
        try {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            int lines = Integer.parseInt(System.getenv().getOrDefault("LINES_TOLD", "1000000"));
            new JournalBenchmark(folder.resolve("told.ndjson"), out).run(lines);
        } finally {
            Folders.delete(folder);
        }
    }

    private void run(int lines) throws IOException {
        out.println(Machine.described() + ", " + Instant.now().toString().substring(0, 10));
        out.println();
        out.println("| what | figure |");
        out.println("|---|---:|");
        append(200, 1, "lines a second, each waiting for the one before");
        append(20_000, 50, "lines a second, 50 at a time");
        append(lines, 5_000, "lines a second, 5,000 at a time");
        firstLookup("first look-up, ms: every index is made");
        firstLookup("first look-up, ms: every index is there");
        lookups(lines);
    }

    private static ToldRequest line(int number) {
        return new ToldRequest(
                AT,
                "6b1f1b8e-7a0c-4f0e-9a55-1f2d3c4b5a69",
                Optional.of(ACCOUNT),
                RowKey.ofText(String.valueOf(number)).orElseThrow(),
                "PO2026030100" + number,
                new CancellationRequest("SO-8800" + number, "超时未支付", "SHOP", AT),
                "20260301T080000Z-1a2b3");
    }

    private void append(int lines, int atATime, String what) throws IOException {
        try (ToldJournal journal = ToldJournal.at(file, System::nanoTime)) {
            Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
            long began = System.nanoTime();
            for (int i = 0; i < lines; i++) {
                if (underWay.size() == atATime) {
                    underWay.remove().join();
                }
                underWay.add(journal.write(line(i)));
            }
            underWay.forEach(CompletableFuture::join);
            row(what, lines / seconds(began), "%,.0f");
        }
    }

    private void firstLookup(String what) throws IOException {
        long began = System.nanoTime();
        try (ToldJournal journal = ToldJournal.at(file, System::nanoTime)) {
            journal.last("another", ACCOUNT, "SO-1");
            row(what, seconds(began) * 1e3, "%,.1f");
        }
    }

    private void lookups(int lines) throws IOException {
        Random random = new Random(7);
        try (ToldJournal journal = ToldJournal.at(file, System::nanoTime)) {
            for (boolean there : new boolean[] {true, false}) {
                long began = System.nanoTime();
                for (int i = 0; i < LOOKUPS; i++) {
                    int number = random.nextInt(lines) + (there ? 0 : lines);
                    ToldRequest line = line(number);
                    if (journal.last(line.database(), ACCOUNT, line.request().soId())
                                    .isPresent()
                            != there) {
                        throw new IllegalStateException("wrong: " + number);
                    }
                }
                String what = "look-up of a so-id that is " + (there ? "there" : "not there") + ", µs";
                row(what, seconds(began) / LOOKUPS * 1e6, "%,.1f");
            }
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private void row(String what, double figure, String format) {
        out.printf(Locale.ROOT, "| %s | " + format + " |%n", what, figure);
    }
}
