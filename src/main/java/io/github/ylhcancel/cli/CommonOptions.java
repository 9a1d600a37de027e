package io.github.ylhcancel.cli;

import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.output.ColorMode;
import io.github.ylhcancel.output.OutputFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command takes, before or after its name. */
final class CommonOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration file, in place of that of the environment, the user or the system.")
    Path config;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            description = "How results are printed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    OutputFormat output;

    @Option(
            names = "--lang",
            paramLabel = "LANG",
            scope = ScopeType.INHERIT,
            description = "Language of the messages: zh or en.")
    String lang;

    @Option(
            names = "--operator",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "Who does this, for the order's history; by default the account that runs it.")
    String operator;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            defaultValue = "auto",
            description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    ColorMode color;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print only what went wrong.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log what happens to standard error.")
    boolean verbose;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Log everything, and show stack traces.")
    boolean debug;

    ServicesFactory.Choices choices(String command, Map<Key, String> flags) {
        return new ServicesFactory.Choices(
                command,
                Optional.ofNullable(config),
                Optional.ofNullable(lang),
                Optional.ofNullable(operator),
                quiet,
                verbose,
                debug,
                flags);
    }
}
