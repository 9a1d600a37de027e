package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code log.file} and what becomes of it in the program. */
class LogFileTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    @TempDir
    private static Path folder;

    private static TestShop shop;

    @BeforeAll
    static void create() {
        shop = TestShop.create(folder, 20, NOWHERE, NOWHERE);
    }

    private Ran run(String logFile, String... arguments) {
        shop.writeConfig(NOWHERE, NOWHERE, "log.file = " + logFile);
        return shop.ylh().run(arguments);
    }

    @Test
    void isMadeWithItsFolderAndKeepsWhatIsInIt() throws IOException {
        Path file = folder.resolve("logs/today/ylh.log");

        assertThat(run(file.toString(), "status").err()).isEmpty();
        assertThat(file).isRegularFile();

        Files.writeString(file, "before\n");
        run(file.toString(), "status");
        assertThat(file).content().startsWith("before\n");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "/dev/null/ylh.log, en, 'ylh: the log file /dev/null/ylh.log cannot be written: a file is where its folder should be; this run goes on without it'",
        "/,                 en, 'ylh: the log file / cannot be written: Is a directory; this run goes on without it'",
        "/dev/null/ylh.log, zh, 'ylh: 日志文件 /dev/null/ylh.log 无法写入：'"
    })
    void thatCannotBeWrittenIsOneClearLineAndTheCommandRuns(String file, String language, String line) {
        Ran ran = run(file, "--lang", language, "status", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).startsWith(line).hasLineCount(1);
        assertThat(ran.json().path("command").asText()).isEqualTo("status");
    }

    @Test
    void thatCannotBeWrittenKeepsNoOrderFromBeingCancelled() {
        String order = shop.orders("pending", false).get(0);

        Ran ran = run("/dev/null/ylh.log", "cancel", order, "--reason", "客户要求取消", "--no-sync", "-q");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).hasLineCount(1);
        assertThat(shop.status(order)).isEqualTo("cancelled");
    }

    /** In a process of its own, since Logback is set up once in each. */
    @Test
    @Timeout(60)
    void underTheHomeFolderReceivesWhatARealRunDoesAndTheStreamsStayClean() throws Exception {
        String order = shop.orders("pending", false).get(0);
        shop.writeConfig(NOWHERE, NOWHERE, "log.file = ~/logs/ylh.log");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + folder.resolve("home"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.ylhcancel.Main",
                "-c",
                shop.config().toString()));
        command.addAll(List.of("cancel", order, "--reason", "r", "--no-sync", "-o", "json"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();

        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        assertThat(err).isEmptyFile();
        assertThat(new Ran(0, Files.readString(out), "").json().path("summary").isObject())
                .isTrue();
        assertThat(Files.readString(folder.resolve("home/logs/ylh.log"), StandardCharsets.UTF_8)
                        .lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("time=\\S+ level=\\w+ run=\\S+ event=\\S+( \\S+=.*)?"))
                .anyMatch(line -> line.contains(" event=cancel order=" + order + " "));
        assertThat(folder.resolve("~")).doesNotExist();
    }
}
