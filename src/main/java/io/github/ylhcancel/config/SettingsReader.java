package io.github.ylhcancel.config;

import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Paths;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DatabaseUrl;
import io.github.ylhcancel.schema.MappingKeys;
import io.github.ylhcancel.schema.SchemaPreset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads one place after the other, what comes later wins, and goes on where something is wrong. */
final class SettingsReader {
    private static final int SHOWN = 200;
    private static final List<Key> SECRETS =
            Arrays.stream(Key.values()).filter(Key::isSecret).toList();

    final Map<Key, Setting> values = new EnumMap<>(Key.class);
    final Map<String, MappingSetting> mapping = new TreeMap<>();
    final Problems problems = new Problems();

    /** The keys that somebody has set in vain. */
    final Set<Key> broken = EnumSet.noneOf(Key.class);

    /** The preset that the mapping changes. */
    String preset;

    /** Whether there is a file, and nothing of it could be read. */
    boolean fileIsUnreadable;

    /** The variables that begin as ours do and are not ours. */
    final List<String> strangers = new ArrayList<>();

    /**
     * Where a value stands.
     *
     * @param paths makes a path of what is named there
     */
    private record Place(String where, Function<String, Path> paths) {}

    SettingsReader() {
        Place byDefault = new Place("default", name -> Paths.resolve(Path.of("/"), name));
        for (Key key : Key.values()) {
            values.put(key, new Setting(key, resolved(key, key.byDefault(), byDefault), Optional.empty()));
        }
    }

    private static String resolved(Key key, String value, Place place) {
        return value.isEmpty() ? value : key.kind().resolved(value, place.paths());
    }

    void file(Path file) {
        try {
            FileText content = FileText.read(file);
            List<PropertiesFile.Line> lines = PropertiesFile.lines(
                    content.text(), (number, reason) -> problems.add("config.broken", file + ":" + number, reason));
            if (content.othersCanRead() && lines.stream().anyMatch(SettingsReader::isSecret)) {
                problems.add("config.others-can-read", file);
            }
            lines(file, lines);
        } catch (IOException e) {
            fileIsUnreadable = true;
            problems.add("config.unreadable", file, FileReason.of(e));
        }
    }

    private static boolean isSecret(PropertiesFile.Line line) {
        return !line.value().isEmpty()
                && Key.of(line.key())
                        .filter(key -> key.isSecret()
                                || key == Key.DB_URL
                                        && !DatabaseUrl.secrets(line.value()).isEmpty())
                        .isPresent();
    }

    private void lines(Path file, List<PropertiesFile.Line> lines) {
        Path folder = file.toAbsolutePath().getParent();
        Map<String, Integer> numbers = new HashMap<>();
        for (PropertiesFile.Line line : lines) {
            String where = file + ":" + line.number();
            Integer before = numbers.putIfAbsent(line.key(), line.number());
            if (before != null) {
                problems.add("config.key-twice", where, Text.shown(line.key()), before);
            } else {
                line(line, new Place(where, name -> Paths.resolve(folder, name)));
            }
        }
        for (Key key : SECRETS) {
            if (numbers.containsKey(key.toString()) && numbers.containsKey(key.fileKey())) {
                problems.add("config.twice", file + ":" + numbers.get(key.fileKey()), key, key.fileKey());
            }
        }
    }

    private void line(PropertiesFile.Line line, Place place) {
        Optional<String> mapped = MappingSetting.keyOf(line.key());
        Optional<Key> key = Key.of(line.key());
        Optional<Key> fileOf = SECRETS.stream()
                .filter(secret -> secret.fileKey().equals(line.key()))
                .findFirst();
        if (mapped.isPresent()) {
            map(mapped.get(), line.value(), place.where());
        } else if (key.isPresent()) {
            set(key.get(), line.value(), place);
        } else if (fileOf.isPresent()) {
            setFromFile(fileOf.get(), line.value(), place);
        } else {
            unknown(line.key(), place.where(), Names.nearKey(line.key()));
        }
    }

    void environment(Map<String, String> environment) {
        Map<String, String> ours = new TreeMap<>(environment);
        ours.keySet().removeIf(name -> !name.startsWith("YLH_") || Names.setsNoKey(name));
        for (Key key : Key.values()) {
            String name = key.environmentName();
            String value = ours.remove(name);
            if (value != null) {
                set(key, value.strip(), new Place(name, Paths::inWorkingFolder));
            }
            String fileName = Key.environmentName(key.fileKey());
            String file = key.isSecret() ? ours.remove(fileName) : null;
            if (file != null && !file.isBlank()) {
                setFromFile(key, file.strip(), new Place(fileName, Paths::inWorkingFolder));
                if (value != null) {
                    problems.add("config.twice", "environment", name, fileName);
                }
            }
        }
        ours.forEach(this::otherVariable);
    }

