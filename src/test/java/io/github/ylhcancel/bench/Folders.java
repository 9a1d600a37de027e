package io.github.ylhcancel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders at once. */
final class Folders {
    private Folders() {}

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        for (Path path : below(folder).sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        for (Path path : below(from).toList()) {
            Files.copy(path, to.resolve(from.relativize(path)));
        }
    }

    /** From the folder downwards. */
    private static Stream<Path> below(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return List.copyOf(paths.toList()).stream();
        }
    }
}
