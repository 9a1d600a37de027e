package io.github.ylhcancel.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that only groups others, such as {@code ylh db}. */
abstract class CommandGroup implements Runnable, CommandParent {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private CommandParent parent;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public YlhCommand root() {
        return parent.root();
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), root().services().texts().of("option.which-command"));
    }
}
