package io.github.ylhcancel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.testing.AnotherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bin/ylh} does in a checkout in which nothing has been built. Its Maven is a script that copies a jar. */
class BuildIT {
    private static final Jdk JDK = Jdk.oneOfEachKind().get(0);

    private static final String BUILDS = """
            echo "built with $* in $(pwd) on $JAVA_HOME"
            echo "$*" >>"$BUILDS"
            until [ -e "$GO" ]; do sleep 0.1; done
            mkdir -p target && cp "$READY" target/ylh-cancel.jar
            """;

    @TempDir
    Path scratch;

    private Installation checkout;
    private Path builds;
    private Path go;
    private Path path;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = Installation.withoutProgram(scratch.resolve("check out"));
        Files.writeString(checkout.home().resolve("pom.xml"), "<project/>");
        checkout.writeJar(scratch.resolve("ready.jar"));
        builds = Files.createFile(scratch.resolve("builds"));
        go = Files.createFile(scratch.resolve("go"));
        path = Tools.without("mvn", scratch);
    }

    private Launch launch() {
        return new Launch(scratch, checkout.launcher().toString())
                .on(JDK)
                .with("PATH", path + ":/usr/bin:/bin")
                .with("BUILDS", builds)
                .with("GO", go)
                .with("READY", scratch.resolve("ready.jar"));
    }

    private Path lock() {
        return checkout.home().resolve("target/.building");
    }

    @Test
    void buildsTheProgramAndRunsIt() throws IOException {
        Tools.script(path.resolve("mvn"), BUILDS);

        Launch.Result result = launch().run("cancel", "1001");

        assertThat(result.exitCode()).isZero();
        assertThat(result.arguments()).containsExactly("cancel", "1001");
        assertThat(result.stderr().lines())
                .containsExactly(
                        "ylh: building the program, which takes a minute or two (once) …",
                        "built with -q -B -DskipTests package in %s on %s".formatted(checkout.home(), JDK.home()));
        assertThat(lock()).doesNotExist();
    }

    /** Others are to start it as well. */
    @Test
    void whatIsBuiltIsForEverybody() throws IOException {
        Tools.script(path.resolve("mvn"), "mkdir -p target && cat \"$READY\" >target/ylh-cancel.jar");

        launch().startedBy("sh", "-c", "umask 077; exec \"$0\" \"$@\"").run("cancel");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(checkout.jar())))
                .isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/pom.xml", "/.mvn", "/target"})
    void rootBuildsNothingInACheckoutOfAnother(String given) throws IOException {
        assumeThat(AnotherUser.canGiveAway()).isTrue();
        Tools.script(path.resolve("mvn"), BUILDS);
        Files.createDirectory(checkout.home().resolve(".mvn"));
        Files.createDirectory(checkout.home().resolve("target"));
        Path theirs = Path.of(checkout.home() + given);
        Files.setAttribute(theirs, "unix:uid", AnotherUser.ID);

        Launch.Result result = launch().run("cancel");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .isEqualTo(("ylh: %s has not been built, and root does not build in %s, as %s is not root's;"
                                + " build it as its owner\n")
                        .formatted(checkout.jar(), checkout.home(), theirs));
        assertThat(builds).isEmptyFile();
    }

    /** Maven by itself takes a jar whose checksum is wrong, and says so in a warning that -q hides. */
    @Test
    void mavenIsToldToRefuseWhatHasAWrongChecksum() throws IOException {
        assertThat(Files.readAllLines(Path.of(".mvn/maven.config"))).containsExactly("-C");
    }

    @Test
    void buildsOnce() throws IOException {
        Tools.script(path.resolve("mvn"), BUILDS);

        launch().run("cancel");

        assertThat(launch().run("cancel").stderr()).isEmpty();
        assertThat(builds).content().hasLineCount(1);
    }

    @Test
    void buildsOnceForTwoAtTheSameTime() throws IOException {
        Tools.script(path.resolve("mvn"), BUILDS);
        Files.delete(go);
        Launch.Running first = launch().start("first");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.size(builds) > 0);
        Launch.Running second = launch().start("second");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.size(second.stderr()) > 0);
        Files.createFile(go);

        assertThat(first.result().arguments()).containsExactly("first");
        assertThat(second.result().arguments()).containsExactly("second");
        assertThat(second.result().stderr())
                .isEqualTo("ylh: process %d is building the program; waiting for it\n"
                        .formatted(first.process().pid()));
        assertThat(builds).content().hasLineCount(1);
    }

    @Test
    void buildsAgainAfterABuildThatWasKilled() throws IOException {
        Tools.script(path.resolve("mvn"), BUILDS);
        launch().run("cancel");
        Files.createSymbolicLink(lock(), Path.of(Long.toString(pidOfTheDead())));

        assertThat(launch().run("cancel").arguments()).containsExactly("cancel");
        assertThat(builds).content().hasLineCount(2);
        assertThat(lock()).doesNotExist();
    }

    private long pidOfTheDead() throws IOException {
        Process process = new ProcessBuilder("true").start();
        await().until(() -> !process.isAlive());
        return process.pid();
    }

    @Test
    void showsWhyABuildFailed() throws IOException {
        Tools.script(
                path.resolve("mvn"), "echo 'cannot find symbol'; mkdir -p target; : >target/ylh-cancel.jar; exit 1");

        Launch.Result result = launch().run("cancel");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr().lines().skip(1))
                .containsExactly(
                        "cannot find symbol",
                        "ylh: the program could not be built in %s: see Maven's messages above"
                                .formatted(checkout.home()));
        assertThat(checkout.jar()).doesNotExist();
        assertThat(lock()).doesNotExist();
    }

    @Test
    void saysSoWhenThereIsNoMaven() {
        Launch.Result result = launch().with("PATH", path).run("cancel");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .isEqualTo("ylh: %s has not been built, and there is no Maven to build it; install Maven 3.8 or later\n"
                        .formatted(checkout.jar()));
    }

    @Test
    void saysSoWhenThereIsNothingToBuildFrom() throws IOException {
        Files.delete(checkout.home().resolve("pom.xml"));

        Launch.Result result = launch().run("cancel");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).isEqualTo("ylh: %s is missing; install ylh again\n".formatted(checkout.jar()));
    }

    @Test
    void saysSoWhenTheCheckoutCannotBeWrittenTo() throws IOException {
        Tools.script(path.resolve("mvn"), BUILDS);
        Files.writeString(checkout.home().resolve("target"), "a file, as no permission stops root");

        Launch.Result result = launch().run("cancel");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr())
                .startsWith("ylh: ")
                .endsWith("cannot be written to\n")
                .hasLineCount(1);
    }
}
