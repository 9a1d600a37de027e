package io.github.ylhcancel;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Paths;
import io.github.ylhcancel.cli.Cli;
import io.github.ylhcancel.cli.ServicesFactory;
import io.github.ylhcancel.output.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/** The program's way in and out: the only place that knows the standard streams and ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Paths.settleHome(System.getenv());
        Terminal terminal = standardTerminal(System.getenv());
        System.exit(run(List.of(arguments), terminal, Clock.systemUTC(), new Interrupt(), checkpoint -> {}));
    }

    /**
     * Runs one command to its end and answers its exit code; what the program does, a test can do in its own process.
     *
     * @param interrupt ends the run after what it has in hand, an order or a chunk
     * @param checkpoints hears of the moments at which a process may die
     */
    public static int run(
            List<String> arguments,
            Terminal terminal,
            Clock clock,
            Interrupt interrupt,
            Consumer<Checkpoint> checkpoints) {
        List<Wiring> opened = new ArrayList<>();
        ServicesFactory factory = choices -> {
            Wiring wiring = new Wiring(terminal, arguments, choices, clock, System::nanoTime, interrupt, checkpoints);
            opened.add(wiring);
            return wiring;
        };
        try {
            int code = new Cli(terminal, factory, "ylh " + version()).run(arguments);
            opened.forEach(wiring -> wiring.end(code));
            return code;
        } finally {
            opened.forEach(Wiring::close);
        }
    }

    /** The process's own streams, in UTF-8 whatever the locale says; the launcher knows which of them are terminals. */
    public static Terminal standardTerminal(Map<String, String> environment) {
        return new Terminal(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                Boolean.getBoolean("ylh.tty.in"),
                Boolean.getBoolean("ylh.tty.out"),
                Boolean.getBoolean("ylh.tty.err"),
                environment);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }

    private static String version() {
        try (InputStream file = Main.class.getResourceAsStream("build.properties")) {
            Properties build = new Properties();
            build.load(file);
            return build.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
