package io.github.ylhcancel.config;

import java.util.Optional;

/**
 * One value and where it came from.
 *
 * @param origin a file with its line, an environment variable, a flag; absent for a default
 */
public record Setting(Key key, String value, Optional<String> origin) {
    private static final String HIDDEN = "********";

    /** Fit to be printed: a secret is hidden, and its length too. */
    public String shown() {
        return key.isSecret() && !value.isEmpty() ? HIDDEN : value;
    }

    @Override
    public String toString() {
        return key + " = " + shown();
    }
}
