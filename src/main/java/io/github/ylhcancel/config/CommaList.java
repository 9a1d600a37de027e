package io.github.ylhcancel.config;

import java.util.Arrays;
import java.util.List;

/** Several things in one value, with commas between them. */
final class CommaList {
    private CommaList() {}

    static List<String> of(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }
}
