package io.github.ylhcancel.logging;

import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Text;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file of the log, looked at before Logback gets it: Logback goes on without a word when it cannot write. */
public final class LogFile {
    private static final int REASON_LENGTH = 200;

    private LogFile() {}

    /**
     * Makes the file and its folder where they are missing, and leaves what is in it.
     *
     * @throws IOException if nothing can be appended to it
     */
    public static void open(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                .close();
    }

    /** Why {@link #open} failed; the exception's own message is often just the file's name. */
    public static Message reason(IOException problem) {
        if (problem instanceof AccessDeniedException) {
            return Message.of("file.denied");
        }
        if (problem instanceof FileAlreadyExistsException) {
            return Message.of("log.no-folder");
        }
        String reason = problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
        return Message.of(
                "file.failed", Text.line(reason == null ? problem.getClass().getSimpleName() : reason, REASON_LENGTH));
    }
}
