package io.github.ylhcancel.doctor;

import static io.github.ylhcancel.doctor.Examination.CONFIGURATION;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Setting;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.run.CheckedSettings;
import java.util.function.Consumer;

/** What is set, from where, and what is wrong with it: what {@code config show} and {@code config check} say. */
final class Configuration {
    private final CheckedSettings checked;

    Configuration(CheckedSettings checked) {
        this.checked = checked;
    }

    void examine(Consumer<Diagnosis> each) {
        Settings settings = checked.settings();
        checked.problems()
                .forEach(problem -> each.accept(Diagnosis.bad(
                        CONFIGURATION, problem, Message.of("doctor.remedy.configuration"), ExitCode.USAGE)));
        each.accept(settings.file()
                .map(file -> Diagnosis.ok(CONFIGURATION, Message.of("doctor.file", file)))
                .orElseGet(() -> Diagnosis.note(CONFIGURATION, Message.of("config.no-file"))));
        settings.unread()
                .forEach(unread -> each.accept(Diagnosis.note(
                                CONFIGURATION,
                                Message.of(
                                        "config.unread", unread, settings.file().orElseThrow()))
                        .about(unread)));
        settings.strangers()
                .forEach(name -> each.accept(Diagnosis.note(CONFIGURATION, Message.of("config.stranger", name))
                        .about(name)));
        for (Key key : Key.values()) {
            if (!settings.isDefault(key)) {
                each.accept(Diagnosis.ok(CONFIGURATION, value(settings.setting(key)))
                        .about(key));
            }
        }
        settings.mappingSettings()
                .forEach(one -> each.accept(
                        Diagnosis.ok(CONFIGURATION, Message.of("doctor.value", one.name(), one.value(), one.origin()))
                                .about(one.name())));
    }

    private static Message value(Setting setting) {
        String origin = setting.origin().orElseThrow();
        return setting.key().isSecret() && !setting.value().isEmpty()
                ? Message.of("doctor.secret", setting.key(), origin)
                : Message.of("doctor.value", setting.key(), setting.shown(), origin);
    }
}
