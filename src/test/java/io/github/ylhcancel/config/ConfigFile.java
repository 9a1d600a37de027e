package io.github.ylhcancel.config;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ylhcancel.base.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** A configuration file that a test writes, and what comes of reading it. */
record ConfigFile(Path path) {
    static ConfigFile of(Path folder, String... lines) {
        return new ConfigFile(folder.resolve("test.properties")).write(String.join("\n", lines));
    }

    ConfigFile write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Only its owner can read it, until a test says otherwise. */
    ConfigFile write(byte[] bytes) {
        try {
            Files.createDirectories(path.getParent());
            Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return permissions("rw-------");
    }

    ConfigFile permissions(String permissions) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Settings load() {
        return Settings.load(Optional.of(path), Map.of(), Map.of());
    }

    /** The value of {@code key} after loading, an empty text where there is none. */
    String load(Key key) {
        return load().text(key).orElse("");
    }

    /** Why it cannot be loaded, as the user reads it, with {@code FILE} for its path. */
    String refusal() {
        return refusal(this::load).replace(path.toString(), "FILE");
    }

    static String refusal(Runnable action) {
        return english(catchThrowableOfType(UserError.class, action::run));
    }
}
