package io.github.ylhcancel.cli;

import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.output.CsvReport;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.JsonFields;
import io.github.ylhcancel.output.JsonReport;
import io.github.ylhcancel.output.RecordedReport;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.TableReport;
import io.github.ylhcancel.output.Terminal;
import io.github.ylhcancel.output.Texts;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ylh} itself: the common options, and the run that its commands share. */
@Command(
        name = "ylh",
        sortOptions = false,
        description = "Cancels shop orders and keeps the shop's database and YLH (易理货) in agreement.",
        synopsisSubcommandLabel = "COMMAND")
final class YlhCommand implements Runnable, CommandParent {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    private final Terminal terminal;
    private final ServicesFactory factory;
    private Services services;

    YlhCommand(Terminal terminal, ServicesFactory factory) {
        this.terminal = terminal;
        this.factory = factory;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), services().texts().of("option.which-command"));
    }

    @Override
    public YlhCommand root() {
        return this;
    }

    CommonOptions common() {
        return common;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Made when first asked for, from the options as they were parsed. */
    Services services() {
        if (services == null) {
            services = factory.create(common.choices(commandName(), flags()));
        }
        return services;
    }

    private Map<Key, String> flags() {
        return Optional.ofNullable(spec.commandLine().getParseResult()).stream()
                .flatMap(parsed -> parsed.asCommandLineList().stream())
                .map(CommandLine::getCommand)
                .filter(RunFlags.class::isInstance)
                .map(command -> ((RunFlags) command).flags())
                .findFirst()
                .orElse(Map.of());
    }

    /** The words that name the command which runs, such as {@code db init}. */
    private String commandName() {
        return Optional.ofNullable(spec.commandLine().getParseResult()).stream()
                .flatMap(parsed -> parsed.asCommandLineList().stream().skip(1))
                .map(CommandLine::getCommandName)
                .collect(Collectors.joining(" "));
    }

    /** The texts in the configured language, if the configuration was read before something went wrong. */
    Optional<Texts> textsIfKnown() {
        return Optional.ofNullable(services).filter(Services::isConfigured).map(Services::texts);
    }

    /** The text without the secrets of the configuration, if that was read before something went wrong. */
    String withoutSecrets(String text) {
        return services != null && services.isConfigured()
                ? services.settings().secrets().hide(text)
                : text;
    }

    boolean isQuiet() {
        return common.quiet;
    }

    Style style() {
        return new Style(common.color.isOn(terminal));
    }

    /** A report in the chosen format; its summary is kept with the run, if the run writes. */
    Report report(String command, boolean dryRun) {
        return new RecordedReport(
                printed(command, dryRun),
                counts -> services()
                        .run()
                        .recordCounts(() -> JsonFields.text(counts, services().texts()::iso)));
    }

    private Report printed(String command, boolean dryRun) {
        Fields envelope = new Fields()
                .with("command", command)
                .with("run_id", services().run().id())
                .with("dry_run", dryRun);
        return switch (common.output) {
            case TABLE -> new TableReport(terminal.out());
            case JSON ->
                new JsonReport(terminal.out(), false, envelope, services().texts()::iso);
            case NDJSON ->
                new JsonReport(terminal.out(), true, envelope, services().texts()::iso);
            case CSV -> new CsvReport(terminal.out(), services().texts()::iso);
        };
    }
}
