package io.github.ylhcancel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages say by which test a promise is kept; that test has to be there. */
class NamedTestsTest {
    private static final Path PAGES = Path.of("docs");
    private static final Path TESTS = Path.of("src/test/java");

    /** A class, and perhaps one of its methods, whose name may be cut short. */
    private static final Pattern NAMED =
            Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z0-9](?:Test|IT|Contract))(?:\\.([a-z]\\w*)(…?))?`");

    @Test
    void everyTestThatAPageNamesIsThere() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (Path file : under(TESTS, ".java")) {
            tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
        TreeSet<String> missing = new TreeSet<>();
        int named = 0;
        for (Path page : under(PAGES, ".md")) {
            for (MatchResult name :
                    NAMED.matcher(Files.readString(page)).results().toList()) {
                named++;
                if (!isThere(name, tests)) {
                    missing.add(page + " names " + name.group());
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(named).as("so that the looking looks").isGreaterThan(100);
    }

    private static boolean isThere(MatchResult name, Map<String, String> tests) {
        String source = tests.get(name.group(1));
        String method = name.group(2);
        if (source == null || method == null) {
            return source != null;
        }
        return source.contains("void " + method + (name.group(3).isEmpty() ? "(" : ""));
    }

    private static List<Path> under(Path folder, String extension) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(extension)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
