package io.github.ylhcancel.config;

import java.nio.file.Path;

/** Paths as people write them in a configuration file. */
public final class Paths {
    private Paths() {}

    /** A leading {@code ~/} is the user's home. */
    public static Path expand(String path) {
        return path.startsWith("~/") ? home().resolve(path.substring(2)) : Path.of(path);
    }

    static Path home() {
        return Path.of(System.getProperty("user.home"));
    }
}
