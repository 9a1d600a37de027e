package io.github.ylhcancel.cli;

import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.MappingSetting;
import io.github.ylhcancel.config.Setting;
import io.github.ylhcancel.domain.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ylh config}: what is set, and from where. */
@Command(name = "config", description = "Shows what is set, and from where.", subcommands = ConfigCommand.Show.class)
final class ConfigCommand extends CommandGroup {
    /** {@code ylh config show}. */
    @Command(
            name = "show",
            description =
                    "Lists every key with its value and its origin; secrets are hidden. Environment names are shown too.")
    static final class Show extends Subcommand {
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
            report.summary(new Fields().with("keys", Key.values().length + mapping.size()), List::of);
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
