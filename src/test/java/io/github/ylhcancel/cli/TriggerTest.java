package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.sandbox.CallbackOptions;
import io.github.ylhcancel.sandbox.KnownOrder;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.sandbox.WebHook;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.Ylh;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ylh sandbox trigger}, with no database anywhere. */
class TriggerTest {
    @TempDir
    Path folder;

    private WebHook hook;

    @BeforeEach
    void open() throws IOException {
        hook = new WebHook();
    }

    @AfterEach
    void close() {
        hook.close();
    }

    private Ran trigger(Path config, String... arguments) {
        return new Ylh(config)
                .run(Stream.concat(Stream.of("sandbox", "trigger"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private Ran trigger(String... arguments) throws IOException {
        return trigger(config(), arguments);
    }

    private Path config(String... more) throws IOException {
        Path config = folder.resolve("ylh.properties");
        Files.write(config, List.of(SignedCallback.config(more)));
        return Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    }

    private static JsonNode results(Ran ran) throws IOException {
        return new JsonMapper().readTree(ran.out()).path("results");
    }

    private static boolean isSigned(Map<String, String> form) {
        Map<String, String> signed = new TreeMap<>(form);
        String given = signed.remove("Sign");
        return given.equals(SignedCallback.sign(signed, SignedCallback.SECRET));
    }

    @Test
    void whatIsAnsweredAsYlhWantsItEndsWell() throws Exception {
        Ran ran = trigger(
                "cancel",
                "--order",
                "P-1",
                "--state",
                "2",
                "--fail-msg",
                "部分",
                "--ext-order-no",
                "HE.7",
                "--item",
                "A:1:2:0:0",
                "--item",
                "B:1:::1",
                "--to",
                hook.uri().toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(hook.forms()).singleElement().satisfies(form -> {
            assertThat(isSigned(form)).isTrue();
            assertThat(form.get("AppKey")).isEqualTo(SignedCallback.APP_KEY);
            assertThat(form.get("Data"))
                    .isEqualTo("{\"ExtOrderNo\":\"HE.7\",\"PlatformOrderNo\":\"P-1\",\"State\":2,\"FailMsg\":\"部分\","
                            + "\"itemList\":[{\"productCode\":\"A\",\"totalQty\":1,\"receiveQty\":2,\"returnQty\":0,"
                            + "\"rejectQty\":0},{\"productCode\":\"B\",\"totalQty\":1,\"rejectQty\":1}]}");
        });
        assertThat(ran.out())
                .contains("HTTP 200  success", "1 sent, 1 answered", "P-1")
                .doesNotContain(SignedCallback.SECRET, SignedCallback.APP_KEY)
                .doesNotContain(hook.forms().get(0).get("Sign"));
    }

    @Test
    void whatIsAnsweredOtherwiseOrNotAtAllDoesNot() throws Exception {
        hook.answers(200, "{\"success\":false,\"code\":\"order_not_found\"}");
        Ran refused = trigger(
                "confirm", "--order", "P-1", "--times", "2", "--to", hook.uri().toString(), "-o", "json");
        hook.answers(503, "");
        Ran busy = trigger("oostock", "--order", "P-1", "--to", hook.uri().toString(), "-o", "json");
        String nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = "http://127.0.0.1:" + socket.getLocalPort();
        }
        Ran alone = trigger("cancel", "--order", "P-1", "--to", nobody, "-o", "json");

        assertThat(List.of(refused.code(), busy.code(), alone.code())).containsOnly(3);
        assertThat(results(refused)).hasSize(2);
        assertThat(results(refused).path(1).path("code").asText()).isEqualTo("refused");
        assertThat(results(refused).path(1).path("answer").asText()).contains("order_not_found");
        assertThat(hook.bodies().get(0)).isEqualTo(hook.bodies().get(1));
        assertThat(results(busy).path(0).path("code").asText()).isEqualTo("http-status");
        assertThat(results(busy).path(0).path("http_status").asInt()).isEqualTo(503);
        assertThat(results(alone).path(0).path("code").asText()).isEqualTo("no-connection");
    }

    @Test
    void forgedAndExpiredOnesAreWhatTheySay() throws Exception {
        trigger("cancel", "--order", "P-1", "--forged", "--to", hook.uri().toString());
        trigger("cancel", "--order", "P-1", "--expired", "--to", hook.uri().toString());

        assertThat(hook.forms()).extracting(TriggerTest::isSigned).containsExactly(false, true);
        String yesterday = SignedCallback.stamp(Clock.systemUTC().instant().minusSeconds(24 * 3600 + 60));
        assertThat(hook.forms().get(1).get("TimeStamp")).isLessThan(yesterday);
        assertThat(hook.forms().get(0).get("TimeStamp")).isGreaterThan(yesterday);
    }

    @Test
    void whatIsPrintedCanBePipedIntoTheCallbackCommand() throws Exception {
        Path config = config("db.url = jdbc:h2:file:" + folder.resolve("shop"));
        assertThat(new Ylh(config).run("db", "init", "--sample", "4").code()).isZero();

        Ran printed = trigger(config, "cancel", "--order", "PO10000002", "--state", "1", "--print");
        Ran taken = new Ylh(config).in(printed.out()).run("callback");
        Ran forged = trigger(config, "cancel", "--order", "PO10000002", "--state", "1", "--print", "--forged");
        Ran refused = new Ylh(config).in(forged.out()).run("callback");

        assertThat(taken.out()).contains("\"success\":true", "PO10000002");
        assertThat(refused.out()).contains("\"success\":false");
        assertThat(hook.bodies()).isEmpty();
    }

    @Test
    void aSandboxThatRunsSendsItWithItsOwnKeys() throws Exception {
        SandboxOptions options = SandboxOptions.defaults()
                .withCallbacks(
                        CallbackOptions.NONE.withUrl(hook.uri()).withOrders(List.of(KnownOrder.parse("SO-1=WEB-1"))));
        try (Sandbox sandbox = Sandbox.start(options, Clock.systemUTC())) {
            Path config = folder.resolve("sandbox.properties");
            SandboxConfig.write(config, sandbox);
            Ran ran = trigger(config, "cancel", "--so-id", "SO-1", "--state", "0");
            Ran named = trigger("confirm", "--so-id", "SO-1", "--control", sandbox.controlUri() + "/");

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(named.code()).as(named.err()).isZero();
            assertThat(hook.data().get(0)).isEqualTo("{\"PlatformOrderNo\":\"WEB-1\",\"State\":0}");
            assertThat(sandbox.callbacks()).hasSize(2);
        }
        Ran gone = trigger(folder.resolve("sandbox.properties"), "cancel", "--so-id", "SO-1");
        assertThat(gone.code()).isEqualTo(2);
        assertThat(gone.err()).contains("no sandbox answers at");
    }

    @Test
    void theSandboxsOwnRefusalIsHandedOn() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC())) {
            Ran ran = trigger(
                    "cancel", "--order", "P", "--control", sandbox.controlUri().toString());

            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("the sandbox says: This sandbox has no callback address");
        }
        Ran other = trigger("cancel", "--order", "P", "--control", hook.uri().toString());
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("no answer of a sandbox");
    }

    @ParameterizedTest
    @CsvSource({
        "cancel --to http://127.0.0.1:1/, name the order",
        "refund --order P --to http://127.0.0.1:1/, refund is no callback",
        "cancel --order P --state 3 --to http://127.0.0.1:1/, --state is 0",
        "cancel --order P --item A:1 --to http://127.0.0.1:1/, --item takes CODE",
        "confirm --order P --item A:1:1:1:1 --to http://127.0.0.1:1/, --item belongs to a cancel",
        "cancel --order P --times 0 --to http://127.0.0.1:1/, The times must be from 1",
        "cancel --order P --delay soon --to http://127.0.0.1:1/, --delay",
        "cancel --order P --to ftp://127.0.0.1/, --to takes an http or https address",
        "cancel --order P --to http://192.0.2.1/, is on another machine and plain http",
        "cancel --order P --print --control http://127.0.0.1:1/, exclude each other",
        "cancel --order P, say who is to be called",
    })
    void whatCannotBeMeantIsOneLine(String arguments, String line) throws IOException {
        Ran ran = trigger(arguments.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines().findFirst())
                .hasValueSatisfying(
                        first -> assertThat(first).startsWith("ylh: ").contains(line));
    }
}
