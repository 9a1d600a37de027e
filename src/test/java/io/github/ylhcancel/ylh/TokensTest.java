package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.sandbox.SettableClock;
import io.github.ylhcancel.testing.RateLimiters;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @AfterEach
    void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private Caller caller() {
        return new Caller(access().access());
    }

    private TestAccess access() {
        return TestAccess.to(sandbox, folder.resolve("token.json"));
    }

    private void start(SandboxOptions options) throws IOException {
        sandbox = Sandbox.start(options.withCallsPerSecond(0), Clock.systemUTC());
    }

    @ParameterizedTest(name = "a token of {0} s is used for {1}")
    @CsvSource({"3600, PT50M", "601, PT5M0.5S", "600, PT5M"})
    void aTokenIsUsedUntilItsMarginAndThenReplaced(long life, Duration used) throws IOException {
        start(SandboxOptions.defaults().withTokenLife(Duration.ofSeconds(life)));
        Caller caller = caller();
        caller.cancel();

        caller.clock.advance(used.minusMillis(1));
        caller.cancel();
        assertThat(sandbox.tokensIssued()).isEqualTo(1);

        caller.clock.advance(Duration.ofMillis(1));
        assertThat(caller.cancel().kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
    }

    @Test
    void aTokenWithoutALifeIsUsedOnceAndFetchedForEachAttempt() throws IOException {
        try (RawServer server = RawServer.answering((request, out) -> RawServer.send(
                out,
                "200 OK",
                request.isForToken() ? "{\"access_token\":\"t\",\"expires_in\":0}" : "{\"success\":true}"))) {
            Caller caller = new Caller(
                    TestAccess.to(server.uri(RawServer.TOKEN_PATH), server.uri(""), folder.resolve("token.json"))
                            .access());

            assertThat(caller.cancel().kind()).isEqualTo(Kind.ACCEPTED);
            assertThat(caller.cancel().kind()).isEqualTo(Kind.ACCEPTED);
            assertThat(server.requests())
                    .filteredOn(RawServer.Request::isForToken)
                    .hasSize(2);
        }
    }

    /** Whoever calls YLH before the run has heard of it does not ask with the same credentials again. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"401 Unauthorized, AUTHENTICATION, 1", "404 Not Found, CONFIGURATION, 1", "500 Error, NOT_SENT, 2"})
    void aRefusalThatStaysIsNotAskedForAgain(String status, Kind kind, int asked) throws IOException {
        try (RawServer server = RawServer.answering((request, out) -> RawServer.send(out, status, "{}"))) {
            Caller caller = new Caller(
                    TestAccess.to(server.uri(RawServer.TOKEN_PATH), server.uri(""), folder.resolve("token.json"))
                            .access());

            assertThat(caller.cancel().kind()).isEqualTo(kind);
            assertThat(caller.cancel().kind()).isEqualTo(kind);
            assertThat(server.requests()).hasSize(asked);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"access_token":"t"}                                                        | Bearer t | PT50M
            {"access_token":"t","token_type":null,"expires_in":null}                    | Bearer t | PT50M
            {"access_token":"t","token_type":"bearer","expires_in":1800}                | bearer t | PT20M
            {"access_token":"t","token_type":"","expires_in":"1800"}                    | Bearer t | PT20M
            {"access_token":"t","token_type":"Be arer","expires_in":"soon"}             | Bearer t | PT50M
            {"access_token":"t","token_type":"Bearer","expires_in":-5}                  | Bearer t | PT0S
            {"access_token":"t","token_type":"Bearer","expires_in":9223372036854775807} | Bearer t | PT719H50M
            """)
    void readsWhatATokenAnswerLeavesOut(String answer, String header, Duration used) throws IOException {
        try (RawServer server = RawServer.answering((request, out) ->
                RawServer.send(out, "200 OK", request.isForToken() ? answer : "{\"success\":true}"))) {
            TestAccess access =
                    TestAccess.to(server.uri(RawServer.TOKEN_PATH), server.uri(""), folder.resolve("token.json"));
            Caller caller = new Caller(access.access());

            assertThat(caller.cancel().kind()).isEqualTo(Kind.ACCEPTED);

            assertThat(server.requests().get(1).head()).contains("\r\nAuthorization: " + header + "\r\n");
            assertThat(new TokenCache(access.access()).read().orElseThrow().usableUntil())
                    .isEqualTo(caller.clock.instant().plus(used));
        }
    }

    @Test
    void theNextRunUsesTheTokenOfTheLast() throws IOException {
        start(SandboxOptions.defaults());
        caller().cancel();
        Caller next = caller();

        next.cancel();

        assertThat(next.audit()).containsExactly("cancel accepted 200");
        assertThat(sandbox.tokensIssued()).isEqualTo(1);
    }

    @Test
    void aCachedTokenThatIsUsedUpIsNotTried() throws IOException {
        start(SandboxOptions.defaults());
        caller().cancel();
        Caller next = caller();
        next.clock.advance(Duration.ofMinutes(50));

        next.cancel();

        assertThat(next.audit()).containsExactly("token token 200", "cancel accepted 200");
    }

    @Test
    void aCachedTokenThatYlhForgotIsReplacedInTheCacheToo() throws IOException {
        start(SandboxOptions.defaults());
        caller().cancel();
        sandbox.expireTokens();
        caller().cancel();
        Caller third = caller();

        third.cancel();

        assertThat(third.audit()).containsExactly("cancel accepted 200");
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
    }

    @Test
    void aCachedTokenThatCannotBeSentIsNoReasonToFail() throws IOException {
        start(SandboxOptions.defaults());
        caller().cancel();
        Path file = folder.resolve("token.json");
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("\"access_token\":\"[^\"]*\"", "\"access_token\":\"a\\\\nb\""));

        assertThat(caller().cancel().kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
    }

    @Test
    void withoutAPlaceForTheCacheARunStillFetchesOneTokenOnly() throws IOException {
        start(SandboxOptions.defaults());
        Caller caller = new Caller(
                TestAccess.to(sandbox, Path.of("/dev/null/token.json")).access());

        caller.cancel();

        assertThat(caller.cancel().kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(sandbox.tokensIssued()).isEqualTo(1);
    }

    @Test
    @Timeout(30)
    void aHundredCallsWhoseTokenIsRefusedFetchOneNewToken() throws Exception {
        int calls = 100;
        start(SandboxOptions.defaults().withCallsPerSecond(0));
        YlhClient client = new YlhClient(
                access().access(),
                RateLimiters.OPEN,
                Connections.KEPT_WHEN_BUSY,
                new SettableClock(),
                System::nanoTime,
                checkpoint -> {});
        client.cancel(Caller.request("SO-first"), call -> {}).join();
        sandbox.expireTokens();
        // All of them have the old token in hand before the first answer comes, however slow this machine is.
        sandbox.setLatency(Duration.ofSeconds(4));

        List<CompletableFuture<Optional<Verdict>>> attempts = IntStream.rangeClosed(1, calls)
                .mapToObj(n -> client.cancel(Caller.request("SO-" + n), call -> {}))
                .toList();
        await().atMost(Duration.ofSeconds(20)).until(() -> sandbox.received(Endpoint.CANCEL) == 1 + calls);
        sandbox.setLatency(Duration.ZERO);

        assertThat(attempts)
                .allSatisfy(attempt ->
                        assertThat(attempt.join().orElseThrow().kind()).isEqualTo(Kind.ACCEPTED));
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
        assertThat(sandbox.received(Endpoint.TOKEN)).isEqualTo(2);
        assertThat(sandbox.received(Endpoint.CANCEL))
                .as("each was refused once, and sent again with the one new token")
                .isEqualTo(1 + 2 * calls);
    }

    @Test
    void aTokenThatHasWorkedIsRefusedBecauseItExpiredAndNotBecauseOfTheCredentials() throws IOException {
        start(SandboxOptions.defaults());
        Caller caller = caller();
        caller.cancel();
        sandbox.addFault("401*2");

        assertThat(caller.cancel(Caller.request("SO-2")).kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(sandbox.tokensIssued()).isEqualTo(3);
    }

    @Test
    void tokensThatExpireWithoutEndAreNoReasonToStopEither() throws IOException {
        start(SandboxOptions.defaults());
        Caller caller = caller();
        caller.cancel();
        // Each time somebody else has worked with the token before it is refused here.
        List<String> audit = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            caller.cancel(Caller.request("SO-" + i));
            sandbox.expireTokens();
            audit.add(caller.cancel(Caller.request("SO-again-" + i)).kind().word());
        }

        assertThat(audit).containsOnly("accepted");
    }

    /** A token is known to be refused while others wait for their turn with it in hand. */
    @Test
    @Timeout(30)
    void nobodyWhoWaitedAtTheGateCallsWithATokenThatWasRefusedMeanwhile() throws IOException {
        start(SandboxOptions.defaults());
        Queue<CompletableFuture<Boolean>> turns = new ConcurrentLinkedQueue<>();
        RateLimiter manual = new RateLimiter() {
            @Override
            public CompletableFuture<Boolean> acquire() {
                CompletableFuture<Boolean> turn = new CompletableFuture<>();
                turns.add(turn);
                return turn;
            }

            @Override
            public void release() {}
        };
        YlhClient client = new YlhClient(
                access().access(),
                manual,
                Connections.ONE_EACH,
                new SettableClock(),
                System::nanoTime,
                checkpoint -> {});
        List<CompletableFuture<Optional<Verdict>>> attempts = IntStream.rangeClosed(1, 3)
                .mapToObj(n -> client.cancel(Caller.request("SO-" + n), call -> {}))
                .toList();
        await().atMost(Duration.ofSeconds(20)).until(() -> turns.size() == 3);
        sandbox.expireTokens();

        turns.remove().complete(true);
        await().atMost(Duration.ofSeconds(20)).until(() -> sandbox.tokensIssued() == 2);
        while (!attempts.stream().allMatch(CompletableFuture::isDone)) {
            Optional.ofNullable(turns.poll()).ifPresent(turn -> turn.complete(true));
        }

        assertThat(attempts)
                .allSatisfy(attempt ->
                        assertThat(attempt.join().orElseThrow().kind()).isEqualTo(Kind.ACCEPTED));
        assertThat(sandbox.received(Endpoint.CANCEL))
                .as("one was refused, and each was taken")
                .isEqualTo(4);
    }
}
