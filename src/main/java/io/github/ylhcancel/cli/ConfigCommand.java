package io.github.ylhcancel.cli;

import io.github.ylhcancel.config.Key;
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
            report.summary(new Fields().with("keys", Key.values().length), List::of);
            return ExitCode.OK;
        }

        private String line(Setting setting) {
            Style style = root().style();
            String origin = setting.origin().orElse("default");
            return Style.padded(setting.key().toString(), 26)
                    + Style.padded(setting.shown().isEmpty() ? "-" : setting.shown(), 40)
                    + " "
                    + (setting.origin().isPresent() ? origin : style.faint(origin));
        }
    }
}
