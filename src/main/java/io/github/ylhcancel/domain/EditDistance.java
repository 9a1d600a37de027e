package io.github.ylhcancel.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Levenshtein's distance, for guessing which name a misspelt one was meant to be. */
public final class EditDistance {
    private EditDistance() {}

    public static int between(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }

    /** The first of the nearest of {@code names}, if it is at most so many letters away; small letters and capitals are the same. */
    public static Optional<String> nearest(String name, Collection<String> names, int most) {
        return names.stream()
                .min(Comparator.comparingInt(other -> ignoringCase(name, other)))
                .filter(other -> ignoringCase(name, other) <= most);
    }

    private static int ignoringCase(String a, String b) {
        return between(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
    }
}
