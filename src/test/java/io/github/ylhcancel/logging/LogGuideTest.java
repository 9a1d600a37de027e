package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide to the log names each event that there is, with its levels, and no other. */
class LogGuideTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path GUIDE = Path.of("docs/log.md");

    private static final Pattern CALL =
            Pattern.compile("\\.(error|warn|info|debug)\\(\\s*\"event=([a-z.-]+|\\{})[ \"]", Pattern.DOTALL);
    /** An event that is given its name where it is called. */
    private static final Pattern NAMED = Pattern.compile("\\blog\\(\"([a-z.-]+)\"\\)");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+`) \\| ([a-z, ]+) \\| [^|]+ \\| [^|]+ \\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z.-]+)`");

    @Test
    void namesEveryEventWithItsLevelsAndNoOther() throws IOException {
        assertThat(ofTheGuide()).isEqualTo(ofTheProgram());
    }

    private static Map<String, TreeSet<String>> ofTheProgram() throws IOException {
        Map<String, TreeSet<String>> events = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                for (MatchResult call : CALL.matcher(source).results().toList()) {
                    names(call.group(2), source)
                            .forEach(name -> events.computeIfAbsent(name, key -> new TreeSet<>())
                                    .add(call.group(1)));
                }
            }
        }
        return events;
    }

    private static List<String> names(String name, String source) {
        return name.equals("{}")
                ? NAMED.matcher(source).results().map(named -> named.group(1)).toList()
                : List.of(name);
    }

    private static Map<String, TreeSet<String>> ofTheGuide() throws IOException {
        Map<String, TreeSet<String>> events = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(GUIDE)).results().toList()) {
            NAME.matcher(row.group(1))
                    .results()
                    .forEach(name -> events.computeIfAbsent(name.group(1), key -> new TreeSet<>())
                            .addAll(List.of(row.group(2).split(", "))));
        }
        return events;
    }
}
