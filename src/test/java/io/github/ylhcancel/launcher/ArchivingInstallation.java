package io.github.ylhcancel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An installation whose class archive is watched. */
abstract class ArchivingInstallation {
    @TempDir
    Path scratch;

    Installation installation;

    abstract Jdk jdk();

    /** Without a blank in the path: Java 17 would leave the classes of such a jar out of an archive. */
    @BeforeEach
    void install() {
        installation = Installation.at(scratch.resolve("ylh"));
    }

    Launch launch() {
        return new Launch(scratch, installation.launcher().toString()).on(jdk()).withArchive();
    }

    /** A start that does what it should, and says nothing of archives. */
    void runs(Launch launch) {
        assertThat(launch.run("cancel", "1001")).isEqualTo(new Launch.Result(0, "cancel\0001001", ""));
    }

    Path besideTheJar() {
        return installation.home().resolve("target/cds");
    }

    static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    static Path onlyFileIn(Path directory) throws IOException {
        assertThat(filesIn(directory)).hasSize(1);
        return filesIn(directory).get(0);
    }

    static Object identity(Path file) throws IOException {
        // The number of a file that is gone may be that of the next one.
        return List.of(Files.getAttribute(file, "unix:ino"), Files.getAttribute(file, "unix:ctime"));
    }
}
