package io.github.ylhcancel.testing;

import io.github.ylhcancel.Main;
import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The whole program in this process: the same as {@code bin/ylh} but for the launcher. */
public final class Ylh {
    private final Path config;
    private InputStream in = InputStream.nullInputStream();
    private boolean terminal;
    private Clock clock = Clock.systemUTC();
    private Interrupt interrupt = new Interrupt();
    private Consumer<Checkpoint> checkpoints = checkpoint -> {};
    private Map<String, String> environment = Map.of("YLH_OPERATOR", "tester");

    /** A program that is called with {@code -c config}. */
    public Ylh(Path config) {
        this.config = config;
    }

    public Ylh in(String text) {
        return in(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    public Ylh in(InputStream stream) {
        in = stream;
        return this;
    }

    /** As if a person sat there. */
    public Ylh onTerminal() {
        terminal = true;
        return this;
    }

    public Ylh clock(Clock changed) {
        clock = changed;
        return this;
    }

    public Ylh interrupt(Interrupt changed) {
        interrupt = changed;
        return this;
    }

    public Ylh checkpoints(Consumer<Checkpoint> changed) {
        checkpoints = changed;
        return this;
    }

    public Ylh environment(Map<String, String> changed) {
        environment = changed;
        return this;
    }

    /** With {@code -c} in front. */
    public Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-c", config.toString()));
        all.addAll(List.of(arguments));
        return exactly(all.toArray(String[]::new));
    }

    /** Nothing added. */
    public Ran exactly(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal on =
                new Terminal(in, new PrintWriter(out), new PrintWriter(err), terminal, terminal, terminal, environment);
        int code = Main.run(List.of(arguments), on, clock, interrupt, checkpoints);
        return new Ran(code, out.toString(), err.toString());
    }
}
