package io.github.ylhcancel;

import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the usual commands once, so that the JVM can note which classes they load.
 *
 * <p>The launcher makes its class archive from this run, on first use. It starts it in an empty directory that is also
 * {@code user.home} and {@code java.io.tmpdir} and is deleted afterwards, without a terminal, input or environment, and
 * reads neither its output nor its exit code: a rehearsal that stops half-way only makes a smaller archive.
 */
public final class Rehearsal {
    /** The user waits meanwhile; a rehearsal that takes this long hangs. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Path LOGGING = Path.of("log.properties");
    private static final Path CONFIG = Path.of("rehearsal.properties");

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        giveUpAfter(LIMIT);
        // Before anything logs, because the log is set up once in a process: by the sandbox.
        Files.writeString(LOGGING, "log.file = rehearsal.log\nlog.format = json\n");
        Interrupt end = new Interrupt();
        Thread sandbox = startSandbox(end);
        try {
            String database = "db.url = jdbc:h2:file:" + Path.of("shop").toAbsolutePath() + "\n";
            Files.writeString(CONFIG, Files.readString(LOGGING) + database, StandardOpenOption.APPEND);
            play();
        } finally {
            end.request();
            sandbox.join();
        }
        System.exit(0);
    }

    private static void play() throws IOException {
        run("--version");
        run("--help");
        run("db", "init", "--sample", "20");
        run("status");
        run("status", "PO10000002", "--color", "always");
        run("status", "--state", "paid");
        run("cancel", "PO10000002", "--reason", "rehearsal", "--dry-run");
        run("cancel", "PO10000002", "--reason", "rehearsal", "-v");
        run("cancel", "PO10000003", "--reason", "rehearsal", "--no-sync", "-o", "csv");
        Files.writeString(Path.of("orders.csv"), "order,reason\nPO10000004,\nPO10000005,排练\nnone,x\n");
        run("cancel", "--file", "orders.csv", "--reason", "rehearsal", "--dry-run", "--plan-out", "planned.json");
        run("cancel", "--plan", "planned.json", "--no-sync");
        run("cancel", "--file", "orders.csv", "--reason", "rehearsal", "--results", "results.csv");
        run("cancel-unpaid", "--dry-run");
        run("cancel-unpaid");
        run("sync");
        run("sync", "-q");
        run("history", "PO10000002");
        run("runs");
        run("status", "PO10000002", "-o", "json", "--lang", "zh");
        run("config", "show");
        run("cancel");
    }

    private static Thread startSandbox(Interrupt end) throws InterruptedException {
        Thread sandbox = new Thread(
                () -> Main.run(
                        List.of("-c", LOGGING.toString(), "sandbox", "--write-config", CONFIG.toString()),
                        silent(),
                        Clock.systemUTC(),
                        end,
                        checkpoint -> {}),
                "sandbox");
        sandbox.setDaemon(true);
        sandbox.start();
        while (sandbox.isAlive() && !Files.exists(CONFIG)) {
            Thread.onSpinWait();
        }
        return sandbox;
    }

    private static void run(String... arguments) {
        List<String> all = new ArrayList<>();
        if (!arguments[0].startsWith("--")) {
            all.addAll(List.of("-c", CONFIG.toString()));
        }
        all.addAll(List.of(arguments));
        Main.run(all, silent(), Clock.systemUTC(), new Interrupt(), checkpoint -> {});
    }

    private static Terminal silent() {
        InputStream nothing = InputStream.nullInputStream();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Terminal(nothing, nowhere, nowhere, false, false, false, Map.of());
    }

    private static void giveUpAfter(Duration limit) {
        Thread watch = new Thread(
                () -> {
                    try {
                        Thread.sleep(limit.toMillis());
                        Runtime.getRuntime().halt(1);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                "rehearsal-limit");
        watch.setDaemon(true);
        watch.start();
    }
}
