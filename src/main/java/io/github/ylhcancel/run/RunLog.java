package io.github.ylhcancel.run;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.logging.LogFile;
import io.github.ylhcancel.logging.LogFormat;
import io.github.ylhcancel.logging.LogTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where a run's log goes, as the settings have it. */
public final class RunLog {
    private RunLog() {}

    /**
     * Begins the log; before the first logger is asked for.
     *
     * @param watch standard error, when the user wants to see the log there
     * @return why there is no file, where one is wanted: no order is left uncancelled for want of a log, since what was done is in the
     *     database as well
     */
    public static Optional<Message> begin(Settings settings, String runId, Optional<PrintWriter> watch, boolean debug) {
        Optional<LogFile> file = settings.logFile().map(path -> file(settings, path));
        Optional<Message> problem = file.flatMap(RunLog::problem);
        LogTarget.set(new LogTarget(
                runId,
                file.filter(wanted -> problem.isEmpty()),
                watch,
                debug ? "debug" : settings.text(Key.LOG_LEVEL_KEY).orElse("info"),
                settings.secrets()));
        return problem;
    }

    private static Optional<Message> problem(LogFile file) {
        try {
            file.open();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Message.of("log.unwritable", file.path(), FileReason.of(e)));
        }
    }

    private static LogFile file(Settings settings, Path path) {
        String format = settings.text(Key.LOG_FORMAT_KEY).orElseThrow();
        return new LogFile(
                path,
                LogFormat.valueOf(format.toUpperCase(Locale.ROOT)),
                settings.logMode(),
                settings.logMaxSize(),
                settings.number(Key.LOG_KEEP));
    }
}
