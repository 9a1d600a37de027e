package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Paths;
import io.github.ylhcancel.base.SecretPairs;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.Severity;
import io.github.ylhcancel.output.ColorMode;
import io.github.ylhcancel.output.Terminal;
import io.github.ylhcancel.output.Texts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns arguments into an exit code. The one place where exceptions become a line on standard error and a code.
 */
public final class Cli {
    private static final char MANGLED = '\uFFFD';
    private static final int LONGEST_USAGE_ERROR = 1000;

    private final Terminal terminal;
    private final ServicesFactory factory;
    private final String version;

    public Cli(Terminal terminal, ServicesFactory factory, String version) {
        this.terminal = terminal;
        this.factory = factory;
        this.version = version;
    }

    /** Runs one command; never throws for anything a user can do. */
    public int run(List<String> arguments) {
        if (arguments.equals(List.of("--version")) || arguments.equals(List.of("-V"))) {
            // Answered here because picocli alone would take three times as long as Java's own start.
            terminal.out().println(version);
            terminal.out().flush();
            return ExitCode.OK.code();
        }
        for (String argument : arguments) {
            if (argument.indexOf(MANGLED) >= 0) {
                int code = fail(
                        texts(arguments).of("argument.mangled", Text.line(argument, LONGEST_USAGE_ERROR)),
                        ExitCode.USAGE);
                return arguments.contains(CheckCommand.NAME) ? Severity.UNKNOWN.code() : code;
            }
        }
        return execute(arguments);
    }

    private int execute(List<String> arguments) {
        YlhCommand root = new YlhCommand(terminal, factory);
        CommandLine commandLine = new CommandLine(root);
        // Building the model of a command takes milliseconds, so only those that the arguments can mean are built.
        Map<String, Supplier<Object>> named = named(arguments);
        named.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
        commandLine.getCommandSpec().version(version);
        ExitCodeHelp.addTo(commandLine, texts(arguments));
        if (language(arguments).equals("zh") && asksForHelp(arguments)) {
            ChineseHelp.putInto(commandLine);
        }
        commandLine
                .setExpandAtFiles(false)
                .registerConverter(Path.class, new PathConverter(texts(arguments)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(terminal.rawOut())
                .setErr(terminal.rawErr())
                .setColorScheme(colors(arguments))
                .setUsageHelpAutoWidth(terminal.outIsTerminal())
                .setParameterExceptionHandler((e, ignored) -> usageError(e, root, texts(arguments)))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, root, command, arguments));
        int code = commandLine.execute(arguments.toArray(String[]::new));
        if (terminal.out().checkError() && code == ExitCode.OK.code()) {
            return fail(texts(arguments).of("output-failed"), ExitCode.UNEXPECTED);
        }
        return code;
    }

    private static final class PathConverter implements ITypeConverter<Path> {
        private final Texts texts;

        PathConverter(Texts texts) {
            this.texts = texts;
        }

        @Override
        public Path convert(String name) {
            try {
                return Paths.inWorkingFolder(name);
            } catch (UserError e) {
                throw new TypeConversionException(texts.of(e.text()));
            }
        }
    }

    private static Map<String, Supplier<Object>> named(List<String> arguments) {
        Map<String, Supplier<Object>> named = commands();
        named.keySet().retainAll(arguments);
        return named.isEmpty() ? commands() : named;
    }

