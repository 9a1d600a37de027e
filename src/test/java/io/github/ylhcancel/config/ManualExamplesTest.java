package io.github.ylhcancel.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.testing.EmptyHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever copies an example of the manual has a mapping that holds together. */
class ManualExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```properties\\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    static List<String> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(Path.of("docs/schema-mapping.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(examples()).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachIsUnderstood(String example) {
        String[] mapping =
                example.lines().filter(line -> line.startsWith("schema.")).toArray(String[]::new);
        Settings settings = ConfigFile.of(folder, mapping).load();

        assertThat(RunDatabase.schema(settings).isDefault()).isFalse();
    }
}
