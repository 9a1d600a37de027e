package io.github.ylhcancel.logging;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of the log, looked at before Logback gets it: Logback goes on without a word when it cannot write.
 *
 * @param mostBytes how large it may become before it makes room for a new one
 * @param keep how many old ones stay
 */
public record LogFile(Path path, LogFormat format, long mostBytes, int keep) {
    /**
     * Makes the file and its folder where they are missing, and leaves what is in it.
     *
     * @throws IOException if nothing can be appended to it
     */
    public void open() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            createFolder(folder);
        }
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                .close();
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException taken) {
            throw new NotDirectoryException(folder.toString());
        }
    }
}
