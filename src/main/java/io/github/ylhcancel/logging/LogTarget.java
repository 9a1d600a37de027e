package io.github.ylhcancel.logging;

import io.github.ylhcancel.base.Secrets;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Where the log of this process goes. Set before the first logger is asked for, because Logback reads it once.
 *
 * @param file to append to; one that {@link LogFile#open} could open
 * @param err standard error, when the user wants to watch
 * @param level a Logback level
 * @param secrets what no line may hold; may be added to while the log is written
 */
public record LogTarget(
        String runId, Optional<LogFile> file, Optional<PrintWriter> err, String level, Secrets secrets) {
    /** Before anybody asked for a log. */
    public static final LogTarget NOWHERE =
            new LogTarget("-", Optional.empty(), Optional.empty(), "info", new Secrets());

    private static volatile LogTarget current = NOWHERE;

    public static void set(LogTarget target) {
        current = target;
    }

    static LogTarget current() {
        return current;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "log of run " + runId + " at level " + level;
    }
}
