package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cron's run and that of somebody at a terminal write into one file and make room in it at the same time. */
class LogOfTwoProcessesTest {
    private static final int LINES = 20_000;
    private static final int CAP = 60_000;
    /** What the other process may write while one is renaming; at this speed, much more than in any real run. */
    private static final int LEEWAY = 20_000;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String run, int keep) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogManyLines.class.getName(),
                        folder.resolve("ylh.log").toString(),
                        String.valueOf(CAP),
                        String.valueOf(keep),
                        run,
                        String.valueOf(LINES))
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    private void logAtOnce(int keep) throws Exception {
        for (String run : List.of("one", "two")) {
            start(run, keep);
        }
        for (Process process : processes) {
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
        }
        for (Process process : processes) {
            process.getOutputStream().close();
        }
        for (Process process : processes) {
            try (BufferedReader out = process.inputReader()) {
                assertThat(out.readLine()).isEqualTo("done");
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    @Timeout(120)
    void noLineIsLostOrBrokenAndNoFileIsLargerThanItMayBe() throws Exception {
        logAtOnce(100);

        Map<String, Set<String>> numbers = Map.of("one", new HashSet<>(), "two", new HashSet<>());
        Set<String> mixed = new HashSet<>();
        long lines = 0;
        for (Path file : files()) {
            assertThat(file).satisfies(log -> assertThat(Files.size(log)).isLessThan(CAP + LEEWAY));
            Set<String> runs = new HashSet<>();
            for (String line : Files.readAllLines(file)) {
                Map<String, String> fields = TextLine.fields(line + "\n");
                numbers.get(fields.get("run")).add(fields.get("number"));
                runs.add(fields.get("run"));
                lines++;
            }
            if (runs.size() == 2) {
                mixed.add(file.toString());
            }
        }
        assertThat(numbers.get("one")).hasSize(LINES);
        assertThat(numbers.get("two")).hasSize(LINES);
        assertThat(lines).isEqualTo(2 * LINES);
        assertThat(files()).hasSizeBetween(40, 101);
        assertThat(mixed).as("files that both wrote into").hasSizeGreaterThan(3);
    }

    @Test
    @Timeout(120)
    void noMoreOldFilesStayThanAreWanted() throws Exception {
        logAtOnce(3);

        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("ylh.log", "ylh.log.1", "ylh.log.2", "ylh.log.3");
    }
}
