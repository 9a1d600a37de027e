package io.github.ylhcancel.plan;

import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the operating system says about a file, as a line for the user. */
final class FileTrouble {
    private FileTrouble() {}

    static UserError of(String key, Path file, IOException problem) {
        return UserError.usage(key, file, reason(problem));
    }

    private static Message reason(IOException problem) {
        if (problem instanceof AccessDeniedException) {
            return Message.of("file.denied");
        }
        if (problem instanceof NoSuchFileException || problem instanceof FileNotFoundException) {
            return Message.of("file.missing");
        }
        String text = problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
        return Message.of("file.failed", text == null ? problem.getClass().getSimpleName() : text);
    }
}
