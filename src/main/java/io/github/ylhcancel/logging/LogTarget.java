package io.github.ylhcancel.logging;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the log of this process goes. Set before the first logger is asked for, because Logback reads it once.
 *
 * @param file to append to; one that {@link LogFile#open} could open
 * @param err standard error, when the user wants to watch
 * @param level a Logback level
 */
public record LogTarget(String runId, Optional<Path> file, Optional<PrintWriter> err, String level) {
    private static volatile LogTarget current = new LogTarget("-", Optional.empty(), Optional.empty(), "info");

    public static void set(LogTarget target) {
        current = target;
    }

    static LogTarget current() {
        return current;
    }
}
