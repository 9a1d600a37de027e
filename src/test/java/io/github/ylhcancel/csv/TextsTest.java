package io.github.ylhcancel.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/ylhcancel/csv");

    @Test
    void everyMessageHasItsTextInBothLanguages() throws IOException {
        assertThat(keysInSources())
                .hasSizeGreaterThan(20)
                .isSubsetOf(ownKeys(Texts.catalogue("en")))
                .isSubsetOf(ownKeys(Texts.catalogue("zh")));
    }

    @Test
    void bothLanguagesFillInTheSamePlaces() {
        Properties english = Texts.catalogue("en");
        Properties chinese = Texts.catalogue("zh");

        for (String key : ownKeys(english)) {
            assertThat(places(chinese.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
        }
    }

    private static Set<String> ownKeys(Properties texts) {
        return texts.stringPropertyNames().stream()
                .filter(key -> key.startsWith("csv."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keysInSources() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                all("\"(csv\\.[a-z0-9-]+)\"", Files.readString(file)).forEach(keys::add);
            }
        }
        return keys;
    }

    private static Set<String> places(String text) {
        return all("(\\{\\d})", text).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }
}
