package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every log call of the program has the form whose keys nothing from outside can forge. */
class LogCallsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern CALL = Pattern.compile("\\bLOG\\s*\\.\\w+\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\"\\s*[,)])?");
    private static final List<String> TAKEN = List.of("time", "level", "run", "logger", "message", "exception");

    /** The pattern of each call; the call itself where it does not begin with one in a single piece. */
    private static List<String> patterns() throws IOException {
        List<String> patterns = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher call = CALL.matcher(Files.readString(file));
                while (call.find()) {
                    patterns.add(
                            call.group(1) == null
                                    ? file + ": " + call.group()
                                    : call.group(1).split("\"")[1]);
                }
            }
        }
        return patterns;
    }

    @Test
    void areAnEventAndKeysWithArguments() throws IOException {
        assertThat(patterns())
                .hasSizeGreaterThan(8)
                .allSatisfy(pattern -> assertThat(pattern).matches("event=([a-z.-]+|\\{})( [a-z_]+=\\{})*"));
    }

    @Test
    void nameNoKeyTwiceAndNoneThatEveryLineHas() throws IOException {
        assertThat(patterns())
                .allSatisfy(pattern -> assertThat(
                                Arrays.stream(pattern.split(" ")).map(pair -> pair.replaceFirst("=.*", "")))
                        .doesNotHaveDuplicates()
                        .doesNotContainAnyElementsOf(TAKEN));
    }
}
