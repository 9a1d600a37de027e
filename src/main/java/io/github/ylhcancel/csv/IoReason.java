package io.github.ylhcancel.csv;

import io.github.ylhcancel.domain.Message;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The reason in an {@link IOException}, whose own message is often just the file's name. */
final class IoReason {
    private IoReason() {}

    static Object of(IOException problem) {
        if (problem instanceof AccessDeniedException) {
            return Message.of("csv.no-permission");
        }
        if (problem instanceof NoSuchFileException || problem instanceof FileNotFoundException) {
            return Message.of("csv.no-such-file");
        }
        if (problem instanceof FileAlreadyExistsException) {
            return Message.of("csv.name-taken");
        }
        String text = problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
        return text == null ? problem.getClass().getSimpleName() : CellText.shown(text);
    }
}