    static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("cancel", CancelCommand::new);
        all.put("cancel-unpaid", CancelUnpaidCommand::new);
        all.put("status", StatusCommand::new);
        all.put("history", HistoryCommand::new);
        all.put("explain", ExplainCommand::new);
        all.put("sync", SyncCommand::new);
        all.put("deliveries", DeliveriesCommand::new);
        all.put("retry", RetryCommand::new);
        all.put("resolve", ResolveCommand::new);
        all.put("undo", UndoCommand::new);
        all.put("reconcile", ReconcileCommand::new);
        all.put(CheckCommand.NAME, CheckCommand::new);
        all.put("doctor", DoctorCommand::new);
        all.put("events", EventsCommand::new);
        all.put("runs", RunsCommand::new);
        all.put("callback", CallbackCommand::new);
        all.put("listen", ListenCommand::new);
        all.put("config", ConfigCommand::new);
        all.put("db", DbCommand::new);
        all.put("sandbox", SandboxCommand::new);
        all.put("demo", DemoCommand::new);
        return all;
    }

    private ColorScheme colors(List<String> arguments) {
        ColorMode mode = after(arguments, "--color")
                .flatMap(word -> Arrays.stream(ColorMode.values())
                        .filter(one -> one.toString().equals(word.toLowerCase(Locale.ROOT)))
                        .findFirst())
                .orElse(ColorMode.AUTO);
        return CommandLine.Help.defaultColorScheme(mode.isOn(terminal) ? Ansi.ON : Ansi.OFF);
    }

    /** What it repeats of the arguments may be long, or a secret that was meant for somewhere else. */
    private int usageError(ParameterException e, YlhCommand root, Texts texts) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String what =
                unknownCommand(e).map(word -> texts.of("command.unknown", word)).orElseGet(e::getMessage);
        String shown = Text.line(SecretPairs.hide(root.withoutSecrets(what)), LONGEST_USAGE_ERROR);
        Optional<Plugin> plugin = plugin(e.getCommandLine());
        if (plugin.isPresent()) {
            return plugin.get().failed(shown, ExitCode.USAGE);
        }
        return fail(shown, ExitCode.USAGE, "Try '" + command + " --help'.");
    }

    /** Also where what is wrong stands before its name. */
    private static Optional<Plugin> plugin(CommandLine command) {
        return Stream.concat(
                        Stream.of(command),
                        command.getSubcommands().size() == 1
                                ? command.getSubcommands().values().stream()
                                : Stream.empty())
                .map(CommandLine::getCommand)
                .filter(Plugin.class::isInstance)
                .map(Plugin.class::cast)
                .findFirst();
    }

    /** The word that stands where a command should; picocli only says that an argument is left over. */
    private static Optional<String> unknownCommand(ParameterException e) {
        boolean oneIsExpected = !e.getCommandLine().getSubcommands().isEmpty();
        return oneIsExpected && e instanceof UnmatchedArgumentException left && !left.isUnknownOption()
                ? Optional.of(Text.shown(left.getUnmatched().get(0)))
                : Optional.empty();
    }

    private int failed(Exception e, YlhCommand root, CommandLine command, List<String> arguments) {
        Texts texts = root.textsIfKnown().orElseGet(() -> texts(arguments));
        if (e instanceof ParameterException usage) {
            return usageError(usage, root, texts);
        }
        if (root.common().debug) {
            PrintWriter err = terminal.err();
            e.printStackTrace(err);
            err.flush();
        }
        if (e instanceof UserError problem) {
            List<String> lines = texts.lines(problem.text()).stream()
                    .map(root::withoutSecrets)
                    .toList();
            if (command.getCommand() instanceof Plugin plugin) {
                return plugin.failed(String.join(" ", lines), problem.exitCode());
            }
            return fail(
                    lines.get(0),
                    problem.exitCode(),
                    lines.subList(1, lines.size()).toArray(String[]::new));
        }
        String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = texts.of("unexpected", what.lines().findFirst().orElse(""));
        if (command.getCommand() instanceof Plugin plugin) {
            return plugin.failed(root.withoutSecrets(line), ExitCode.UNEXPECTED);
        }
        return fail(root.withoutSecrets(line), ExitCode.UNEXPECTED);
    }

    private int fail(String line, ExitCode code, String... more) {
        terminal.out().flush();
        terminal.err().println("ylh: " + line);
        for (String further : more) {
            terminal.err().println(further);
        }
        terminal.err().flush();
        return code.code();
    }

    private static boolean asksForHelp(List<String> arguments) {
        return arguments.contains("--help") || arguments.contains("-h");
    }

    private Texts texts(List<String> arguments) {
        return Texts.in(language(arguments), ZoneId.systemDefault());
    }

    /** As far as it is known before, or although, the configuration could not be read. */
    private String language(List<String> arguments) {
        String wanted = after(arguments, "--lang").orElse(terminal.environment().getOrDefault("YLH_LANG", "en"));
        return wanted.equals("zh") ? "zh" : "en";
    }

    private static Optional<String> after(List<String> arguments, String option) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).startsWith(option + "=")) {
                return Optional.of(arguments.get(i).substring(option.length() + 1));
            }
            if (arguments.get(i).equals(option) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }
}