    /** A misspelt variable of the mapping would leave a name as it is, unnoticed, and no other program has any that begin so. */
    private void otherVariable(String variable, String value) {
        Optional<String> mapped = MappingSetting.keyOfVariable(variable);
        Optional<String> near = Names.nearVariable(variable);
        if (mapped.isPresent()) {
            map(mapped.get(), value.strip(), variable);
        } else if (near.isPresent() || variable.startsWith(MappingSetting.environmentName(""))) {
            unknown(variable, "environment", near);
        } else {
            strangers.add(variable);
        }
    }

    /** After all the rest has been read: a preset of the shop's own is a file, whose lines count where nothing else is said. */
    void preset() {
        preset = values.get(Key.SCHEMA_PRESET).value();
        if (SchemaPreset.words().contains(preset)) {
            return;
        }
        Path file = Path.of(preset);
        preset = SchemaPreset.NONE;
        try {
            List<PropertiesFile.Line> lines = PropertiesFile.lines(
                    FileText.read(file).text(),
                    (number, reason) -> problems.add("config.broken", file + ":" + number, reason));
            lines.forEach(line -> presetLine(line, file + ":" + line.number()));
        } catch (IOException e) {
            problems.add("config.unreadable", file, FileReason.of(e));
        }
    }

    private void presetLine(PropertiesFile.Line line, String where) {
        Optional<String> mapped = MappingSetting.keyOf(line.key());
        if (line.key().equals(Key.SCHEMA_PRESET.toString())) {
            if (SchemaPreset.words().contains(line.value())) {
                preset = line.value();
            } else {
                Message words = Message.of("config.kind.one-of", String.join(", ", SchemaPreset.words()));
                problem(where, line.key(), line.value(), words);
            }
        } else if (mapped.isEmpty() && Key.of(line.key()).isPresent()) {
            problems.add("config.not-of-a-preset", where, line.key());
        } else if (mapped.isEmpty()) {
            unknown(line.key(), where, Names.nearKey(line.key()));
        } else if (!mapping.containsKey(mapped.get())) {
            map(mapped.get(), line.value(), where);
        }
    }

    void flag(Key key, String value) {
        set(key, value, new Place("--" + key, Paths::inWorkingFolder));
    }

    private void set(Key key, String value, Place place) {
        int before = problems.all().size();
        if (value.isEmpty() && !key.byDefault().isEmpty() && !key.isOffWhenBlank()) {
            problems.add("config.blank", place.where(), key, key.byDefault());
        } else if (!value.isEmpty()) {
            key.problem(value)
                    .ifPresent(
                            why -> problem(place.where(), key, new Setting(key, value, Optional.empty()).shown(), why));
        }
        if (problems.all().size() > before) {
            broken.add(key);
        } else {
            put(key, value, place);
        }
    }

    private void problem(String where, Object name, String value, Message why) {
        problems.add("config.wrong", where, name, Text.line(value, SHOWN), why);
    }

    private void put(Key key, String value, Place place) {
        try {
            values.put(key, new Setting(key, resolved(key, value, place), Optional.of(place.where())));
        } catch (UserError e) {
            problems.add("config.at", place.where(), e.text());
            broken.add(key);
        }
    }

    /** The content of a secret's own file, without the line break at its end. */
    private void setFromFile(Key key, String name, Place place) {
        if (name.isEmpty()) {
            return;
        }
        broken.add(key);
        Optional<Message> wrong = Kind.PATH.problem(name);
        if (wrong.isPresent()) {
            problem(place.where(), key.fileKey(), name, wrong.get());
            return;
        }
        try {
            Path file = place.paths().apply(name);
            Optional<String> secret = secretIn(file, place.where());
            secret.ifPresent(value -> {
                values.put(key, new Setting(key, value, Optional.of(place.where())));
                broken.remove(key);
            });
        } catch (UserError e) {
            problems.add("config.at", place.where(), e.text());
        }
    }

    private Optional<String> secretIn(Path file, String where) {
        try {
            FileText secret = FileText.read(file);
            if (secret.othersCanRead()) {
                problems.add("config.others-can-read", file);
                return Optional.empty();
            }
            return Optional.of(secret.text().strip());
        } catch (IOException e) {
            problems.add("config.secret-unreadable", where, file, FileReason.of(e));
            return Optional.empty();
        }
    }

    private void map(String key, String value, String where) {
        MappingSetting setting = new MappingSetting(key, value, where);
        mapping.put(key, setting);
        MappingKeys.problem(key, value).ifPresent(why -> {
            if (value.isEmpty()) {
                problems.add("config.blank-mapping", where, setting.name());
            } else {
                problem(where, setting.name(), value, why);
            }
        });
    }

    private void unknown(String name, String where, Optional<String> near) {
        near.ifPresentOrElse(
                known -> problems.add("config.unknown-key-near", where, Text.shown(name), known),
                () -> problems.add("config.unknown-key", where, Text.shown(name)));
    }
}
