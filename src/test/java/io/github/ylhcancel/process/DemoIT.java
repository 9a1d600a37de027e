package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ylh demo}: whoever tries it in two minutes sees it work, and finds nothing of it anywhere else. */
class DemoIT {
    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(folder);
    }

    @AfterEach
    void endAll() {
        shell.close();
    }

    @Test
    void runsTwiceInAnyDirectoryAndLeavesNothingOutsideItsFolder() throws IOException {
        Job job = shell.start(Shell.YLH, "demo");
        assertThat(job.endsWithin(Duration.ofSeconds(60))).isTrue();
        Ran first = job.ended();
        assertThat(first.code()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .contains("The sandbox holds 7 cancellations")
                .contains("57 matched: 57 cancelled")
                .doesNotContain("\u001B");

        Ran second = shell.run(Shell.YLH, "demo", "--lang", "zh");
        assertThat(second.code()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(second.out())
                .contains("$ ylh -c ylh-demo/ylh.properties", "演示")
                .doesNotContain("# This");

        assertThat(entries(shell.directory())).containsExactly(Path.of("ylh-demo"));
        assertThat(entries(shell.home())).isEmpty();
    }

    /** Whoever has seen the demo copies what it says at the end, and goes on. */
    @Test
    void itsLastHintsWorkAsTheyArePrinted() {
        Ran demo = shell.run(Shell.YLH, "demo", "--dir", "my own demo");
        assertThat(demo.code()).as(demo.err()).isZero();
        List<String> hints = demo.out()
                .lines()
                .dropWhile(line -> !line.startsWith("# That was all."))
                .filter(line -> line.startsWith("$ ylh "))
                .map(line -> Shell.YLH + line.substring("$ ylh".length()))
                .toList();
        assertThat(hints).hasSize(2);

        Job sandbox = shell.start("sh", "-c", "exec " + hints.get(0));
        sandbox.awaitLines(1);
        Ran status = shell.run("sh", "-c", hints.get(1));

        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out()).contains("cancelled");
        String ylh = hints.get(1).replaceAll(" status$", "");
        String paid = shell.run("sh", "-c", ylh + " status --state paid --limit 60 -o csv")
                .out()
                .lines()
                .filter(line -> line.contains("SO"))
                .map(line -> line.replaceAll(".*\\b(PO[0-9]+)\\b.*", "$1"))
                .findFirst()
                .orElseThrow();
        Ran cancel = shell.run("sh", "-c", ylh + " cancel " + paid + " --reason r");
        assertThat(cancel.code()).as(cancel.err()).isZero();
        assertThat(cancel.out()).contains("YLH: accepted");
    }

    @Test
    void refusesAFolderThatIsNotItsOwn() throws IOException {
        Path mine = Files.createDirectory(shell.directory().resolve("ylh-demo"));
        Path file = Files.writeString(mine.resolve("thesis.txt"), "ten years of work");

        Ran ran = shell.run(Shell.YLH, "demo");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("not a demo's folder", "--dir").hasLineCount(1);
        assertThat(file).hasContent("ten years of work");
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(directory::relativize).toList();
        }
    }
}
