package io.github.ylhcancel.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Message;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IoReasonTest {
    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(new AccessDeniedException("out.csv"), "no permission"),
                Arguments.of(new NoSuchFileException("out.csv"), "no such file or directory"),
                Arguments.of(new FileNotFoundException("out.csv"), "no such file or directory"),
                Arguments.of(new FileAlreadyExistsException("out.csv"), "the name is taken"),
                Arguments.of(
                        new FileSystemException("out.csv", null, "Read-only file system"), "Read-only file system"),
                Arguments.of(new IOException("No space left\non device"), "No space left on device"),
                Arguments.of(new FileSystemException("out.csv"), "FileSystemException"));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void saysWhyAndNotWhichFile(IOException problem, String text) {
        Object reason = IoReason.of(problem);

        assertThat(reason instanceof Message message ? Texts.english(message) : reason)
                .isEqualTo(text);
    }
}
