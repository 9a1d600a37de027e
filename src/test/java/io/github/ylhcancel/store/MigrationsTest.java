package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Dialect;
import io.github.ylhcancel.db.Migrations;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationsTest {
    @ParameterizedTest
    @MethodSource("io.github.ylhcancel.store.Dialects#all")
    void namesEveryScriptOfTheFolder(Dialect dialect) throws Exception {
        assertThat(scripts(dialect)).containsExactlyElementsOf(Migrations.SCRIPTS);
    }

    @Test
    void numbersTheScriptsFromOneToTheNewest() {
        assertThat(Migrations.SCRIPTS).hasSize(Migrations.NEWEST);
        for (int version = 1; version <= Migrations.NEWEST; version++) {
            assertThat(Migrations.SCRIPTS.get(version - 1)).matches("V" + version + "__[a-z-]+\\.sql");
        }
    }

    private static List<String> scripts(Dialect dialect) throws IOException, URISyntaxException {
        Path folder = Path.of(Migrations.class.getResource(dialect.folder()).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("V"))
                    .sorted(Comparator.comparingInt(MigrationsTest::version))
                    .toList();
        }
    }

    /** V10 comes after V9. */
    private static int version(String name) {
        return Integer.parseInt(name.substring(1, name.indexOf('_')));
    }
}
