package io.github.ylhcancel.hooks;

import static io.github.ylhcancel.testing.Sentences.english;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.hooks.EventCommand.End;
import io.github.ylhcancel.hooks.EventCommand.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With real programs: what one may do, and what none may do to us. */
@Timeout(60)
class EventCommandTest {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String EVENT = "{\"id\":\"e-1\",\"message\":\"客户要求取消 ✓\"}";

    @TempDir
    private Path folder;

    static Stream<Optional<Path>> withAndWithoutGroup() {
        return Stream.of(Optional.of(SETSID), Optional.empty());
    }

    private static EventCommand command(Duration timeout, Optional<Path> setsid, String... arguments) {
        setsid.ifPresent(path -> assumeThat(path).exists());
        return new EventCommand(
                List.of(arguments), timeout, Duration.ofMillis(500), Path.of("/srv/shop"), System::nanoTime, setsid);
    }

    private static Outcome run(Duration timeout, Optional<Path> setsid, String... arguments) {
        return command(timeout, setsid, arguments).run(EVENT, Map.of("YLH_EVENT_ID", "e-1"));
    }

    private static Outcome run(String... arguments) {
        return run(LONG, Optional.of(SETSID), arguments);
    }

    private static Outcome script(Duration timeout, Optional<Path> setsid, String script) {
        return run(timeout, setsid, "/bin/sh", "-c", script);
    }

    private static Outcome script(String script) {
        return script(LONG, Optional.of(SETSID), script);
    }

    private static void assertEnds(String pid) {
        await().atMost(SOON).until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
    }

