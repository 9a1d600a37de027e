package io.github.ylhcancel.cli;

import io.github.ylhcancel.config.Key;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Makes the services of a run. */
public interface ServicesFactory {
    /**
     * What the command line says for the whole run.
     *
     * @param command the name of the command
     * @param quiet say only what went wrong
     * @param verbose log to standard error
     * @param debug log more, and show stack traces
     * @param flags what other options say of keys of the configuration
     */
    record Choices(
            String command,
            Optional<Path> config,
            Optional<String> language,
            Optional<String> operator,
            boolean quiet,
            boolean verbose,
            boolean debug,
            Map<Key, String> flags) {}

    Services create(Choices choices);
}
