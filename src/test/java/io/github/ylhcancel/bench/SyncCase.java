package io.github.ylhcancel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A supplier that takes so long to answer, and how many calls may wait for it.
 *
 * @param inFlight the option of {@code sync}; absent for the program's default
 */
record SyncCase(String latency, Optional<Integer> inFlight) {
    /** From {@code CASES}: words such as {@code 200ms} or {@code 2s:250}. */
    static List<SyncCase> all(Map<String, String> environment) {
        String cases = environment.getOrDefault("CASES", "200ms 2s:250 20ms");
        return Stream.of(cases.strip().split("\\s+")).map(SyncCase::of).toList();
    }

    private static SyncCase of(String word) {
        String[] parts = word.split(":", 2);
        return new SyncCase(parts[0], parts.length == 1 ? Optional.empty() : Optional.of(Integer.valueOf(parts[1])));
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("sync", "-q"));
        inFlight.ifPresent(most -> arguments.addAll(List.of("--max-in-flight", String.valueOf(most))));
        return arguments;
    }

    String inFlightWord() {
        return inFlight.map(String::valueOf).orElse("default");
    }
}
