package io.github.ylhcancel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ylhcancel.testing.AnotherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Who is not root; the installation is root's. */
    private Launch launchOfAnother() {
        return launch().asAnotherUser(jdk().java());
    }

    @Test
    void goesToTheCacheOfTheUserWhenTheInstallationIsNotHis() throws IOException {
        runs(launchOfAnother());
        Path archive = onlyFileIn(scratch.resolve("home/.cache/ylh"));
        Object made = identity(archive);
        runs(launchOfAnother());

        assertThat(identity(archive)).isEqualTo(made);
        assertThat(modeOf(archive)).matches("r[w-]-------");
        assertThat(modeOf(archive.getParent())).isEqualTo("rwx------");
        assertThat(besideTheJar()).doesNotExist();
        runs(launchOfAnother().with("XDG_CACHE_HOME", scratch.resolve("home/elsewhere")));
        assertThat(filesIn(scratch.resolve("home/elsewhere/ylh"))).hasSize(1);
    }

    private static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** It may be anybody's home, after sudo or su. */
    @Test
    void isNeverInTheHomeOfRoot() throws IOException {
        assumeThat(AnotherUser.canGiveAway()).isTrue();
        Files.writeString(besideTheJar(), "a file, as no permission stops root");

        runs(launch());

        assertThat(scratch.resolve("home")).doesNotExist();
    }

    @Test
    void isForEverybodyWhereTheProgramIs() throws IOException {
        runs(launch().startedBy("sh", "-c", "umask 077; exec \"$0\" \"$@\""));

        assertThat(modeOf(onlyFileIn(besideTheJar()))).matches("r[w-]-r--r--");
        assertThat(modeOf(besideTheJar())).isEqualTo("rwxr-xr-x");
        runs(launchOfAnother());
        assertThat(scratch.resolve("home")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isNotUsedWhenItIsAnotherUsers(boolean folderToo) throws IOException {
        assumeThat(AnotherUser.canGiveAway()).isTrue();
        runs(launch());
        Files.delete(installation.rehearsed());
        Path archive = onlyFileIn(besideTheJar());
        AnotherUser.own(folderToo ? besideTheJar() : archive);
        Object theirs = identity(archive);

        runs(launch());

        if (folderToo) {
            assertThat(installation.rehearsed()).as("done without").doesNotExist();
            assertThat(identity(archive)).isEqualTo(theirs);
        } else {
            assertThat(identity(onlyFileIn(besideTheJar()))).isNotEqualTo(theirs);
            assertThat(Files.getAttribute(archive, "unix:uid")).isEqualTo(0);
        }
    }

    @Test
    void isNotMadeByRootInACheckoutOfAnother() {
        assumeThat(AnotherUser.canGiveAway()).isTrue();
        AnotherUser.own(installation.home());

        runs(launch());

        assertThat(besideTheJar()).doesNotExist();
    }

    /** To the JVM it ends the path. */
    @Test
    void isNotKeptWhereThePathHasAColon() {
        runs(launchOfAnother().with("XDG_CACHE_HOME", scratch.resolve("home/a:b")));

        assertThat(scratch.resolve("home")).isEmptyDirectory();
    }

    /** Wherever a command is started, a folder would be left there. */
    @ParameterizedTest
    @CsvSource({"HOME, home", "HOME, ?", "XDG_CACHE_HOME, cache"})
    void isNotPutIntoAPlaceThatDependsOnTheWorkingDirectory(String variable, String place) throws IOException {
        Path here = Files.createDirectory(scratch.resolve("here"));
        Files.setPosixFilePermissions(here, PosixFilePermissions.fromString("rwxrwxrwx"));
        runs(launchOfAnother().in(here).with(variable, place));

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
