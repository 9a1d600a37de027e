package io.github.ylhcancel.ylh;

import static io.github.ylhcancel.domain.Verdict.Kind.ACCEPTED;
import static io.github.ylhcancel.domain.Verdict.Kind.AUTHENTICATION;
import static io.github.ylhcancel.domain.Verdict.Kind.CONFIGURATION;
import static io.github.ylhcancel.domain.Verdict.Kind.NOT_APPLIED;
import static io.github.ylhcancel.domain.Verdict.Kind.NOT_SENT;
import static io.github.ylhcancel.domain.Verdict.Kind.REJECTED;
import static io.github.ylhcancel.domain.Verdict.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.Credentials;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Fault;
import io.github.ylhcancel.sandbox.ReceivedRequest;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.sandbox.SettableClock;
import io.github.ylhcancel.testing.RateLimiters;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class YlhClientTest {
    private static final Duration SOON = Duration.ofMillis(250);

    @TempDir
    private Path folder;

    private static Sandbox sandbox;
    private Caller caller;

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults().withCallsPerSecond(0), Clock.systemUTC());
    }

    @BeforeEach
    void callAnew() {
        sandbox.reset();
        caller = caller(access());
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private TestAccess access() {
        return TestAccess.to(sandbox, folder.resolve("token.json"));
    }

    private static Caller caller(TestAccess access) {
        return new Caller(access.access());
    }

    @Test
    void fetchesATokenAndTellsYlh() {
        Verdict verdict = caller.cancel();

        assertThat(verdict).isEqualTo(Verdict.of(ACCEPTED, 200, "成功 (code 0)"));
        assertThat(caller.audit()).containsExactly("token token 200", "cancel accepted 200");
        assertThat(sandbox.requests())
                .extracting(ReceivedRequest::endpoint)
                .containsExactly(Endpoint.TOKEN, Endpoint.CANCEL);
        ReceivedRequest token = sandbox.requests().get(0);
        assertThat(token.contentType()).contains("application/x-www-form-urlencoded");
        assertThat(token.systemName()).contains("ylh-open-api");
        ReceivedRequest cancel = sandbox.requests().get(1);
        assertThat(cancel.contentType()).contains("application/json");
        assertThat(cancel.body()).isEqualTo(CancelBody.of(Caller.REQUEST));
    }

    @Test
    void usesOneTokenForManyCalls() {
        for (int i = 0; i < 5; i++) {
            assertThat(caller.cancel(Caller.request("SO-" + i)).kind()).isEqualTo(ACCEPTED);
        }

        assertThat(sandbox.tokensIssued()).isEqualTo(1);
        assertThat(caller.calls).hasSize(6);
    }

    @Test
    void aBaseAddressMayEndWithASlash() {
        Caller slashed = caller(access().base(URI.create(sandbox.baseUri() + "/")));

        assertThat(slashed.cancel().kind()).isEqualTo(ACCEPTED);
    }

    /** What the first attempt comes to when the cancel endpoint has this fault. */
    private record Expected(Kind kind, int status, boolean applied) {}

    private static Expected atCancel(Fault fault) {
        return switch (fault) {
            case BAD_REQUEST -> new Expected(REJECTED, 400, false);
            case UNAUTHORIZED -> new Expected(ACCEPTED, 200, true);
            case FORBIDDEN -> new Expected(CONFIGURATION, 403, false);
            case NOT_FOUND -> new Expected(CONFIGURATION, 404, false);
            case WALL -> new Expected(CONFIGURATION, 405, false);
            case REQUEST_TIMEOUT -> new Expected(UNKNOWN, 408, false);
            case CONFLICT -> new Expected(REJECTED, 409, false);
            case TOO_MANY_CALLS, TOO_MANY_CALLS_RETRY_AFTER -> new Expected(NOT_APPLIED, 429, false);
            case SERVER_ERROR -> new Expected(UNKNOWN, 500, false);
            case SERVER_ERROR_AFTER -> new Expected(UNKNOWN, 500, true);
            case BAD_GATEWAY -> new Expected(UNKNOWN, 502, false);
            case UNAVAILABLE -> new Expected(UNKNOWN, 503, false);
            case UNAVAILABLE_RETRY_AFTER -> new Expected(NOT_APPLIED, 503, false);
            case GATEWAY_TIMEOUT -> new Expected(UNKNOWN, 504, false);
            case GATEWAY_TIMEOUT_AFTER -> new Expected(UNKNOWN, 504, true);
            case REDIRECT -> new Expected(CONFIGURATION, 302, false);
            case DROP_BEFORE -> new Expected(UNKNOWN, 0, false);
            case DROP_AFTER, TRUNCATED_LENGTH -> new Expected(UNKNOWN, 0, true);
            case HTML, EMPTY, TRUNCATED, ARRAY, WRONG_TYPE, HUGE -> new Expected(UNKNOWN, 200, true);
            case REFUSE -> new Expected(REJECTED, 200, false);
            case SLOW -> new Expected(UNKNOWN, 0, true);
            case SLOW_BEFORE -> new Expected(UNKNOWN, 0, false);
        };
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatAFaultOfTheCancelEndpointMeans(Fault fault) {
        Expected expected = atCancel(fault);
        caller = caller(access().timeout(isSlow(fault) ? SOON : Duration.ofSeconds(10)));
        sandbox.addFault(fault.word() + "@cancel");

        Verdict verdict = caller.cancel();

        assertThat(verdict.kind()).isEqualTo(expected.kind());
        assertThat(verdict.httpStatus().orElse(0)).isEqualTo(expected.status());
        assertThat(verdict.detail()).isNotBlank().hasSizeLessThan(260);
        assertThat(verdict.retryAfter())
                .isEqualTo(
                        fault.word().endsWith("-retry-after") ? Optional.of(Duration.ofSeconds(1)) : Optional.empty());
        boolean renewed = fault == Fault.UNAUTHORIZED;
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(renewed ? 2 : 1);
        assertThat(sandbox.received(Endpoint.OTHER)).isZero();
        assertThat(sandbox.cancellations().get("SO-1").held()).isEqualTo(expected.applied() ? 1 : 0);
        assertThat(caller.audit())
                .startsWith("token token 200")
                .endsWith("cancel " + expected.kind().word() + " " + expected.status())
                .hasSize(renewed ? 4 : 2);
        assertTheNextRunSendsTheSameBytesAndIsTaken();
    }

    private void assertTheNextRunSendsTheSameBytesAndIsTaken() {
        assertThat(caller(access()).cancel().kind()).isEqualTo(ACCEPTED);
        assertThat(sandbox.cancellations().get("SO-1").held()).isEqualTo(1);
        assertThat(sandbox.requests())
                .filteredOn(request -> request.endpoint() == Endpoint.CANCEL)
                .hasSizeGreaterThan(1)
                .allSatisfy(request -> assertThat(request.body()).isEqualTo(CancelBody.of(Caller.REQUEST)));
    }

    private static boolean isSlow(Fault fault) {
        return fault == Fault.SLOW || fault == Fault.SLOW_BEFORE;
    }

    @Test
    void auditsWhenEachCallBeganAndHowLongItTook() {
        caller.callsTake(Duration.ofMillis(250));
        caller.cancel();
        caller.cancel();

        assertThat(caller.calls)
                .extracting(Call::duration)
                .containsExactly(Duration.ZERO, Duration.ofMillis(250), Duration.ofMillis(250));
        assertThat(caller.calls)
                .extracting(Call::startedAt)
                .containsExactly(
                        caller.clock.instant().minusMillis(500),
                        caller.clock.instant().minusMillis(500),
                        caller.clock.instant().minusMillis(250));
    }

    @Test
    void aClockThatIsPutBackMakesNoNegativeDuration() {
        SettableClock clock = new SettableClock();
        List<Call> calls = new ArrayList<>();
        AtomicLong nanos = new AtomicLong();
        try (YlhClient client = new YlhClient(
                access().access(), RateLimiters.OPEN, Connections.ONE_EACH, clock, nanos::get, checkpoint -> {
                    clock.advance(Duration.ofSeconds(-30));
                    nanos.addAndGet(Duration.ofMillis(7).toNanos());
                })) {
            client.cancel(Caller.REQUEST, calls::add).join();
        }

        assertThat(calls).extracting(Call::duration).containsExactly(Duration.ZERO, Duration.ofMillis(7));
    }

    @Test
    void aTokenThatYlhNoLongerTakesIsReplacedWithinTheAttempt() {
        caller.cancel();
        caller.calls.clear();
        sandbox.expireTokens();

        Verdict verdict = caller.cancel(Caller.request("SO-2"));

        assertThat(verdict.kind()).isEqualTo(ACCEPTED);
        assertThat(caller.audit())
                .containsExactly("cancel token-refused 401", "token token 200", "cancel accepted 200");
        assertThat(sandbox.tokensIssued()).isEqualTo(2);
        assertThat(sandbox.cancellations().get("SO-2").requests()).isEqualTo(2);
        assertThat(sandbox.cancellations().get("SO-2").different()).isFalse();
    }

    @Test
    void aNewTokenThatIsRefusedAsWellIsAnAuthenticationFailure() {
        sandbox.addFault("401*2@cancel");

        Verdict verdict = caller.cancel();

        assertThat(verdict.kind()).isEqualTo(AUTHENTICATION);
        assertThat(verdict.httpStatus()).hasValue(401);
        assertThat(caller.audit())
                .containsExactly(
                        "token token 200", "cancel token-refused 401", "token token 200", "cancel token-refused 401");
        assertThat(caller.cancel().kind()).isEqualTo(ACCEPTED);
    }

    @Test
    void aRefusalThatSaysThatTheTokenIsWrongIsHandledAsSuch() throws IOException {
        SandboxOptions wrongToken = SandboxOptions.defaults().withRefuse("SO-").withRefuseCode("401");
        try (Sandbox strict = Sandbox.start(wrongToken, Clock.systemUTC())) {
            Caller refused = caller(TestAccess.to(strict, folder.resolve("refused.json")));

            Verdict verdict = refused.cancel();

            assertThat(verdict.kind()).isEqualTo(AUTHENTICATION);
            assertThat(verdict.httpStatus()).hasValue(200);
            assertThat(refused.audit())
                    .containsExactly(
                            "token token 200",
                            "cancel token-refused 200",
                            "token token 200",
                            "cancel token-refused 200");
        }
    }

    @Test
    void codesThatTheConfigurationNamesAreNoRefusal() throws IOException {
        SandboxOptions busy = SandboxOptions.defaults().withRefuse("SO-").withRefuseCode("BUSY");
        try (Sandbox strict = Sandbox.start(busy, Clock.systemUTC())) {
            TestAccess access = TestAccess.to(strict, folder.resolve("busy.json"));

            assertThat(caller(access).cancel().kind()).isEqualTo(REJECTED);
            assertThat(caller(access.transientCodes("BUSY")).cancel().kind()).isEqualTo(UNKNOWN);
        }
    }

    @Test
    void withoutANewTokenARefusedOneMeansNotSent() {
        caller.cancel();
        sandbox.expireTokens();
        sandbox.addFault("500@token");

        Verdict verdict = caller.cancel(Caller.request("SO-2"));

        assertThat(verdict.kind()).isEqualTo(NOT_SENT);
        assertThat(sandbox.cancellations().get("SO-2").held()).isZero();
    }

    @Test
    void wrongCredentialsAreAnAuthenticationFailureAndNothingIsSent() {
        List<TestAccess> wrong = List.of(
                access().password("wrong"),
                access().username("nobody"),
                access().clientId("nobody"),
                access().clientSecret("wrong"));
        for (TestAccess access : wrong) {
            Caller stranger = caller(access);

            assertThat(stranger.cancel().kind()).isEqualTo(AUTHENTICATION);
            assertThat(stranger.audit()).hasSize(1);
            assertThat(stranger.calls.get(0).outcome()).isEqualTo("no-token");
        }
        assertThat(sandbox.received(Endpoint.CANCEL)).isZero();
    }

    @Test
    void credentialsMayHoldAnyCharacter() throws IOException {
        String odd = "p&=+ %密码\"ä";
        Credentials credentials = new Credentials("用户 &=", odd, "client", odd);
        try (Sandbox strict =
                Sandbox.start(SandboxOptions.defaults().withCredentials(credentials), Clock.systemUTC())) {
            Caller known = caller(TestAccess.to(strict, folder.resolve("other.json"))
                    .username("用户 &=")
                    .password(odd)
                    .clientId("client")
                    .clientSecret(odd));

            assertThat(known.cancel().kind()).isEqualTo(ACCEPTED);
        }
    }

    private static Expected atToken(Fault fault) {
        return switch (fault) {
            case BAD_REQUEST, REFUSE -> new Expected(AUTHENTICATION, 400, false);
            case UNAUTHORIZED -> new Expected(AUTHENTICATION, 401, false);
            case FORBIDDEN -> new Expected(AUTHENTICATION, 403, false);
            case NOT_FOUND -> new Expected(CONFIGURATION, 404, false);
            case WALL -> new Expected(CONFIGURATION, 405, false);
            case REDIRECT -> new Expected(CONFIGURATION, 302, false);
            case REQUEST_TIMEOUT -> new Expected(NOT_SENT, 408, false);
            case CONFLICT -> new Expected(NOT_SENT, 409, false);
            case TOO_MANY_CALLS, TOO_MANY_CALLS_RETRY_AFTER -> new Expected(NOT_SENT, 429, false);
            case SERVER_ERROR, SERVER_ERROR_AFTER -> new Expected(NOT_SENT, 500, false);
            case BAD_GATEWAY -> new Expected(NOT_SENT, 502, false);
            case UNAVAILABLE, UNAVAILABLE_RETRY_AFTER -> new Expected(NOT_SENT, 503, false);
            case GATEWAY_TIMEOUT, GATEWAY_TIMEOUT_AFTER -> new Expected(NOT_SENT, 504, false);
            case HTML, EMPTY, TRUNCATED, ARRAY, WRONG_TYPE, HUGE -> new Expected(NOT_SENT, 200, false);
            case DROP_BEFORE, DROP_AFTER, TRUNCATED_LENGTH, SLOW, SLOW_BEFORE -> new Expected(NOT_SENT, 0, false);
        };
    }

    @ParameterizedTest
    @EnumSource
    void withoutATokenNothingIsSentWhateverTheTokenEndpointDoes(Fault fault) {
        Expected expected = atToken(fault);
        caller = caller(access().tokenTimeout(isSlow(fault) ? SOON : Duration.ofSeconds(10)));
        sandbox.addFault(fault.word() + "@token");

        Verdict verdict = caller.cancel();

        assertThat(verdict.kind()).isEqualTo(expected.kind());
        assertThat(verdict.httpStatus().orElse(0)).isEqualTo(expected.status());
        assertThat(verdict.detail()).startsWith("no token: ").hasSizeLessThan(260);
        assertThat(sandbox.received(Endpoint.TOKEN)).isEqualTo(1);
        assertThat(sandbox.received(Endpoint.CANCEL)).isZero();
        assertThat(sandbox.received(Endpoint.OTHER)).isZero();
        assertThat(caller.audit())
                .containsExactly(expected.status() == 0 ? "token no-answer 0" : "token no-token " + expected.status());
        assertThat(caller(access()).cancel().kind()).as("the next run").isEqualTo(ACCEPTED);
    }

    @Test
    void waitsAsLongAsTheTokenEndpointAsks() {
        for (String fault : List.of("429-retry-after@token", "503-retry-after@token")) {
            sandbox.addFault(fault);

            assertThat(caller.cancel().retryAfter()).contains(Duration.ofSeconds(1));
        }
    }
}
