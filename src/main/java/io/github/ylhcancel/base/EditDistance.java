package io.github.ylhcancel.base;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Levenshtein's distance, for guessing which name a misspelt one was meant to be. */
public final class EditDistance {
    /** A typing error is rarely further than this from what was meant. */
    public static final int NEAR = 3;

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

    /** The first of the names that {@code text} was perhaps meant to be, in whatever case. */
    public static Optional<String> near(String text, Collection<String> names) {
        String small = text.toLowerCase(Locale.ROOT);
        return nearest(names.stream().sorted(), NEAR, name -> between(small, name.toLowerCase(Locale.ROOT)));
    }

    /** The first of the nearest of the names, if it is at most so far away. */
    public static Optional<String> nearest(Stream<String> names, int most, ToIntFunction<String> distance) {
        return names.reduce((a, b) -> distance.applyAsInt(b) < distance.applyAsInt(a) ? b : a)
                .filter(name -> distance.applyAsInt(name) <= most);
    }
}
