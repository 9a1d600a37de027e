package io.github.ylhcancel.logging;

import io.github.ylhcancel.files.RollingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The file of the log, looked at before Logback gets it: Logback goes on without a word when it cannot write.
 *
 * @param mode of the files that are made for it
 * @param mostBytes how large it may become before it makes room for a new one
 * @param keep how many old ones stay
 */
public record LogFile(Path path, LogFormat format, Set<PosixFilePermission> mode, long mostBytes, int keep) {
    /**
     * Makes the file and its folder where they are missing, and leaves what is in it.
     *
     * @throws IOException if nothing can be appended to it, or others could lead it elsewhere
     */
    public void open() throws IOException {
        appended().close();
    }

    RollingFile appended() throws IOException {
        return new RollingFile(path, mode, mostBytes, keep);
    }
}
