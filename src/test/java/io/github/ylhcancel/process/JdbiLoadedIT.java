package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only reads, and a single statement that stands for itself, starts without Jdbi. */
class JdbiLoadedIT extends ProcessTest {
    @BeforeEach
    void open() {
        openShop(40);
    }

    @Test
    void whatOnlyReadsLoadsNone() throws IOException {
        String order = paid();

        assertThat(jdbiLoadedBy("status", order)).isEmpty();
        assertThat(jdbiLoadedBy("status")).isEmpty();
        assertThat(jdbiLoadedBy("history", order)).isEmpty();
        assertThat(jdbiLoadedBy("runs")).isEmpty();
        assertThat(jdbiLoadedBy("cancel", order, "--reason", "x", "--dry-run")).isEmpty();
        assertThat(jdbiLoadedBy("cancel-unpaid", "--dry-run")).isEmpty();
        assertThat(jdbiLoadedBy("sync", "--dry-run")).isEmpty();
    }

    @Test
    void aSyncOrASweepWithNothingToDoLoadsNone() throws IOException {
        shop.execute("UPDATE orders SET status = 'paid' WHERE status = 'pending'");

        assertThat(jdbiLoadedBy("sync")).isEmpty();
        assertThat(jdbiLoadedBy("cancel-unpaid")).isEmpty();
    }

    /** So that the counting counts. */
    @Test
    void aCancellationLoadsIt() throws IOException {
        assertThat(jdbiLoadedBy("cancel", paid(), "--reason", "x", "--no-sync")).contains("org.jdbi.v3.core.Jdbi");
    }

    private List<String> jdbiLoadedBy(String... arguments) throws IOException {
        Path log = Files.createTempFile(folder, "classes", ".log");
        Ran ran = shell.with("YLH_JAVA_OPTS", "-Xlog:class+load:file=" + log).run(command(arguments));
        assertThat(ran.code()).as(ran.err()).isZero();
        List<String> loaded;
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            loaded = lines.map(line -> line.replaceFirst("^(\\[[^]]*])+ *", "").split(" ")[0])
                    .toList();
        }
        assertThat(loaded).contains("io.github.ylhcancel.db.Database");
        return loaded.stream().filter(name -> name.startsWith("org.jdbi")).toList();
    }
}
