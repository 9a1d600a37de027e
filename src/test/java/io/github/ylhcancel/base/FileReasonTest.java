package io.github.ylhcancel.base;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileReasonTest {
    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(new AccessDeniedException("out.csv"), "permission denied"),
                Arguments.of(new NoSuchFileException("out.csv"), "there is no such file"),
                Arguments.of(new FileNotFoundException("out.csv"), "there is no such file"),
                Arguments.of(new FileAlreadyExistsException("out.csv"), "the name is taken"),
                Arguments.of(new NotDirectoryException("out.csv"), "a file is where its folder should be"),
                Arguments.of(new MalformedInputException(1), "it is not UTF-8; save it as UTF-8"),
                Arguments.of(
                        new FileSystemException("out.csv", null, "Read-only file system"), "Read-only file system"),
                Arguments.of(new IOException("No space left\non device"), "No space left on device"),
                Arguments.of(new FileSystemException("out.csv"), "FileSystemException"));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void saysWhyAndNotWhichFile(IOException problem, String text) {
        assertThat(english(FileReason.of(problem))).isEqualTo(text);
    }
}
