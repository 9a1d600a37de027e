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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How {@code bin/ylh} hands over to Java: nothing between the caller and the program may be seen by either. */
@ParameterizedClass
@MethodSource("io.github.ylhcancel.launcher.Jdk#oneOfEachKind")
class LauncherIT {
    @Parameter
    Jdk jdk;

    @TempDir
    Path scratch;

    private Installation installation;

    @BeforeEach
    void install() {
        installation = Installation.at(scratch.resolve("a place with blanks/ylh"));
    }

    private Launch launch(Path launcher) {
        return new Launch(scratch, launcher.toString()).on(jdk);
    }

    private Launch launch() {
        return launch(installation.launcher());
    }

    @Test
    void startsFromAnyDirectory() {
        assertThat(launch().in(Path.of("/")).run("properties").property("ylh.home"))
                .isEqualTo(installation.home().toString());
        assertThat(new Launch(scratch, "./ylh")
                        .on(jdk)
                        .in(installation.home().resolve("bin"))
                        .run("properties")
                        .property("ylh.home"))
                .isEqualTo(installation.home().toString());
        assertThat(new Launch(scratch, "sh", "ylh")
                        .on(jdk)
                        .in(installation.home().resolve("bin"))
                        .run("properties")
                        .property("ylh.home"))
                .isEqualTo(installation.home().toString());
    }

    @Test
    void keepsTheWorkingDirectory() throws IOException {
        Path here = Files.createDirectory(scratch.resolve("here"));

        assertThat(launch().in(here).run("properties").property("user.dir")).isEqualTo(here.toString());
    }

    /** Java does not start in such a directory. */
    @Test
    void startsInADirectoryThatIsGone() {
        Launch.Result result = inGoneDirectory(installation.launcher().toString(), "properties");

        assertThat(result.exitCode()).as(result.stderr()).isZero();
        assertThat(result.property("user.dir")).isEqualTo("/");
        assertThat(result.property("ylh.cwd-gone")).isEqualTo("true");
        assertThat(launch().run("properties").property("ylh.cwd-gone")).isEqualTo("false");
    }

