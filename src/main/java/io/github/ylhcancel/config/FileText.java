package io.github.ylhcancel.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** What stands in a file that decides or is secret. Whatever the configuration reads is opened here. */
record FileText(String text, boolean othersCanRead) {
    /** Of UTF-8, with or without a byte order mark. */
    static FileText read(Path file) throws IOException {
        String text = Files.readString(file);
        return new FileText(text.startsWith("\uFEFF") ? text.substring(1) : text, isReadableByOthers(file));
    }

    private static boolean isReadableByOthers(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (UnsupportedOperationException e) {
            return false; // A file system without such permissions has nothing to check.
        }
    }
}
