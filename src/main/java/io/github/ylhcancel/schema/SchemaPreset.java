package io.github.ylhcancel.schema;

import io.github.ylhcancel.base.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The shops whose tables are known without configuration, each a file beside this class. What it does not say, such a shop has not. */
public final class SchemaPreset {
    static final String DEFAULT = "default";
    /** Nothing is mapped. */
    public static final String NONE = "none";

    private static final List<String> WORDS = List.of(DEFAULT, "django", "litemall", "mall", NONE);
    private static final String PREFIX = "schema.";

    private SchemaPreset() {}

    /** What they are called. */
    public static List<String> words() {
        return WORDS;
    }

    /** By the keys of {@link MappingKeys}. */
    static Map<String, String> mapping(String word) {
        if (!WORDS.contains(word)) {
            throw UserError.usage("mapping.no-preset", word, String.join(", ", WORDS));
        }
        Properties lines = new Properties();
        try (InputStream file = SchemaPreset.class.getResourceAsStream(word + ".properties")) {
            lines.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> mapping = new HashMap<>();
        lines.stringPropertyNames()
                .forEach(key -> mapping.put(
                        key.substring(PREFIX.length()), lines.getProperty(key).strip()));
        return mapping;
    }
}
