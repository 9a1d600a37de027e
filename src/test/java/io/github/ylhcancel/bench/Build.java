package io.github.ylhcancel.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A checkout of the program whose launcher is started.
 *
 * @param word what tells it from the other in a table; empty when there is no other
 */
record Build(String word, Path home) {
    private static final Path HERE = Path.of("").toAbsolutePath();

    /** This checkout and, before it, the one that {@code BASELINE} names, to be compared with. */
    static List<Build> all(Map<String, String> environment) {
        String baseline = environment.getOrDefault("BASELINE", "").strip();
        if (baseline.isEmpty()) {
            return List.of(new Build("", HERE));
        }
        Build before = new Build("before", Path.of(baseline).toAbsolutePath());
        if (!Files.isExecutable(Path.of(before.launcher()))) {
            throw new IllegalArgumentException("BASELINE: no bin/ylh in " + before.home());
        }
        return List.of(before, new Build("now", HERE));
    }

    /** Whether it is the newest, and knows every key; an older one would refuse those that it does not know. */
    boolean isThis() {
        return home.equals(HERE);
    }

    String launcher() {
        return home.resolve("bin").resolve("ylh").toString();
    }
}