    private static String first(Outcome outcome) {
        return outcome.output().split(" ")[0];
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void readsTheEventAndMayTakeItsTime(Optional<Path> setsid) {
        Outcome outcome = script(LONG, setsid, "sleep 0.2; cat; echo ' heard' >&2");

        assertThat(outcome.isDone()).isTrue();
        assertThat(outcome.end()).isEqualTo(End.EXITED);
        assertThat(outcome.exitCode()).hasValue(0);
        assertThat(outcome.output()).isEqualTo(EVENT + " heard");
        assertThat(outcome.took()).isBetween(Duration.ofMillis(200), SOON);
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void saysHowItFailed(Optional<Path> setsid) {
        Outcome outcome = script(LONG, setsid, "echo begun; echo 'no such group' >&2; exit 3");

        assertThat(outcome.isDone()).isFalse();
        assertThat(outcome.end()).isEqualTo(End.EXITED);
        assertThat(outcome.exitCode()).hasValue(3);
        assertThat(outcome.output()).isEqualTo("begun no such group");
        assertThat(english(outcome.problem())).isEqualTo("it ended with exit code 3");
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void anothersSignalIsAFailureToo(Optional<Path> setsid) {
        assertThat(script(LONG, setsid, "kill -KILL $$").exitCode()).hasValue(137);
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void oneThatHangsIsEnded(Optional<Path> setsid) {
        Outcome outcome = script(SHORT, setsid, "echo $$; exec sleep 600");

        assertThat(outcome.end()).isEqualTo(End.TIMED_OUT);
        assertThat(outcome.exitCode()).isEmpty();
        assertThat(english(outcome.problem())).isEqualTo("it had not ended in time (events.timeout) and was killed");
        assertThat(outcome.took()).isBetween(SHORT, SOON);
        assertEnds(outcome.output());
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void oneThatIsTooSlowIsAskedFirst(Optional<Path> setsid) {
        Outcome outcome = script(SHORT, setsid, "trap 'echo asked; exit 0' TERM; sleep 600 & echo $!; wait");

        assertThat(outcome.end()).isEqualTo(End.TIMED_OUT);
        assertThat(outcome.output()).endsWith(" asked");
        assertEnds(first(outcome));
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void oneThatDoesNotListenIsKilledWithItsChildren(Optional<Path> setsid) {
        Outcome outcome = script(SHORT, setsid, "trap '' TERM; sleep 600 & echo $! $$; wait; sleep 600");

        assertThat(outcome.end()).isEqualTo(End.TIMED_OUT);
        for (String pid : outcome.output().split(" ")) {
            assertEnds(pid);
        }
    }

    /** It was found before its parent ended, or is in the group. */
    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void aGrandchildThatDoesNotListenIsKilledAlthoughItsParentsHaveEnded(Optional<Path> setsid) {
        Outcome outcome = script(SHORT, setsid, "sh -c 'trap \"\" TERM; sleep 600 & echo $!; wait; sleep 600' & wait");

        assertThat(outcome.end()).isEqualTo(End.TIMED_OUT);
        assertEnds(outcome.output());
    }

    @Test
    void whatItLeavesBehindEndsWithIt() {
        Outcome holding = script("trap '' TERM; sleep 600 & echo $!");
        Outcome detached = script("(trap '' TERM; exec sleep 600 </dev/null >/dev/null 2>&1) & echo $!");

        for (Outcome outcome : List.of(holding, detached)) {
            assertThat(outcome.isDone()).isTrue();
            assertThat(outcome.took()).isLessThan(SOON);
            assertEnds(outcome.output());
        }
    }

    /** Nobody finds it without a group, but nobody waits for it either. */
    @Test
    void withoutAGroupWhatIsLeftBehindIsNotWaitedFor() {
        Outcome outcome = script(LONG, Optional.empty(), "sleep 600 & echo $!; sleep 0.3");

        assertThat(outcome.isDone()).isTrue();
        assertThat(outcome.took()).isLessThan(SOON);
        ProcessHandle left = ProcessHandle.of(Long.parseLong(outcome.output())).orElseThrow();
        assertThat(left.destroyForcibly()).isTrue();
    }

    /** One that has left the group, and speaks for ever: it is not waited for, costs no memory, and is heard no more. */
    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void whoeverGetsAwayIsNoLongerListenedTo(Optional<Path> setsid) throws IOException {
        assumeThat(SETSID).exists();
        Path pid = folder.resolve("pid");
        long before = usedMemory();

        Outcome outcome = run(
                LONG,
                setsid,
                "/bin/sh",
                "-c",
                "setsid sh -c 'echo $$ > \"$0\"; exec yes' \"$0\" & sleep 0.5",
                pid.toString());

        assertThat(outcome.isDone()).isTrue();
        assertThat(outcome.took()).isLessThan(SOON);
        assertThat(outcome.output()).startsWith("…").endsWith("y y");
        assertEnds(Files.readString(pid).strip());
        assertThat(usedMemory() - before).isLessThan(50L << 20);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** The time may be up before the program leads its group, or even is itself. */
    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void noMomentIsTooEarlyToEndIt(Optional<Path> setsid) {
        String mark = "600." + UUID.randomUUID().toString().replaceAll("[^0-9]", "");
        for (int micros = 1; micros < 5000; micros += 500) {
            assertThat(run(Duration.ofNanos(micros * 1000L), setsid, "/bin/sleep", mark)
                            .end())
                    .isEqualTo(End.TIMED_OUT);
        }

        await().atMost(SOON)
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(process -> process.info()
                                .arguments()
                                .filter(words -> Arrays.asList(words).contains(mark))
                                .isPresent()));
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void neverTakesLongerThanItSays(Optional<Path> setsid) {
        EventCommand command =
                command(SHORT, setsid, "/bin/sh", "-c", "trap '' TERM; setsid -f sleep 5; sleep 600 & wait; sleep 600");

        assertThat(command.run(EVENT, Map.of()).took()).isBetween(SHORT, command.longest());
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void whatCannotBeStartedIsSaidInASentence(Optional<Path> setsid) throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
        Path absent = folder.resolve("absent");

        assertNotStarted(run(LONG, setsid, absent.toString()), absent, "there is no such file");
        assertNotStarted(run(LONG, setsid, folder.toString()), folder, "it is a directory or a pipe");
        assertNotStarted(run(LONG, setsid, plain.toString()), plain, "permission denied");
    }

    private static void assertNotStarted(Outcome outcome, Path program, String why) {
        assertThat(outcome.end()).isEqualTo(End.NOT_STARTED);
        assertThat(outcome.exitCode()).isEmpty();
        assertThat(english(outcome.problem())).isEqualTo(program + " could not be started: " + why);
    }

    /** That it cannot be is not seen before it is tried. */
    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void aScriptWhoseInterpreterIsMissingCannotBeStarted(Optional<Path> setsid) throws IOException {
        Path script = folder.resolve("script");
        Files.writeString(script, "#!/no/such/shell\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        Outcome outcome = run(LONG, setsid, script.toString());

        assertThat(outcome.end()).isEqualTo(End.NOT_STARTED);
        assertThat(english(outcome.problem()))
                .startsWith(script + " could not be started: ")
                .contains("No such file or directory");
    }

    /** Its own code, which happens to be setsid's. */
    @Test
    void aCodeOfSetsidsMayBeTheProgramsOwn() {
        assertThat(script("echo 'not found'; exit 127").exitCode()).hasValue(127);
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void ofMuchOutputTheEndIsKept(Optional<Path> setsid) {
        Outcome outcome = script(LONG, setsid, "head -c 10000000 /dev/zero | tr '\\0' x; echo; echo the end");

        assertThat(outcome.isDone()).isTrue();
        assertThat(outcome.output()).hasSizeBetween(2000, 2049).startsWith("…x").endsWith("x the end");
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void itsInputNeedNotBeRead(Optional<Path> setsid) {
        String large = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";

        assertThat(command(LONG, setsid, "/bin/true").run(large, Map.of()).isDone())
                .isTrue();
        assertThat(command(LONG, setsid, "/bin/sh", "-c", "exec <&-; sleep 0.2; echo ok")
                        .run(large, Map.of())
                        .output())
                .isEqualTo("ok");
        assertThat(command(LONG, setsid, "/bin/sh", "-c", "head -c 5; sleep 0.2; exit 4")
                        .run(large, Map.of())
                        .exitCode())
                .hasValue(4);
        assertThat(command(SHORT, setsid, "/bin/sleep", "600")
                        .run(large, Map.of())
                        .end())
                .isEqualTo(End.TIMED_OUT);
        assertThat(command(LONG, setsid, "/usr/bin/wc", "-c")
                        .run(large, Map.of())
                        .output())
                .isEqualTo(String.valueOf(large.length()));
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void itsEnvironmentIsNotOurs(Optional<Path> setsid) {
        Outcome outcome = command(LONG, setsid, "/usr/bin/env")
                .run(EVENT, Map.of("YLH_EVENT_ID", "e-1", "YLH_EVENT_KIND", "check.begun"));

        assertThat(outcome.output().split(" "))
                .containsExactlyInAnyOrder(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME=/srv/shop",
                        "LANG=C.UTF-8",
                        "LC_ALL=C.UTF-8",
                        "YLH_EVENT_ID=e-1",
                        "YLH_EVENT_KIND=check.begun");
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void noFileOfOursIsOpenInIt(Optional<Path> setsid) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeThat(descriptors).exists();
        Path file = Files.writeString(folder.resolve("secret"), "x");
        try (InputStream open = Files.newInputStream(file);
                ServerSocket socket = new ServerSocket(0)) {
            assertThat(open.available() + socket.getLocalPort()).isPositive();
            // The fourth is its own, of the folder that it lists.
            assertThat(run(LONG, setsid, "/bin/ls", descriptors.toString()).output())
                    .isEqualTo("0 1 2 3");
        }
    }

    @Test
    void leadsAGroupAndASessionOfItsOwn() {
        assumeThat(Path.of("/proc/self/stat")).exists();

        String[] numbers = run("/usr/bin/cut", "-d", " ", "-f", "1,5,6", "/proc/self/stat")
                .output()
                .split(" ");

        assertThat(numbers).hasSize(3).containsOnly(numbers[0]);
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void noShellReadsTheArguments(Optional<Path> setsid) {
        assertThat(run(LONG, setsid, "/usr/bin/printf", "%s|", "$HOME", "*", "a  b", "", "`id`;", "it's")
                        .output())
                .isEqualTo("$HOME|*|a  b||`id`;|it's|");
    }

    @Test
    void worksInAFolderThatIsAlwaysThere() {
        assertThat(run("/bin/pwd").output()).isEqualTo("/");
    }

    @Test
    void whatItSaysCanBeShown() {
        assertThat(script("printf '\\033[31mred\\033[0m\\r\\nnext\\tone \\377\\000'")
                        .output())
                .isEqualTo("\\u001b[31mred\\u001b[0m  next one �\\u0000");
    }

    /** Neither bytes of a character nor, once shown, halves of it. */
    @Test
    void noCharacterIsCutInHalf() {
        String chinese = script("i=0; while [ $i -lt 1000 ]; do printf 客; i=$((i + 1)); done; echo x")
                .output();
        String face = script("i=0; while [ $i -lt 1000 ]; do printf '😀'; i=$((i + 1)); done; echo xy")
                .output();
        String hidden = script("i=0; while [ $i -lt 1000 ]; do printf '\\033'; i=$((i + 1)); done")
                .output();

        assertThat(chinese).matches("…客+x");
        assertThat(face).matches("…(😀)+xy");
        assertThat(hidden).hasSizeBetween(2000, 2049).matches("….*(\\\\u001b)+");
        assertThat(Stream.of(chinese, face, hidden).map(text -> text.getBytes(UTF_8).length))
                .allMatch(length -> length <= 2048 + 3);
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutGroup")
    void anInterruptEndsIt(Optional<Path> setsid) throws InterruptedException {
        Path begun = folder.resolve("begun");
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        EventCommand command =
                command(LONG, setsid, "/bin/sh", "-c", "sleep 600 & echo $! $$; : > \"$0\"; wait", begun.toString());
        Thread running = new Thread(() -> {
            outcome.set(command.run(EVENT, Map.of()));
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        running.start();
        await().atMost(SOON).until(() -> Files.exists(begun));

        running.interrupt();
        running.join(SOON.toMillis());

        assertThat(outcome.get().end()).isEqualTo(End.INTERRUPTED);
        assertThat(english(outcome.get().problem())).isEqualTo("it was ended, because the run ends");
        assertThat(stillInterrupted.get()).isTrue();
        for (String pid : outcome.get().output().split(" ")) {
            assertEnds(pid);
        }
    }

    @Test
    void onAnInterruptedThreadNothingIsStarted() {
        Path begun = folder.resolve("begun");
        Thread.currentThread().interrupt();
        try {
            assertThat(run("/usr/bin/touch", begun.toString()).end()).isEqualTo(End.INTERRUPTED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(begun).doesNotExist();
    }

    /** As it is made for the program, whatever this system has. */
    @Test
    void isTheSameAsMadeForTheProgram() {
        EventCommand command = new EventCommand(List.of("/bin/cat"), LONG, Path.of("/srv/shop"), System::nanoTime);

        assertThat(EventCommand.obstacle("/bin/cat")).isEmpty();
        assertThat(command.run(EVENT, Map.of()).output()).isEqualTo(EVENT);
    }
}
