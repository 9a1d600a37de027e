package io.github.ylhcancel.run;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.ShellLine;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.store.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The run at hand: its name, who started it and where, and what is written down about it. */
public final class CurrentRun {
    private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");
    /** As many as a run's record holds. */
    private static final int ARGUMENTS_LENGTH = 2000;

    private final RunContext context;
    private final String command;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private final ProcessUser user;
    private final Instant started;
    private final String id;
    private RunRecord record;
    private Optional<Supplier<String>> counts = Optional.empty();

    /**
     * @param arguments as they were typed
     */
    public CurrentRun(RunContext context, String command, List<String> arguments, Map<String, String> environment) {
        this(context, command, arguments, environment, ProcessUser.ofThisProcess());
    }

    CurrentRun(
            RunContext context,
            String command,
            List<String> arguments,
            Map<String, String> environment,
            ProcessUser user) {
        this.context = context;
        this.command = command;
        this.arguments = arguments;
        this.environment = environment;
        this.user = user;
        this.started = context.machineClock().instant();
        this.id = newId(started, context.random());
    }

    /** Sorts by time, and two runs of one second are told apart. */
    private static String newId(Instant now, RandomGenerator random) {
        String time = now.toString().substring(0, 19).replace("-", "").replace(":", "");
        return time + "Z-" + Integer.toHexString(0x10000 + random.nextInt(0xF0000));
    }

    /** Names this run in every output. Needs no configuration. */
    public String id() {
        return id;
    }

    /** Who does this, for the history. What the environment says of it counts only where no user but root can have set it. */
    public String operator() {
        return settings()
                .text(Key.OPERATOR)
                .or(() -> Optional.ofNullable(environment.get("SUDO_USER")).filter(name -> user.isRoot()))
                .filter(name -> !name.isBlank())
                .orElseGet(() -> user.find().name());
    }

    /**
     * The name of this machine. Asking the network for it can take seconds, so the shell is asked, and where it says nothing, as under
     * cron, the kernel.
     */
    public String host() {
        String name = environment.get("HOSTNAME");
        if (name == null || name.isBlank()) {
            try {
                name = Files.readString(KERNELS_NAME).strip();
            } catch (IOException e) {
                name = "host";
            }
        }
        return Text.line(name, 50);
    }

    /** Unlike any other process's, on this machine or another. */
    public String owner() {
        return host() + ":" + ProcessHandle.current().pid() + ":" + id;
    }

    /**
     * Keeps what came of this run with its record, if it has one: a run has that once it writes.
     *
     * @param json only asked for then; a later one takes the place of an earlier one
     */
    public void recordCounts(Supplier<String> json) {
        counts = Optional.of(json);
    }

    /** This run may write, and so is recorded when it does, or at its end. */
    void mayWrite() {
        record();
    }

    /** From here on the run writes. May be called again. */
    public void begin(Runs runs) {
        record().begin(runs);
    }

    private RunRecord record() {
        if (record == null) {
            record = new RunRecord(Run.begun(
                    id,
                    command,
                    ShellLine.of(arguments, settings().secrets(), ARGUMENTS_LENGTH),
                    Text.line(operator(), Checks.OPERATOR_LENGTH - 1),
                    user.find(),
                    host(),
                    ProcessHandle.current().pid(),
                    context.database().clock().at(started)));
        }
        return record;
    }

    /**
     * The command is over, well or not: writes that down if it was one that writes.
     *
     * @return why it could not be written, where the user has not been told already
     */
    public Optional<String> end(int exitCode) {
        boolean isMistake = exitCode == ExitCode.USAGE.code();
        if (record == null || isMistake && !record.hasBegun()) {
            return Optional.empty();
        }
        RunDatabase database = context.database();
        Instant now = database.clock().instant();
        return record.end(() -> new Runs(database.toLookAtFirst()), now, exitCode, counts.map(Supplier::get))
                .filter(cause -> exitCode != ExitCode.DATABASE.code())
                .filter(cause -> record.hasBegun() || !hasSaidWhatIsWrong(exitCode));
    }

    /** What kept the beginning from being written has most likely ended the command too. */
    private static boolean hasSaidWhatIsWrong(int exitCode) {
        return exitCode == ExitCode.UNEXPECTED.code()
                || exitCode == ExitCode.USAGE.code()
                || exitCode == ExitCode.DATABASE.code();
    }

    private Settings settings() {
        return context.settings();
    }
}
