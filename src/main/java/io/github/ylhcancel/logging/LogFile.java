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

/**
 * The file of the log, looked at before Logback gets it: Logback goes on without a word when it cannot write.
 *
 * @param mostBytes how large it may become before it makes room for a new one
 * @param keep how many old ones stay
 */
public record LogFile(Path path, LogFormat format, long mostBytes, int keep) {
    private static final int REASON_LENGTH = 200;

    /**
     * Makes the file and its folder where they are missing, and leaves what is in it.
     *
     * @throws IOException if nothing can be appended to it
     */
    public void open() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
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
