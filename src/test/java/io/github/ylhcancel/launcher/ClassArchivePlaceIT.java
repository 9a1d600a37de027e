package io.github.ylhcancel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the class archive is made, and where. */
class ClassArchivePlaceIT extends ArchivingInstallation {
    @Override
    Jdk jdk() {
        return Jdk.oneOfEachKind().get(0);
    }

    @Test
    void isNotNeededToTellTheVersion() {
        launch().run("--version");

        assertThat(besideTheJar()).doesNotExist();
    }

    @Test
    void canBeTurnedOff() {
        runs(launch().with("YLH_CDS", "off"));

        assertThat(besideTheJar()).doesNotExist();
    }

    @Test
    void isMadeAgainForAnotherLibrary() throws IOException {
        runs(launch());
        Files.delete(installation.rehearsed());
        installation.writeJar(installation.home().resolve("target/lib/library.jar"));
        runs(launch());

        assertThat(installation.rehearsed()).exists();
    }

    @Test
    void takesThePlaceOfThatOfAnOlderJava() throws IOException {
        runs(launch());
        Path archive = onlyFileIn(besideTheJar());
        String name = archive.getFileName().toString();
        Files.move(archive, archive.resolveSibling("17.0.1" + name.substring(name.indexOf('@'))));
        runs(launch());

        assertThat(onlyFileIn(besideTheJar())).isEqualTo(archive);
    }

    @Test
    void goesToTheCacheOfTheUserWhenTheInstallationCannotBeWrittenTo() throws IOException {
        Files.writeString(besideTheJar(), "a file, as no permission stops root");
        runs(launch());
        Path archive = onlyFileIn(scratch.resolve("home/.cache/ylh"));
        Object made = identity(archive);
        runs(launch());

        assertThat(identity(archive)).isEqualTo(made);
        runs(launch().with("XDG_CACHE_HOME", scratch.resolve("elsewhere")));
        assertThat(filesIn(scratch.resolve("elsewhere/ylh"))).hasSize(1);
    }

    /** Wherever a command is started, a folder would be left there. */
    @ParameterizedTest
    @CsvSource({"HOME, home", "HOME, ?", "XDG_CACHE_HOME, cache"})
    void isNotPutIntoAPlaceThatDependsOnTheWorkingDirectory(String variable, String place) throws IOException {
        Path here = Files.createDirectory(scratch.resolve("here"));
        Files.writeString(besideTheJar(), "a file");
        runs(launch().in(here).with(variable, place));

        assertThat(here).isEmptyDirectory();
    }

    @Test
    void isDoneWithoutWhenThereIsNoPlaceForIt() throws IOException {
        Files.writeString(besideTheJar(), "a file");
        Files.writeString(scratch.resolve("home"), "a file");

        runs(launch());
    }

    @Test
    void isTriedOnceWhenItCannotBeMade() throws IOException {
        Path home = Files.createDirectories(scratch.resolve("java"));
        Path attempts = scratch.resolve("attempts");
        Files.createDirectory(home.resolve("bin"));
        Files.copy(jdk().home().resolve("release"), home.resolve("release"));
        Tools.script(home.resolve("bin/java"), """
                case $* in *-Xshare:dump* | *AOTMode=create*) echo attempt >>'%s'; exit 1 ;; esac
                exec '%s' "$@"
                """.formatted(attempts, jdk().java()));
        runs(launch().with("JAVA_HOME", home));
        runs(launch().with("JAVA_HOME", home));

        assertThat(attempts).content().hasLineCount(1);
        assertThat(onlyFileIn(besideTheJar()).toString()).endsWith(".failed");
    }

    @Test
    void isNotWaitedForWhileAnotherProcessMakesIt() throws IOException {
        Path lock = lockOf(ProcessHandle.current().pid());
        runs(launch());

        assertThat(onlyFileIn(besideTheJar())).isEqualTo(lock);
    }

    @Test
    void isMadeWhenAnotherProcessDiedMakingIt() throws IOException {
        Process process = new ProcessBuilder("true").start();
        process.onExit().join();
        Path lock = lockOf(process.pid());
        runs(launch());

        assertThat(onlyFileIn(besideTheJar())).isNotEqualTo(lock);
    }

    /** The lock as a process would hold it that makes the archive for the first time. */
    private Path lockOf(long pid) throws IOException {
        runs(launch());
        Path archive = onlyFileIn(besideTheJar());
        Files.delete(archive);
        Path lock = archive.resolveSibling(archive.getFileName().toString().replaceFirst("\\.[^.]*$", ".lock"));
        return Files.createSymbolicLink(lock, Path.of(Long.toString(pid)));
    }
}
