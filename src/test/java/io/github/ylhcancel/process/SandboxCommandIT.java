package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.sandbox.WebHook;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ylh sandbox}, played against and controlled by other processes. */
class SandboxCommandIT {
    @TempDir
    Path folder;

    private Shell shell;
    private Path config;

    @BeforeEach
    void open() {
        shell = new Shell(folder);
        config = folder.resolve("sandbox.properties");
    }

    @AfterEach
    void endAll() {
        shell.close();
    }

    @Test
    void oneCommandPlaysYlhForAnother() throws Exception {
        Job sandbox = start("--fail", "500-after*2");
        assertThat(Files.getPosixFilePermissions(config))
                .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        shell.with("YLH_DB_URL", "jdbc:h2:file:" + folder.resolve("shop"));
        assertThat(ylh("db", "init", "--sample", "10").code()).isZero();

        assertThat(ylh("cancel", "PO10000002", "--reason", "缺货").code()).isEqualTo(6);
        assertThat(ylh("cancel", "PO10000002", "--reason", "缺货").code()).isZero();

        JsonNode held = get(control(sandbox) + "/cancellations");
        assertThat(held.toString()).contains("\"held\":1", "\"requests\":3", "\"different\":false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void endsCleanlyWhenItIsInterrupted(String signal) throws Exception {
        Job sandbox = start();
        String control = control(sandbox);
        assertThat(get(control + "/state").isObject()).isTrue();

        sandbox.signal(signal);
        Ran ended = sandbox.ended();

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines()).hasSize(1);
        assertThat(refusesConnections(control)).isTrue();
    }

    /** The whole loop over three processes: a call, its callback, and one that is ordered with the configuration alone. */
    @Test
    void itCallsTheShopBackByItselfAndWhenItIsTold() throws Exception {
        try (WebHook hook = new WebHook()) {
            Job sandbox = start("--callback-url", hook.uri().toString(), "--callback", "refuse");
            shell.with("YLH_DB_URL", "jdbc:h2:file:" + folder.resolve("shop"));
            assertThat(ylh("db", "init", "--sample", "10").code()).isZero();

            assertThat(ylh("cancel", "PO10000002", "--reason", "缺货").code()).isZero();
            await().atMost(Duration.ofSeconds(10)).until(() -> hook.bodies().size() == 1);
            Ran triggered = ylh("sandbox", "trigger", "confirm", "--order", "PO10000004");
            Ran taken = shell.run(
                    "sh",
                    "-c",
                    "printf '%s' '" + hook.bodies().get(0) + "' | " + Shell.YLH + " -c " + config + " callback");

            assertThat(triggered.code()).as(triggered.err()).isZero();
            assertThat(hook.data()).hasSize(2);
            assertThat(hook.data().get(0)).contains("PO10000002", "\"State\":0");
            assertThat(hook.data().get(1)).contains("PO10000004", "\"State\":1");
            assertThat(taken.out()).contains("\"success\":true");
            assertThat(get(control(sandbox) + "/callbacks").path("callbacks")).hasSize(2);
        }
    }

    @Test
    void whatIsStillToBeCalledBackHoldsUpNoEnd() throws Exception {
        try (WebHook hook = new WebHook()) {
            hook.answers(503, "");
            Job sandbox = start("--callback-url", hook.uri().toString());
            assertThat(ylh("sandbox", "trigger", "cancel", "--order", "PO1").code())
                    .isEqualTo(3);

            sandbox.signal("TERM");

            assertThat(sandbox.endsWithin(Duration.ofSeconds(5))).isTrue();
            assertThat(sandbox.ended().code()).isZero();
        }
    }

    private Job start(String... options) {
        List<String> command =
                List.of(Shell.YLH, "sandbox", "--port", "0", "--write-config", config.toString(), "-o", "ndjson");
        Job sandbox = shell.start(Shell.words(Shell.INTERRUPTIBLE, Shell.words(command, options)));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(config));
        sandbox.awaitLines(1);
        return sandbox;
    }

    private static String control(Job sandbox) throws IOException {
        return new JsonMapper()
                .readTree(sandbox.lines().get(0))
                .path("summary")
                .path("control_url")
                .asText();
    }

    private Ran ylh(String... arguments) {
        return shell.run(Shell.words(List.of(Shell.YLH, "-c", config.toString()), arguments));
    }

    private static JsonNode get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return new JsonMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }

    private static boolean refusesConnections(String address) throws IOException, InterruptedException {
        try {
            get(address);
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }
}
