package io.github.ylhcancel.hooks;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A program of the shop's own that is told of events, each in a process of its own. It gets nothing of ours but what it is told: no
 * environment, no descriptors, no terminal, and a working folder that is always there. It cannot hold us up: not by being slow, not
 * by saying much or listening to nothing, and not by what it starts and leaves behind, which ends when it ends.
 */
public final class EventCommand {
    /** Makes what it becomes the leader of a new group. Where it is missing, as on macOS, what is left behind may go on. */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final String SETSID_SAYS = "setsid: ";
    private static final int CANNOT_EXECUTE = 126;
    private static final int NOT_FOUND = 127;
    private static final String SEARCHED = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String LOCALE = "C.UTF-8";

    /** Of what it says, its end is kept: that is where programs say why they fail. */
    private static final int KEPT = 2048;

    /** How long one that is asked to end may take. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How long one that is killed may take, whose output may take, and so on. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final int MOMENTS = 4;

    private final List<String> arguments;
    private final Duration timeout;
    private final Duration grace;
    private final Path home;
    private final NanoClock nanoClock;
    private final Optional<Path> setsid;

    /**
     * @param arguments the program, by its absolute path, and what it is given
     * @param timeout after which it is ended
     * @param home what it is told is its home
     */
    public EventCommand(List<String> arguments, Duration timeout, Path home, NanoClock nanoClock) {
        this(arguments, timeout, GRACE, home, nanoClock, Optional.of(SETSID).filter(Files::isExecutable));
    }

    EventCommand(
            List<String> arguments,
            Duration timeout,
            Duration grace,
            Path home,
            NanoClock nanoClock,
            Optional<Path> setsid) {
        this.arguments = List.copyOf(arguments);
        this.timeout = timeout;
        this.grace = grace;
        this.home = home;
        this.nanoClock = nanoClock;
        this.setsid = setsid;
    }

    /** How a run ended. */
    public enum End {
        EXITED,
        TIMED_OUT,
        NOT_STARTED,
        /** Because the thread that ran it was interrupted. */
        INTERRUPTED
    }

    /**
     * What became of a run.
     *
     * @param exitCode of one that exited by itself, or by somebody else's signal: then 128 and the signal's number
     * @param output the end of what it said, in one line that is fit to be shown; secrets of the program's own may be in it
     * @param problem why it has not done what it was to do, if it has not
     */
    public record Outcome(End end, OptionalInt exitCode, Duration took, String output, Optional<Message> problem) {
        public boolean isDone() {
            return problem.isEmpty();
        }
    }

    /** How long a run takes at most, however little the program wants to end. */
    public Duration longest() {
        return timeout.plus(grace).plus(MOMENT.multipliedBy(MOMENTS));
    }

    /** Why a program could not be started, so far as one sees it without trying. */
    public static Optional<Message> obstacle(String name) {
        Path program = Path.of(name);
        if (!Files.exists(program)) {
            return Optional.of(cannotStart(name, Message.of("file.missing")));
        }
        if (!Files.isRegularFile(program)) {
            return Optional.of(cannotStart(name, Message.of("file.no-file")));
        }
        return Files.isExecutable(program)
                ? Optional.empty()
                : Optional.of(cannotStart(name, Message.of("file.denied")));
    }

    /**
     * Runs the program until it ends or has to be ended. An interrupted thread stays interrupted.
     *
     * @param json what it reads from its standard input, if it does
     * @param variables what stands in its environment besides where programs are found, its home and the locale
     */
    public Outcome run(String json, Map<String, String> variables) {
        Optional<Message> obstacle = obstacle(arguments.get(0));
        if (obstacle.isPresent()) {
            return notStarted(Duration.ZERO, obstacle.get());
        }
        if (Thread.currentThread().isInterrupted()) {
            return outcome(End.INTERRUPTED, OptionalInt.empty(), Duration.ZERO, "");
        }
        long begun = nanoClock.nanos();
        try {
            Process process = builder(variables).start();
            OutputTail output = new OutputTail(KEPT);
            Thread reading = inBackground("output", () -> output.drain(process.getInputStream()));
            inBackground("input", () -> tell(process, json));
            End end = new Run(process).untilItsEnd(reading);
            output.close();
            return outcome(end, exitCode(end, process), since(begun), output.text());
        } catch (IOException e) {
            return notStarted(since(begun), cannotStart(arguments.get(0), FileReason.of(e)));
        }
    }

    private ProcessBuilder builder(Map<String, String> variables) {
        List<String> command = new ArrayList<>();
        setsid.ifPresent(path -> command.add(path.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(Map.of("PATH", SEARCHED, "HOME", home.toString(), "LANG", LOCALE, "LC_ALL", LOCALE));
        environment.putAll(variables);
        return builder;
    }

    private static Thread inBackground(String what, Runnable work) {
        Thread thread = new Thread(work, "ylh-event-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void tell(Process process, String json) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended, or closed its input, and wants to know no more. Its exit code says whether that was right.
        }
    }

    private Duration since(long begun) {
        return Duration.ofNanos(nanoClock.nanos() - begun);
    }

    private static OptionalInt exitCode(End end, Process process) {
        return end == End.EXITED ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    private Outcome outcome(End end, OptionalInt exitCode, Duration took, String output) {
        int code = exitCode.orElse(0);
        boolean isSetsids =
                setsid.isPresent() && (code == CANNOT_EXECUTE || code == NOT_FOUND) && output.startsWith(SETSID_SAYS);
        return isSetsids
                ? notStarted(
                        took,
                        cannotStart(
                                arguments.get(0), Message.of("file.failed", output.substring(SETSID_SAYS.length()))))
                : new Outcome(end, exitCode, took, output, problem(end, code));
    }

    private static Optional<Message> problem(End end, int exitCode) {
        return switch (end) {
            case TIMED_OUT -> Optional.of(Message.of("event-command.timed-out"));
            case INTERRUPTED -> Optional.of(Message.of("event-command.interrupted"));
            default ->
                exitCode == 0
                        ? Optional.empty()
                        : Optional.of(Message.of("event-command.failed", String.valueOf(exitCode)));
        };
    }

    private static Outcome notStarted(Duration took, Message problem) {
        return new Outcome(End.NOT_STARTED, OptionalInt.empty(), took, "", Optional.of(problem));
    }

    private static Message cannotStart(String name, Message why) {
        return Message.of("event-command.not-started", Text.visible(name), why);
    }

    /** One run of the program, on whose thread nothing but its end, the time-out or an interrupt is waited for. */
    private final class Run {
        private final Process process;
        private final Kin kin;
        private boolean isInterrupted;

        Run(Process process) {
            this.process = process;
            this.kin = setsid.isPresent() ? new ProcessGroup(process, MOMENT) : new ProcessTree(process);
        }

        /** What it leaves behind is killed as well: it could go on for ever, and hold its output open. */
        End untilItsEnd(Thread reading) {
            End end = ends(timeout) ? End.EXITED : isInterrupted ? End.INTERRUPTED : End.TIMED_OUT;
            if (end != End.EXITED) {
                kin.ask();
                ends(grace);
            }
            kin.kill();
            ends(MOMENT);
            join(reading);
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
            return end;
        }

        private boolean ends(Duration within) {
            try {
                return process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
                return false;
            }
        }

        private void join(Thread reading) {
            try {
                reading.join(MOMENT.toMillis());
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
    }
}
