package io.github.ylhcancel.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.testing.EmptyHome;
import io.github.ylhcancel.testing.ManualExample;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever copies an example of the manual has a mapping that holds together. */
class ManualExamplesTest {
    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    static List<String> examples() {
        return ManualExample.all();
    }

    @Test
    void thereAreSome() {
        assertThat(examples()).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachIsUnderstood(String example) {
        Settings settings =
                ConfigFile.of(folder, ManualExample.mapping(example)).load();

        assertThat(RunDatabase.schema(settings).isDefault()).isFalse();
    }
}
