package io.github.ylhcancel.base;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be read or written. An {@link IOException}'s own message is often just the file's name. */
public final class FileReason {
    private static final int LENGTH = 200;

    private FileReason() {}

    /** To be read behind what could not be done with which file, neither of which it names. */
    public static Message of(IOException problem) {
        if (problem instanceof RefusedFile refused) {
            return refused.why();
        }
        if (problem instanceof AccessDeniedException) {
            return Message.of("file.denied");
        }
        if (problem instanceof NoSuchFileException || problem instanceof FileNotFoundException) {
            return Message.of("file.missing");
        }
        if (problem instanceof FileAlreadyExistsException) {
            return Message.of("file.name-taken");
        }
        if (problem instanceof NotDirectoryException) {
            return Message.of("file.no-folder");
        }
        if (problem instanceof CharacterCodingException) {
            return Message.of("file.not-utf8");
        }
        String text = problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
        return Message.of(
                "file.failed", Text.line(text == null ? problem.getClass().getSimpleName() : text, LENGTH));
    }
}
