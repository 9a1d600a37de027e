package io.github.ylhcancel;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.NanoClock;
import io.github.ylhcancel.base.Scheduler;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.ThreadScheduler;
import io.github.ylhcancel.cli.Services;
import io.github.ylhcancel.cli.ServicesFactory.Choices;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.output.Terminal;
import io.github.ylhcancel.output.Texts;
import io.github.ylhcancel.run.CheckedSettings;
import io.github.ylhcancel.run.CurrentRun;
import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.run.RunLog;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;

/** Holds what one run has, and ends it. */
final class Wiring implements Services, AutoCloseable {
    private final Terminal terminal;
    private final Choices choices;
    private final Clock machineClock;
    private final NanoClock nanoClock;
    private final Interrupt interrupt;
    private final Consumer<Checkpoint> checkpoints;
    private final Random random = new Random();
    private final ThreadScheduler scheduler = new ThreadScheduler("ylh-later");
    private final CurrentRun run;
    private final RunDatabase database;
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private Settings settings;
    private YlhAccess access;
    private StopSignal stop;
    private Texts texts;

    Wiring(
            Terminal terminal,
            List<String> arguments,
            Choices choices,
            Clock machineClock,
            NanoClock nanoClock,
            Interrupt interrupt,
            Consumer<Checkpoint> checkpoints) {
        this.terminal = terminal;
        this.choices = choices;
        this.machineClock = machineClock;
        this.nanoClock = nanoClock;
        this.interrupt = interrupt;
        this.checkpoints = checkpoints;
        this.run = new CurrentRun(this, choices.command(), arguments, terminal.environment());
        this.database = new RunDatabase(this, new DatabaseClock(machineClock, this::warnOfClock), this::say);
        closeAtTheEnd(database::close);
        closeAtTheEnd(scheduler::close);
    }

    @Override
    public Settings settings() {
        if (settings == null) {
            settings = Settings.load(choices.config(), flags(), terminal.environment());
            beginLog().ifPresent(problem -> say(texts().of(problem)));
            nameUnreadFiles();
        }
        return settings;
    }

    private Optional<Message> beginLog() {
        return RunLog.begin(
                settings,
                run.id(),
                Optional.of(terminal.err()).filter(err -> choices.verbose() || choices.debug()),
                choices.debug());
    }

    private Map<Key, String> flags() {
        Map<Key, String> flags = new EnumMap<>(Key.class);
        flags.putAll(choices.flags());
        choices.language().ifPresent(language -> flags.put(Key.LANG, language));
        choices.operator().ifPresent(operator -> flags.put(Key.OPERATOR, operator));
        return flags;
    }

    /** Somebody may have meant the other file. */
    private void nameUnreadFiles() {
        if (!choices.quiet()) {
            settings.unread()
                    .forEach(unread -> say(
                            texts().of("config.unread", unread, settings.file().orElseThrow())));
        }
    }

    @Override
    public CheckedSettings checkSettings() {
        Settings found = Settings.read(choices.config(), flags(), terminal.environment());
        texts = Texts.in(found.language(), ZoneId.systemDefault());
        return CheckedSettings.of(found);
    }

    /** Whoever asks says himself what is wrong, also with the log. */
    @Override
    public CheckedSettings settingsDespiteMistakes() {
        if (settings == null) {
            settings = Settings.read(choices.config(), flags(), terminal.environment());
            beginLog();
        }
        return CheckedSettings.of(settings);
    }

    @Override
    public boolean isConfigured() {
        return settings != null;
    }

    @Override
    public Texts texts() {
        if (texts == null) {
            texts = Texts.in(settings().language(), ZoneId.systemDefault());
        }
        return texts;
    }

    @Override
    public void say(Message sentence) {
        say(texts().of(sentence));
    }

    private void say(String sentence) {
        terminal.err().println("ylh: " + sentence);
        terminal.err().flush();
    }

    @Override
    public YlhAccess ylhAccess() {
        if (access == null) {
            access = settings().ylhAccess();
            if (!choices.quiet()) {
                settings().unusedProxies().stream()
                        .findFirst()
                        .ifPresent(variable -> say(texts().of("config.proxy-unused", variable, Key.PROXY_ADDRESS)));
            }
        }
        return access;
    }

    @Override
    public Clock clock() {
        database.toRead();
        return database.clock();
    }

    @Override
    public Clock machineClock() {
        return machineClock;
    }

    /** Nothing that is stored suffers from it, but it must be seen by somebody who can put it right. */
    private void warnOfClock(Duration ahead) {
        // Not a field: the first logger that is made asks for the log's settings, which are only set with the others.
        LoggerFactory.getLogger(Wiring.class).warn("event=clock.differs ahead_ms={}", ahead.toMillis());
        String key = ahead.isNegative() ? "clock.behind" : "clock.ahead";
        say(texts().of(key, texts().span(ahead.abs().plusMillis(500))));
    }

    @Override
    public NanoClock nanoClock() {
        return nanoClock;
    }

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Consumer<Checkpoint> checkpoints() {
        return checkpoints;
    }

    @Override
    public Interrupt interrupt() {
        return interrupt;
    }

    @Override
    public void catchSignals() {
        Signals.request(interrupt);
    }

    @Override
    public StopSignal stopSignal() {
        if (stop == null) {
            stop = new StopSignal(interrupt, settings().stopFile());
        }
        return stop;
    }

    @Override
    public CurrentRun run() {
        return run;
    }

    @Override
    public RunDatabase database() {
        return database;
    }

    @Override
    public int run(List<String> arguments, Terminal on) {
        return Main.run(arguments, on, machineClock, interrupt, checkpoints);
    }

    @Override
    public void closeAtTheEnd(Runnable close) {
        closing.push(close);
    }

    /** The command is over, well or not: writes that down if it was one that writes. */
    void end(int exitCode) {
        run.end(exitCode).ifPresent(cause -> say(texts().of("runs.not-recorded", run.id(), cause)));
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
