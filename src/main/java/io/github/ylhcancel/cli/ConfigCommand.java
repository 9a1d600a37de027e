package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.MappingSetting;
import io.github.ylhcancel.config.Setting;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.domain.Finding.Severity;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.run.CheckedSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code ylh config}: what is set, and from where. */
@Command(
        name = "config",
        description = "Shows what is set, and from where, and checks it.",
        subcommands = {ConfigCommand.Show.class, ConfigCommand.Check.class})
final class ConfigCommand extends CommandGroup {
    private static Fields files(Settings settings) {
        return new Fields()
                .with("file", settings.file().map(Path::toString))
                .with("unread", settings.unread().stream().map(Path::toString).toList());
    }

    private static Stream<Message> unread(Settings settings) {
        return settings.unread().stream()
                .map(file -> Message.of("config.unread", file, settings.file().orElseThrow()));
    }

    private static Stream<Message> unusedProxy(Settings settings) {
        return settings.unusedProxies().stream()
                .limit(1)
                .map(variable -> Message.of("config.proxy-unused", variable, Key.PROXY_ADDRESS));
    }

    /** {@code ylh config check}. */
    @Command(
            name = "check",
            description = {
                "Says whether everything holds that is set, without doing anything: every value has its form, files can be",
                "read, and all is there that YLH asks for. Names the variables YLH_… that set nothing, and files that do not count.",
                "Opens no database and makes no call; exit code 2 when something has to be mended."
            })
    static final class Check extends Subcommand {
        @Override
        boolean beginsWithSettings() {
            return false;
        }

        @Override
        ExitCode execute() {
            CheckedSettings checked = services().checkSettings();
            Settings settings = checked.settings();
            List<Message> problems = checked.problems();
            List<Message> notes = Stream.concat(
                            Stream.concat(unread(settings), unusedProxy(settings)),
                            settings.strangers().stream().map(name -> Message.of("config.stranger", name)))
                    .toList();
            Report report = root().report("config check", false);
            problems.forEach(problem -> report.result(fields(Severity.ERROR, problem), () -> List.of(line(problem))));
            notes.forEach(note -> report.result(fields(Severity.NOTE, note), () -> lines(note)));
            report.summary(
                    files(settings).with("errors", problems.size()).with("notes", notes.size()),
                    () -> root().isQuiet() ? List.of() : List.of(summary(settings, problems.size())));
            return problems.isEmpty() ? ExitCode.OK : ExitCode.USAGE;
        }

        private Fields fields(Severity severity, Message message) {
            return new Fields()
                    .with("severity", severity.word())
                    .with("code", message.key())
                    .with("message", services().texts().of(message));
        }

        private String line(Message problem) {
            return root().style().bad(word(Severity.ERROR)) + text(problem);
        }

        private List<String> lines(Message note) {
            return root().isQuiet() ? List.of() : List.of(word(Severity.NOTE) + text(note));
        }

        private static String word(Severity severity) {
            return Style.padded(severity.word(), 9);
        }

        private String summary(Settings settings, int problems) {
            Object file = settings.file().<Object>map(path -> path).orElseGet(() -> Message.of("config.no-file"));
            return problems == 0 ? text("config.check.holds", file) : text("config.check.mistakes", file, problems);
        }
    }

    /** {@code ylh config show}. */
    @Command(
            name = "show",
            description =
                    "Lists every key with its value and its origin; secrets are hidden. Environment names are shown too.")
    static final class Show extends Subcommand {
        @Override
        boolean beginsWithSettings() {
            return false;
        }

        @Override
        ExitCode execute() {
            Report report = root().report("config show", false);
            for (Key key : Key.values()) {
                Setting setting = services().settings().setting(key);
                report.result(
                        new Fields()
                                .with("key", key.toString())
                                .with("value", setting.shown())
                                .with("origin", setting.origin().orElse("default"))
                                .with("environment", key.environmentName()),
                        () -> List.of(line(setting)));
            }
            List<MappingSetting> mapping = services().settings().mappingSettings();
            for (MappingSetting setting : mapping) {
                report.result(
                        new Fields()
                                .with("key", setting.name())
                                .with("value", setting.value())
                                .with("origin", setting.origin())
                                .with("environment", setting.environmentName()),
                        () -> List.of(line(setting.name(), setting.value(), setting.origin())));
            }
            report.summary(
                    files(services().settings()).with("keys", Key.values().length + mapping.size()),
                    () -> Stream.concat(
                                    unread(services().settings()),
                                    unusedProxy(services().settings()))
                            .map(this::text)
                            .toList());
            return ExitCode.OK;
        }

        private String line(Setting setting) {
            Style style = root().style();
            String origin = setting.origin().orElse("default");
            return line(
                    setting.key().toString(),
                    setting.shown(),
                    setting.origin().isPresent() ? origin : style.faint(origin));
        }

        private static String line(String key, String value, String origin) {
            return Style.padded(key, 26) + Style.padded(value.isEmpty() ? "-" : value, 40) + " " + origin;
        }
    }
}
