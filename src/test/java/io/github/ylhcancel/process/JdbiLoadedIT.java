package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.store.MariadbDatabases;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What only reads, and a single statement that stands for itself, starts without Jdbi; what has nothing to log without a logging
 * framework.
 */
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

    @Test
    void whatHasNothingToLogLoadsNoLogging() throws IOException {
        String order = paid();

        assertThat(loggingLoadedBy("status", order)).isEmpty();
        assertThat(loggingLoadedBy("history", order)).isEmpty();
        assertThat(loggingLoadedBy("runs")).isEmpty();
        assertThat(loggingLoadedBy("cancel", order, "--reason", "x", "--dry-run"))
                .isEmpty();
        assertThat(loggingLoadedBy("cancel-unpaid", "--dry-run")).isEmpty();
        assertThat(loggingLoadedBy("sync", "--dry-run")).isEmpty();
    }

    @Test
    void theDriversOfServersLoadNoneEither() throws Exception {
        try (TestDatabases postgresql = PostgresqlDatabases.started();
                TestDatabases mariadb = MariadbDatabases.started()) {
            for (TestDatabases databases : List.of(postgresql, mariadb)) {
                open(TestShop.create(folder, databases, 40, sandbox));

                assertThat(loggingLoadedBy("status")).isEmpty();
                assertThat(loggingLoadedBy("cancel-unpaid", "--dry-run")).isEmpty();
            }
        }
    }

    /** So that the counting counts. */
    @Test
    void aCancellationLoadsBoth() throws IOException {
        List<String> loaded = loadedBy("cancel", paid(), "--reason", "x", "--no-sync");

        assertThat(jdbi(loaded)).contains("org.jdbi.v3.core.Jdbi");
        assertThat(logging(loaded)).contains("org.slf4j.LoggerFactory", "ch.qos.logback.classic.LoggerContext");
    }

    /** Nobody but who listens pays for the server. */
    @Test
    void whatDoesNotListenLoadsNoServer() throws IOException {
        assertThat(loadedBy("cancel", paid(), "--reason", "x"))
                .noneMatch(name -> name.startsWith("org.eclipse.jetty") || name.startsWith("io.github.ylhcancel.http"));
    }

    private List<String> jdbiLoadedBy(String... arguments) throws IOException {
        return jdbi(loadedBy(arguments));
    }

    private static List<String> jdbi(List<String> loaded) {
        return loaded.stream().filter(name -> name.startsWith("org.jdbi")).toList();
    }

    private List<String> loggingLoadedBy(String... arguments) throws IOException {
        return logging(loadedBy(arguments));
    }

    private static List<String> logging(List<String> loaded) {
        return loaded.stream()
                .filter(name -> name.startsWith("org.slf4j") || name.startsWith("ch.qos.logback"))
                .toList();
    }

    private List<String> loadedBy(String... arguments) throws IOException {
        Path log = Files.createTempFile(folder, "classes", ".log");
        Ran ran = shell.with("YLH_JAVA_OPTS", "-Xlog:class+load:file=" + log).run(command(arguments));
        assertThat(ran.code()).as(ran.err()).isZero();
        List<String> loaded;
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            loaded = lines.map(line -> line.replaceFirst("^(\\[[^]]*])+ *", "").split(" ")[0])
                    .toList();
        }
        assertThat(loaded).contains("io.github.ylhcancel.db.Database");
        return loaded;
    }
}
