package io.github.ylhcancel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a home of its own, so that nobody's configuration gets into it. */
public final class EmptyHome implements BeforeEachCallback, AfterEachCallback {
    private static final String PROPERTY = "user.home";

    private String before;
    private Path home;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        before = System.getProperty(PROPERTY);
        home = Files.createTempDirectory("home");
        System.setProperty(PROPERTY, home.toString());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        System.setProperty(PROPERTY, before);
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
}
