package io.github.ylhcancel.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A JDK on this machine. */
record Jdk(Path home, int feature) {
    private static final Path WHERE_DEBIAN_KEEPS_THEM = Path.of("/usr/lib/jvm");

    /** The JDK that runs the tests, and one that makes the other kind of class archive, if there is one. */
    static List<Jdk> oneOfEachKind() {
        Jdk own = new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
        Optional<Jdk> other = candidates()
                .flatMap(home -> in(home).stream())
                .filter(jdk -> jdk.feature >= 17 && jdk.keepsAnAotCache() != own.keepsAnAotCache())
                .findFirst();
        return Stream.concat(Stream.of(own), other.stream()).toList();
    }

    boolean keepsAnAotCache() {
        return feature >= 24;
    }

    Path java() {
        return home.resolve("bin/java");
    }

    private static Stream<Path> candidates() {
        Stream<Path> named = Stream.of(System.getenv("YLH_TEST_JAVA_25"))
                .filter(Objects::nonNull)
                .map(Path::of);
        if (!Files.isDirectory(WHERE_DEBIAN_KEEPS_THEM)) {
            return named;
        }
        try (Stream<Path> installed = Files.list(WHERE_DEBIAN_KEEPS_THEM)) {
            return Stream.concat(named, installed.sorted().toList().stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Jdk> in(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        return version.isEmpty()
                ? Optional.empty()
                : Optional.of(new Jdk(home, Runtime.Version.parse(version).feature()));
    }

    @Override
    public String toString() {
        return "Java " + feature;
    }
}
