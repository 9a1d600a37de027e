package io.github.ylhcancel.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Stand-ins for what the launcher finds on the PATH. */
final class Tools {
    /** All that the launcher uses, but for Java and Maven. */
    private static final List<String> NEEDED =
            List.of("env", "find", "ln", "locale", "mkdir", "mv", "readlink", "rm", "sleep", "touch");

    private Tools() {}

    /** A directory for the PATH with what the launcher needs, except one. */
    static Path without(String missing, Path scratch) throws IOException {
        Path directory = Files.createDirectory(scratch.resolve("without-" + missing));
        for (String tool : NEEDED) {
            if (!tool.equals(missing)) {
                script(directory.resolve(tool), "exec %s \"$@\"".formatted(find(tool)));
            }
        }
        return directory;
    }

    private static Path find(String tool) {
        return List.of("/usr/bin", "/bin").stream()
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + tool + " on this machine"));
    }

    static Path script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
