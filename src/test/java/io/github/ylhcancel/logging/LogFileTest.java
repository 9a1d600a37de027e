package io.github.ylhcancel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

    @Test
    @Timeout(60)
    void underTheHomeFolderReceivesWhatARealRunDoesAndTheStreamsStayClean() throws Exception {
        String order = shop.orders("pending", false).get(0);
        shop.writeConfig(NOWHERE, NOWHERE, "log.file = ~/logs/ylh.log");

        runInItsOwnProcess("cancel", order, "--reason", "r", "--no-sync");

        assertThat(Files.readString(folder.resolve("home/logs/ylh.log"), StandardCharsets.UTF_8)
                        .lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("time=\\S+ level=\\w+ run=\\S+ event=\\S+( \\S+=.*)?"))
                .anyMatch(line -> line.contains(" event=cancel order=" + order + " "));
        assertThat(folder.resolve("~")).doesNotExist();
    }

    /** The folder of the token's cache has the password for a name, so that it is in a line that the program logs. */
    @Test
    @Timeout(60)
    void asJsonHoldsEachKeyAndNoSecretThatIsConfigured() throws Exception {
        String order = shop.orders("paid", true).get(0);
        String password = Credentials.DEFAULT.password();
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC())) {
            shop.writeConfig(
                    sandbox.authUri(),
                    sandbox.baseUri(),
                    "log.file = " + folder.resolve("json.log"),
                    "log.format = json",
                    "ylh.token-cache = /dev/null/" + password + "/token.json");

            runInItsOwnProcess("cancel", order, "--reason", "r");
        }

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("json.log"))) {
            assertThat(line).doesNotContain(password);
            lines.add(new JsonMapper().readTree(line));
        }
        assertThat(lines)
                .extracting(line -> line.path("run").asText())
                .doesNotContain("")
                .containsOnly(lines.get(0).path("run").asText());
        assertThat(lines)
                .extracting(line -> line.path("event").asText())
                .contains("token.cache-not-written", "ylh.call", "delivery", "cancel");
        assertThat(lines)
                .filteredOn(line -> line.has("file"))
                .extracting(line -> line.path("file").asText())
                .containsExactly("/dev/null/***/token.json");
        assertThat(lines)
                .filteredOn(line -> line.path("event").asText().equals("cancel"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("order").asText()).isEqualTo(order))
                .satisfies(line -> assertThat(line.path("units").isNumber()).isTrue());
    }

    @Test
    @Timeout(60)
    void makesRoomAsConfigured() throws Exception {
        Path log = folder.resolve("rolling.log");
        Files.writeString(log, "x".repeat(10 << 10));
        shop.writeConfig(NOWHERE, NOWHERE, "log.file = " + log, "log.max-size = 10KB", "log.keep = 1");

        runInItsOwnProcess("cancel", shop.orders("pending", false).get(0), "--reason", "r", "--no-sync");

        assertThat(folder.resolve("rolling.log.1")).hasSize(10 << 10);
        assertThat(log).content().contains(" event=cancel ").doesNotContain("xxx");
    }

    /** Logback is set up once in each process. */
    private void runInItsOwnProcess(String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.ylhcancel.Main",
                "-c",
                shop.config().toString(),
                "-o",
                "json"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("HOME", folder.resolve("home").toString());
        Process process = builder.start();

        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        assertThat(err).isEmptyFile();
        assertThat(new Ran(0, Files.readString(out), "").json().path("summary").isObject())
                .isTrue();
    }
}
