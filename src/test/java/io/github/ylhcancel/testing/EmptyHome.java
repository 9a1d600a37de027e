package io.github.ylhcancel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a home and a folder of the system's of its own, so that nobody's configuration gets into it. */
public final class EmptyHome implements BeforeEachCallback, AfterEachCallback {
    private static final String HOME = "user.home";
    private static final String SYSTEM_WIDE = "ylh.etc";

    private String before;
    private Path home;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        before = System.getProperty(HOME);
        home = Files.createTempDirectory("home");
        System.setProperty(HOME, home.toString());
        System.setProperty(SYSTEM_WIDE, systemWide().toString());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        System.setProperty(HOME, before);
        System.clearProperty(SYSTEM_WIDE);
        try (var paths = Files.walk(home)) {
            paths.sorted((a, b) -> b.compareTo(a)).forEach(EmptyHome::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return home;
    }

    /** What is {@code /etc/ylh} for the program; not there until a test makes it. */
    public Path systemWide() {
        return home.resolve("etc/ylh");
    }
}
