package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Fault;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.CapturedLog;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neither password, client secret nor token comes out anywhere but in the requests that need them. */
class SecrecyTest {
    private static final String BASIC = Base64.getEncoder()
            .encodeToString((Credentials.DEFAULT.clientId() + ":" + Credentials.DEFAULT.clientSecret())
                    .getBytes(StandardCharsets.UTF_8));
    private static final List<String> SECRETS =
            List.of(Credentials.DEFAULT.password(), Credentials.DEFAULT.clientSecret(), BASIC, RawServer.TOKEN);

    @TempDir
    private Path folder;

    private CapturedLog log;
    private final List<String> shown = new ArrayList<>();

    @BeforeEach
    void listen() {
        log = new CapturedLog();
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    private void cancel(YlhAccess access) {
        Caller caller = new Caller(access);
        Verdict verdict = caller.cancel();
        shown.add(verdict.toString());
        caller.calls.forEach(call -> shown.add(call.toString()));
    }

    /** And that there was something to look at. */
    private void assertNothingShows(List<String> secrets) {
        assertThat(log.lines()).hasSizeGreaterThan(0).anyMatch(line -> line.contains("event=ylh.call"));
        assertThat(shown).isNotEmpty();
        for (String secret : secrets) {
            assertThat(log.lines()).noneMatch(line -> line.contains(secret));
            assertThat(shown).noneMatch(text -> text.contains(secret));
        }
    }

    @Test
    void whateverTheSandboxDoes() throws IOException {
        List<String> secrets = new ArrayList<>(SECRETS);
        Path cache = folder.resolve("token.json");
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCallsPerSecond(0), Clock.systemUTC())) {
            for (Fault fault : Fault.values()) {
                for (String endpoint : List.of("token", "cancel")) {
                    sandbox.addFault(fault.word() + "@" + endpoint);
                    cancel(TestAccess.to(sandbox, cache)
                            .timeout(Duration.ofMillis(200))
                            .tokenTimeout(Duration.ofMillis(200))
                            .access());
                    sandbox.clearFaults();
                    secrets.addAll(cachedToken(cache));
                    Files.deleteIfExists(cache);
                }
            }
        }

        assertThat(secrets).hasSizeGreaterThan(SECRETS.size() + 10);
        assertNothingShows(secrets);
    }

    private static List<String> cachedToken(Path cache) throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        return List.of(Files.readString(cache).replaceAll(".*\"access_token\":\"([^\"]*)\".*", "$1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 OK           | {"access_token":"raw-token-0123456789","expires_in":3600
            200 OK           | {"access_token":{"value":"raw-token-0123456789"}}
            200 OK           | raw-token-0123456789
            200 OK           | {"access_token":"raw-token-0123456789 raw-token-0123456789"}
            201 Created      | {"access_token":"raw-token-0123456789"}
            302 raw-token-0123456789    | raw-token-0123456789
            400 Bad Request  | {"error":"invalid_grant","error_description":"wrong password sandbox-password-not-secret"}
            401 Unauthorized | {"error":"raw-token-0123456789"}
            500 raw-token-0123456789    | {"description":"raw-token-0123456789"}
            """)
    void whateverATokenAnswerHolds(String status, String body) throws IOException {
        try (RawServer server = RawServer.answering((request, out) -> RawServer.send(out, status, body))) {
            cancel(access(server));
        }

        assertNothingShows(SECRETS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 OK           | {"success":false,"description":"Invalid access token: raw-token-0123456789"}
            200 OK           | {"success":"raw-token-0123456789"}
            200 OK           | raw-token-0123456789
            401 Unauthorized | {"code":"raw-token-0123456789","message":"Invalid access token: raw-token-0123456789"}
            401 Unauthorized | Invalid access token: raw-token-0123456789
            400 Bad Request  | {"error":"Bearer raw-token-0123456789"}
            403 Forbidden    | <html>raw-token-0123456789
            500 Error        | raw-token-0123456789
            """)
    void aTokenThatACancelAnswerRepeats(String status, String body) throws IOException {
        try (RawServer server = RawServer.withToken((request, out) -> RawServer.send(out, status, body))) {
            cancel(access(server));
        }

        assertNothingShows(SECRETS);
        assertThat(shown.get(0)).contains("***");
    }

    /** The end of a detail is cut off, and a piece of a token is a piece too much. */
    @Test
    void aTokenThatACancelAnswerRepeatsInPart() throws IOException {
        String body = "{\"success\":false,\"description\":\"" + "x".repeat(190) + RawServer.TOKEN + "\"}";
        try (RawServer server = RawServer.withToken((request, out) -> RawServer.send(out, "200 OK", body))) {
            cancel(access(server));
        }

        assertNothingShows(List.of("raw-"));
    }

    @Test
    void theTextFormOfWhatHoldsASecret() {
        YlhAccess access = TestAccess.to(
                        URI.create("https://ylh.example/token"),
                        URI.create("https://ylh.example/order"),
                        folder.resolve("token.json"))
                .access();
        Token token = Token.fetched(
                "Bearer",
                "raw-token-0123456789",
                Duration.ofHours(1),
                Clock.systemUTC().instant());
        List<Object> holders = List.of(access, token, new Tokens.Have(token), Credentials.DEFAULT);

        assertThat(holders).allSatisfy(holder -> assertThat(SECRETS).noneMatch(holder.toString()::contains));
    }

    @Test
    void aTokenIsMadeKnownToTheLogWhetherItWasFetchedOrCached() throws IOException {
        try (RawServer server = RawServer.withToken((request, out) -> RawServer.send(out, "200 OK", "{}"))) {
            YlhAccess fetching = access(server);
            cancel(fetching);
            YlhAccess reading = access(server);
            cancel(reading);

            assertThat(fetching.secrets().hide(RawServer.TOKEN)).isEqualTo("***");
            assertThat(reading.secrets().hide(RawServer.TOKEN)).isEqualTo("***");
        }
        assertThat(log.lines().stream().filter(line -> line.contains(" endpoint=token ")))
                .as("calls for a token")
                .hasSize(1);
    }

    private YlhAccess access(RawServer server) {
        return TestAccess.to(server.uri(RawServer.TOKEN_PATH), server.uri(""), folder.resolve("token.json"))
                .access();
    }
}
