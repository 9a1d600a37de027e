package io.github.ylhcancel.bench;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What is measured, from the environment.
 *
 * @param sample how many orders the obvious way is measured on at most
 * @param fixedRuns how often each is measured; otherwise the size decides
 * @param builds the program's, this one last
 */
record Settings(
        List<String> databases,
        List<Shop> shops,
        List<Integer> sizes,
        List<Way> ways,
        int sample,
        OptionalInt fixedRuns,
        List<Build> builds) {
    static Settings of(Map<String, String> environment) {
        String runs = environment.getOrDefault("RUNS", "");
        return new Settings(
                words(environment, "DATABASES", "postgresql mariadb h2").toList(),
                words(environment, "SCHEMAS", "default django").map(Shop::of).toList(),
                words(environment, "SIZES", "10000 100000 1000000")
                        .map(Settings::size)
                        .toList(),
                words(environment, "WAYS", "obvious sql one two").map(Way::of).toList(),
                Integer.parseInt(environment.getOrDefault("SAMPLE", "10000")),
                runs.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(runs)),
                Build.all(environment));
    }

    static Stream<String> words(Map<String, String> environment, String name, String all) {
        return Stream.of(environment.getOrDefault(name, all).strip().split("\\s+"));
    }

    /** The scripts put families and old orders at fixed places, which need some room and must not be cut in two. */
    static int size(String word) {
        int size = Integer.parseInt(word);
        if (size < 2000 || size % 1000 != 0) {
            throw new IllegalArgumentException("SIZES: thousands, 2000 or more, not " + word);
        }
        return size;
    }

    int runs(int overdue) {
        return fixedRuns.orElse(overdue <= 10_000 ? 5 : overdue <= 100_000 ? 3 : 1);
    }
}
