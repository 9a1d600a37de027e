package io.github.ylhcancel.logging;

import io.github.ylhcancel.base.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main class of a process that logs: waits for the end of its input, so that several begin together. */
final class LogManyLines {
    private LogManyLines() {}

    /**
     * @param arguments file, cap in bytes, how many old files, run, how many lines
     */
    public static void main(String[] arguments) throws IOException {
        LogFile file = new LogFile(
                Path.of(arguments[0]),
                LogFormat.TEXT,
                PosixFilePermissions.fromString("rw-------"),
                Long.parseLong(arguments[1]),
                Integer.parseInt(arguments[2]));
        file.open();
        Secrets secrets = new Secrets();
        secrets.addPair("shop", "invented and hidden");
        LogTarget.set(new LogTarget(arguments[3], Optional.of(file), Optional.empty(), "info", secrets));
        Logger log = LoggerFactory.getLogger(LogManyLines.class);
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Whatever comes is of no interest.
        }
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            log.info("event=test number={} padding={}", i, "x".repeat(i % 50));
        }
        System.out.println("done");
    }
}
