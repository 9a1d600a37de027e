package io.github.ylhcancel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Java {@code bin/ylh} takes, and what it says when there is none that fits. */
class JavaSearchIT {
    private static final Jdk JDK = Jdk.oneOfEachKind().get(0);

    @TempDir
    Path scratch;

    private Installation installation;

    @BeforeEach
    void install() {
        installation = Installation.at(scratch.resolve("ylh"));
    }

    /** Else JUnit warns of links that lead out of its directory. */
    @AfterEach
    void removeLinks() throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private Launch launch() {
        return new Launch(scratch, installation.launcher().toString());
    }

    @Test
    void prefersJavaHomeToThePath() throws IOException {
        Path onThePath = Files.createDirectory(scratch.resolve("tools"));
        Tools.script(onThePath.resolve("java"), "exit 99");

        Launch.Result result =
                launch().on(JDK).with("PATH", onThePath + ":/usr/bin:/bin").run("properties");

        assertThat(Path.of(result.property("java.home"))).isEqualTo(JDK.home().toRealPath());
    }

    @Test
    void followsTheLinksOnThePathToTheJdk() throws IOException {
        Path first = Files.createDirectory(scratch.resolve("first"));
        Path second = Files.createDirectory(scratch.resolve("second"));
        Files.createSymbolicLink(first.resolve("java"), Path.of("../second/java"));
        Files.createSymbolicLink(second.resolve("java"), JDK.java());

        Launch.Result result = launch().with("PATH", first + ":/usr/bin:/bin").run("properties");

        assertThat(Path.of(result.property("java.home"))).isEqualTo(JDK.home().toRealPath());
    }

    @Test
    void takesARelativeJavaHome() throws IOException {
        Files.createSymbolicLink(scratch.resolve("jdk"), JDK.home());

        Launch.Result result = launch().with("JAVA_HOME", "jdk").in(scratch).run("properties");

        assertThat(Path.of(result.property("java.home"))).isEqualTo(JDK.home().toRealPath());
    }

    @Test
    void refusesAJavaHomeWithoutJava() {
        Launch.Result result = launch().with("JAVA_HOME", scratch).run("cancel");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr())
                .isEqualTo("ylh: JAVA_HOME is %s, which has no bin/java; set it to a Java 17 or later, or unset it\n"
                        .formatted(scratch));
    }

    @Test
    void saysSoWhenThereIsNoJava() throws IOException {
        Path tools = Tools.without("java", scratch);

        Launch.Result result = launch().with("PATH", tools).run("cancel");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .isEqualTo("ylh: no Java found; install Java 17 or later, or set JAVA_HOME to one\n");
    }

    @Test
    void refusesAnOlderJavaWithoutStartingIt() throws IOException {
        assertThat(refusalOf("11.0.22")).contains("Java 17 or later is needed").contains("is Java 11.0.22;");
        assertThat(refusalOf("1.8.0_392")).contains("is Java 1.8.0_392;");
        assertThat(refusalOf("16")).contains("is Java 16;");
        assertThat(scratch.resolve("started")).doesNotExist();
    }

    private String refusalOf(String version) throws IOException {
        Path home = scratch.resolve("java-" + version);
        Files.createDirectories(home.resolve("bin"));
        Tools.script(home.resolve("bin/java"), "touch " + scratch.resolve("started"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        Launch.Result result = launch().with("JAVA_HOME", home).run("cancel");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).startsWith("ylh: ").hasLineCount(1);
        return result.stderr();
    }

    @Test
    void asksAJavaThatHasNoReleaseFile() throws IOException {
        Path manager = Files.createDirectories(scratch.resolve("manager/shims"));
        Tools.script(manager.resolve("java"), "exec '%s' \"$@\"".formatted(JDK.java()));

        Launch.Result result = launch().with("PATH", manager + ":/usr/bin:/bin").run("cancel", "1001");

        assertThat(result.arguments()).containsExactly("cancel", "1001");
    }

    @Test
    void refusesAJavaThatDoesNotTellItsVersion() throws IOException {
        Path manager = Files.createDirectories(scratch.resolve("manager/shims"));
        Tools.script(manager.resolve("java"), "echo no version is set >&2; exit 126");

        Launch.Result result = launch().with("PATH", manager + ":/usr/bin:/bin").run("cancel");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr())
                .startsWith("ylh: cannot tell the version of ")
                .hasLineCount(1);
    }
}
