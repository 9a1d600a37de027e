package io.github.ylhcancel.config;

import io.github.ylhcancel.domain.EditDistance;
import io.github.ylhcancel.domain.FileReason;
import io.github.ylhcancel.domain.MappingKeys;
import io.github.ylhcancel.domain.Text;
import io.github.ylhcancel.domain.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A configuration file: Java properties in UTF-8, every key known, secrets only where no other user can read them. */
final class PropertiesFile {
    /** A typing error is rarely more than this many letters away from what was meant. */
    private static final int NEAR = 3;

    /** What a file sets. */
    record Content(Map<Key, Setting> settings, Map<String, MappingSetting> mapping) {}

    private PropertiesFile() {}

    static Content read(Path file) {
        String text = text(file);
        Properties properties = parse(file, text);
        Map<Key, Setting> settings = new EnumMap<>(Key.class);
        Map<String, MappingSetting> mapping = new TreeMap<>();
        boolean secret = false;
        for (String name : properties.stringPropertyNames()) {
            String where = file + ":" + lineOf(name, text);
            String value = properties.getProperty(name).strip();
            Optional<String> mapped = MappingSetting.keyOf(name);
            if (mapped.isPresent()) {
                mapping.put(mapped.get(), new MappingSetting(mapped.get(), value, where));
                continue;
            }
            Optional<Key> fileOf = secretFileKey(name);
            Key key = fileOf.or(() -> Key.of(name)).orElseThrow(() -> unknown(name, where));
            secret |= fileOf.isEmpty() && key.isSecret() && !value.isEmpty();
            String content = fileOf.isPresent() && !value.isEmpty() ? secretIn(Paths.expand(value), where) : value;
            if (settings.put(key, new Setting(key, content, Optional.of(where))) != null) {
                throw UserError.usage("config.twice", where, key, key.fileKey());
            }
        }
        if (secret) {
            refuseIfOthersCanRead(file);
        }
        return new Content(settings, mapping);
    }

    /** The key whose secret {@code name} points to, if {@code name} is such a sibling. */
    private static Optional<Key> secretFileKey(String name) {
        return Arrays.stream(Key.values())
                .filter(Key::isSecret)
                .filter(key -> key.fileKey().equals(name))
                .findFirst();
    }

    /** The content of a secret's own file, without the line break at its end. */
    static String secretIn(Path file, String where) {
        String secret;
        try {
            secret = Files.readString(file).strip();
        } catch (IOException e) {
            throw UserError.usage("config.secret-unreadable", where, file, FileReason.of(e));
        }
        refuseIfOthersCanRead(file);
        return secret;
    }

    private static void refuseIfOthersCanRead(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                throw UserError.usage("config.others-can-read", file);
            }
        } catch (UnsupportedOperationException e) {
            // A file system without such permissions has nothing to check.
        } catch (IOException e) {
            throw UserError.usage("config.unreadable", file, FileReason.of(e));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw UserError.usage("config.unreadable", file, FileReason.of(e));
        }
    }

    private static Properties parse(Path file, String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
            return properties;
        } catch (IllegalArgumentException | IOException e) {
            throw UserError.usage("config.broken", file, String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@link Properties} forgets where a key stood, and an error without a line is half an error. Of a key that stands there
     * twice it keeps the last.
     */
    private static int lineOf(String name, String text) {
        int found = 1;
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String start = line.strip();
            if (start.startsWith(name) && !isPartOfKey(start, name.length())) {
                found = number;
            }
        }
        return found;
    }

    private static boolean isPartOfKey(String line, int index) {
        return index < line.length() && " \t=:".indexOf(line.charAt(index)) < 0;
    }

    private static UserError unknown(String name, String where) {
        Stream<String> keys = Arrays.stream(Key.values())
                .flatMap(key -> key.isSecret() ? Stream.of(key.toString(), key.fileKey()) : Stream.of(key.toString()));
        return unknown(name, where, Stream.concat(keys, MappingSetting.names()), name.toLowerCase(Locale.ROOT));
    }

    /** The same for an environment variable of a mapping. */
    static UserError unknownVariable(String variable) {
        return unknown(
                variable, "environment", MappingKeys.all().stream().map(MappingSetting::environmentName), variable);
    }

    private static UserError unknown(String name, String where, Stream<String> names, String small) {
        return names.min(Comparator.comparingInt(known -> EditDistance.between(small, known)))
                .filter(known -> EditDistance.between(small, known) <= NEAR)
                .map(known -> UserError.usage("config.unknown-key-near", where, Text.shown(name), known))
                .orElseGet(() -> UserError.usage("config.unknown-key", where, Text.shown(name)));
    }
}
