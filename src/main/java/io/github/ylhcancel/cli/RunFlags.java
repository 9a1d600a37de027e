package io.github.ylhcancel.cli;

import io.github.ylhcancel.config.Key;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A command with options that stand for keys of the configuration in this one run. */
interface RunFlags {
    /** Those that were given and that the keys take; what they do not take the command itself turns down. */
    Map<Key, String> flags();

    /** One of them, if it was given. */
    static Map<Key, String> of(Key key, String value) {
        Map<Key, String> flags = new EnumMap<>(Key.class);
        Optional.ofNullable(value)
                .filter(given -> !given.isEmpty() && key.problem(given).isEmpty())
                .ifPresent(right -> flags.put(key, right));
        return flags;
    }
}