    private Launch.Result inGoneDirectory(String... command) {
        return new Launch(scratch, "sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "sh")
                .on(jdk)
                .run(command);
    }

    /** As after {@code sudo} in a directory of one's own. */
    @Test
    void staysInADirectoryThatCannotBeLookedUp() throws IOException {
        AnotherUser.assumeCanRead(jdk.java());
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path closed = Files.createDirectory(
                scratch.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path here = Files.createDirectory(closed.resolve("here"));
        AnotherUser.own(here);

        List<String> command = new ArrayList<>(AnotherUser.SETPRIV);
        command.add(installation.launcher().toString());
        Launch.Result result = new Launch(scratch, command.toArray(String[]::new))
                .on(jdk)
                .in(here)
                .run("properties");

        assertThat(result.property("user.dir")).as(result.stderr()).isEqualTo(here.toString());
        assertThat(result.property("ylh.cwd-gone")).isEqualTo("false");
    }

    /** The half of the path behind it would be looked for in the folder at hand, and the program in there be run. */
    @Test
    void refusesAPathWithAColon() throws IOException {
        Installation split = Installation.at(scratch.resolve("a:b"));
        Path here = Files.createDirectory(scratch.resolve("here"));
        Installation.at(here.resolve("b"));

        Launch.Result result = launch(split.launcher()).in(here).run("properties");

        assertThat(result)
                .isEqualTo(new Launch.Result(
                        2,
                        "",
                        "ylh: the path " + split.home()
                                + " has a colon, which Java takes for the end of a path; move ylh elsewhere\n"));
    }

    @Test
    void whatTheProgramMakesIsForItsUserAlone() throws IOException {
        Path file = scratch.resolve("made");

        launch().startedBy("sh", "-c", "umask 0; exec \"$0\" \"$@\"").run("create", file.toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void isFoundThroughAChainOfRelativeLinks() throws IOException {
        Path links = Files.createDirectory(scratch.resolve("links"));
        Files.createSymbolicLink(links.resolve("ylh"), Path.of("second"));
        Files.createSymbolicLink(links.resolve("second"), Path.of("../a place with blanks/third"));
        Files.createSymbolicLink(scratch.resolve("a place with blanks/third"), Path.of("ylh/bin/ylh"));

        assertThat(launch(links.resolve("ylh")).run("properties").property("ylh.home"))
                .isEqualTo(installation.home().toString());
    }

    @Test
    void isFoundThroughALinkToItsDirectory() throws IOException {
        Path bin = Files.createSymbolicLink(
                scratch.resolve("bin"), installation.home().resolve("bin"));

        assertThat(launch(bin.resolve("ylh")).run("properties").property("ylh.home"))
                .isEqualTo(installation.home().toString());
    }

    @Test
    void passesEveryArgumentAsItIs() throws IOException {
        // A script, as the JVM of the tests may itself be unable to pass on Chinese characters.
        Path script = Files.writeString(scratch.resolve("script"), """
                exec "$YLH" cancel 'two  words' '' '*' "it's" '"quoted"' '@file' '取消 订单' '$HOME' 'C:\\dir' -Dkey=value --version 'two
                lines' ''
                """);

        Launch.Result result = new Launch(scratch, "sh", script.toString())
                .on(jdk)
                .with("YLH", installation.launcher())
                .run();

        assertThat(result.arguments())
                .containsExactly(
                        "cancel",
                        "two  words",
                        "",
                        "*",
                        "it's",
                        "\"quoted\"",
                        "@file",
                        "取消 订单",
                        "$HOME",
                        "C:\\dir",
                        "-Dkey=value",
                        "--version",
                        "two\nlines",
                        "");
    }

    @Test
    void startsFromAPathInChinese() throws IOException {
        Path script = Files.writeString(scratch.resolve("script"), """
                cp -R "$INSTALLED" "$TO/易理货 安装" && exec "$TO/易理货 安装/bin/ylh" properties
                """);

        Launch.Result result = new Launch(scratch, "sh", script.toString())
                .on(jdk)
                .with("INSTALLED", installation.home())
                .with("TO", scratch)
                .run();

        assertThat(result.property("ylh.home")).isEqualTo(scratch + "/易理货 安装");
    }

    @Test
    void leavesTheStreamsToTheProgram() {
        Launch.Result result = launch().reading("one\ntwo").run("copy");

        assertThat(result.stdout()).isEqualTo("one\ntwo");
        assertThat(result.stderr()).isEqualTo("copied");
    }

    @Test
    void returnsTheExitCodeOfTheProgram() {
        assertThat(launch().run("exit", "0").exitCode()).isZero();
        assertThat(launch().run("exit", "11").exitCode()).isEqualTo(11);
    }

    @Test
    void isTheProcessThatGetsTheSignals() throws IOException {
        assertThat(exitCodeAfter("TERM")).isEqualTo(143);
    }

    @Test
    void isInterruptedAsJavaIs() throws IOException {
        assumeThat(interruptsAreIgnored())
                .as("started in the background by a shell without job control")
                .isFalse();

        assertThat(exitCodeAfter("INT")).isEqualTo(130);
    }

    private int exitCodeAfter(String signal) throws IOException {
        Launch.Running running = launch().start("wait");
        try {
            String started = "waiting as " + running.process().pid() + "\n";
            await().atMost(Duration.ofSeconds(30)).until(running::said, started::equals);
            new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            Long.toString(running.process().pid()))
                    .start();
            return running.result().exitCode();
        } finally {
            running.process().destroyForcibly();
        }
    }

    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        List<String> lines = Files.readAllLines(status);
        String mask = lines.stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length())
                .strip();
        int interrupt = 2;
        return (Long.parseUnsignedLong(mask, 16) >> (interrupt - 1) & 1) == 1;
    }

    @Test
    void setsWhatTheProgramReliesOn() {
        Launch.Result result = launch().run("properties");

        assertThat(result.property("file.encoding")).isEqualTo("UTF-8");
        assertThat(result.property("jdk.httpclient.keepalive.timeout")).isEqualTo("20");
        assertThat(result.property("h2.bindAddress")).isEqualTo("127.0.0.1");
        assertThat(result.property("ylh.tty.in")).isEqualTo("false");
        assertThat(result.property("ylh.tty.out")).isEqualTo("false");
        assertThat(result.property("ylh.tty.err")).isEqualTo("false");
        assertThat(Integer.parseInt(result.property("max-heap-mb"))).isBetween(200, 256);
    }

    @Test
    void tellsWhichStreamsAreTerminals() {
        assumeThat(Path.of("/usr/bin/script")).exists();

        Launch.Result result = new Launch(scratch, "script", "-qec", "\"$YLH\" properties 2>/dev/null", "/dev/null")
                .on(jdk)
                .with("YLH", installation.launcher())
                .run();

        assertThat(result.property("ylh.tty.in")).isEqualTo("true");
        assertThat(result.property("ylh.tty.out")).isEqualTo("true");
        assertThat(result.property("ylh.tty.err")).isEqualTo("false");
    }

    @Test
    void givesTheUsersOptionsTheLastWord() throws IOException {
        Files.createFile(scratch.resolve("-Da=pattern"));

        Launch.Result result = launch().with("YLH_JAVA_OPTS", "-Xmx64m  -Da=* -Dh2.bindAddress=::1")
                .in(scratch)
                .run("properties");

        assertThat(Integer.parseInt(result.property("max-heap-mb"))).isBetween(50, 64);
        assertThat(result.property("a")).isEqualTo("*");
        assertThat(result.property("h2.bindAddress")).isEqualTo("::1");
    }

    @Test
    void addsNothingToTheOutput() {
        Launch.Result result = launch().run("cancel", "1001");

        assertThat(result.arguments()).containsExactly("cancel", "1001");
        assertThat(result.stderr()).isEmpty();
    }

    @Test
    void keepsTheJvmsComplaintsOffStdout() {
        Launch.Result result = launch().with("YLH_JAVA_OPTS", "-Xmx1k").run("cancel");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr()).contains("Too small maximum heap");
    }
}
