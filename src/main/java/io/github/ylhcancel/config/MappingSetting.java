package io.github.ylhcancel.config;

import io.github.ylhcancel.schema.MappingKeys;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One line that says how the shop names something, such as {@code schema.orders.table = shop_order}.
 *
 * @param key without the leading {@code schema.}
 * @param origin a file with its line, or an environment variable
 */
public record MappingSetting(String key, String value, String origin) {
    static final String PREFIX = "schema.";

    /** The key of the mapping that {@code text} is in a file, if it is one. */
    static Optional<String> keyOf(String text) {
        return Optional.of(text)
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()))
                .filter(MappingKeys::isKnown);
    }

    /**
     * The key that an environment variable sets, if it sets one. A variable cannot say how its letters were written, so a column or
     * an operator named by it is in lower case.
     */
    static Optional<String> keyOfVariable(String variable) {
        Optional<String> known = MappingKeys.all().stream()
                .filter(key -> environmentName(key).equals(variable))
                .findFirst();
        return known.or(() -> MappingKeys.openEnded().stream()
                .filter(beginning -> variable.startsWith(environmentName(beginning)))
                .map(beginning -> beginning
                        + variable.substring(environmentName(beginning).length())
                                .toLowerCase(Locale.ROOT))
                .filter(MappingKeys::isKnown)
                .findFirst());
    }

    /** The names for a suggestion, as they are written in a file. */
    static Stream<String> names() {
        return MappingKeys.all().stream().map(key -> PREFIX + key);
    }

    static String environmentName(String key) {
        return Key.environmentName(PREFIX + key);
    }

    /** The key as it is written in a file. */
    public String name() {
        return PREFIX + key;
    }

    /** The name of the environment variable that sets it. */
    public String environmentName() {
        return environmentName(key);
    }
}
