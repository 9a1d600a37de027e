package io.github.ylhcancel.sandbox;

import static io.github.ylhcancel.sandbox.PlayClient.body;
import static io.github.ylhcancel.sandbox.PlayClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.sandbox.Fault.Moment;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsOverHttpTest {
    private static final Duration SLOW = Duration.ofMillis(60);

    private Sandbox sandbox;
    private PlayClient client;
    private String token;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults().withSlowDelay(SLOW), Clock.systemUTC());
        client = new PlayClient(sandbox);
        token = client.token();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void isAppliedExactlyWhenTheFaultComesAfterwards(Fault fault) throws Exception {
        sandbox.addFault(fault.word());

        try {
            client.cancel(token, "SO-1");
        } catch (IOException lost) {
            assertThat(fault).isIn(Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.TRUNCATED_LENGTH);
        }

        boolean applied = fault.moment() == Moment.AFTER;
        assertThat(sandbox.cancellations().get("SO-1").held()).isEqualTo(applied ? 1 : 0);
        ReceivedRequest request = sandbox.requests().get(1);
        assertThat(request.fault()).contains(fault);
        assertThat(request.applied()).isEqualTo(applied);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theNextRequestIsHealthyAgain(Fault fault) throws Exception {
        sandbox.addFault(fault.word());
        try {
            client.cancel(token, "SO-1");
        } catch (IOException lost) {
            // Some faults are meant to do this.
        }

        assertThat(json(client.cancel(client.token(), "SO-1")).path("success").booleanValue())
                .isTrue();
        assertThat(sandbox.cancellations().get("SO-1").held()).isEqualTo(1);
    }

    @Test
    void theSameSeedBringsASoIdTheSameAnswersWhateverElseIsAsked() throws Exception {
        SandboxOptions options = SandboxOptions.defaults()
                .withCallsPerSecond(0)
                .withSlowDelay(Duration.ofMillis(1))
                .withSeed(42)
                .withFaults("any%60");
        List<String> fates = new ArrayList<>();
        for (int others : new int[] {0, 3}) {
            try (Sandbox seeded = Sandbox.start(options, Clock.systemUTC())) {
                PlayClient asking = new PlayClient(seeded);
                for (int request = 0; request < 30; request++) {
                    for (int other = 0; other < others; other++) {
                        answerOrNothing(asking, "SO-OTHER-" + other);
                    }
                    answerOrNothing(asking, "SO-1");
                }
                fates.add(seeded.requests().stream()
                        .filter(received -> received.soId().equals(Optional.of("SO-1")))
                        .map(received -> received.fault().map(Fault::word).orElse("-"))
                        .collect(Collectors.joining(" ")));
            }
        }

        assertThat(fates.get(0)).contains("-").isEqualTo(fates.get(1));
    }

    private static void answerOrNothing(PlayClient asking, String soId) throws Exception {
        try {
            asking.cancel(asking.token(), soId);
        } catch (IOException lost) {
            // Some faults are meant to do this.
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400,400",
        "401,401",
        "403,403",
        "404,404",
        "408,408",
        "409,409",
        "429,429",
        "429-retry-after,429",
        "500,500",
        "500-after,500",
        "502,502",
        "503,503",
        "503-retry-after,503",
        "504,504",
        "504-after,504",
        "slow-before,504",
        "redirect,302",
        "html,200",
        "empty,200",
        "truncated,200",
        "array,200",
        "wrong-type,200",
        "refuse,200",
        "slow,200"
    })
    void answersWithThisStatus(String fault, int status) throws Exception {
        sandbox.addFault(fault);

        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(status);
        assertThat(sandbox.requests().get(1).status()).hasValue(status);
    }

    @ParameterizedTest
    @CsvSource({"429,", "429-retry-after,1", "503,", "503-retry-after,1"})
    void onlySomeSayWhenToComeBack(String fault, String retryAfter) throws Exception {
        sandbox.addFault(fault);

        assertThat(client.cancel(token, "SO-1")
                        .headers()
                        .firstValue("Retry-After")
                        .orElse(null))
                .isEqualTo(retryAfter);
    }

    @Test
    void a401EndsThePresentedToken() throws Exception {
        sandbox.addFault("401");
        String other = client.token();

        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(401);
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(401);
        assertThat(client.cancel(other, "SO-1").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop-before", "drop-after"})
    void aDropSendsNotOneByte(String fault) throws Exception {
        sandbox.addFault(fault);

        try (RawConnection connection = new RawConnection(sandbox.baseUri())) {
            connection.sendCancel(token, body("SO-1"));
            assertThat(connection.readAll()).isEmpty();
        }
        assertThat(sandbox.requests().get(1).dropped()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop-before", "drop-after", "truncated-length"})
    void anHttpClientSeesThatTheConnectionIsLost(String fault) {
        sandbox.addFault(fault);

        assertThatThrownBy(() -> client.cancel(token, "SO-1")).isInstanceOf(IOException.class);
        assertThat(sandbox.requests())
                .as("the client did not repeat it by itself")
                .hasSize(2);
    }

    @Test
    void aDropWaitsForTheLatencyToo() throws Exception {
        sandbox.setLatency(SLOW);
        sandbox.addFault("drop-after");
        long start = System.nanoTime();

        try (RawConnection connection = new RawConnection(sandbox.baseUri())) {
            connection.sendCancel(token, body("SO-1"));
            assertThat(connection.readAll()).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SLOW);
    }

    @Test
    void halfOfTheJsonWithTheLengthOfTheHalf() throws Exception {
        sandbox.addFault("truncated");

        HttpResponse<String> answer = client.cancel(token, "SO-1");

        assertThat(answer.body()).startsWith("{\"success\":true");
        assertThat(json(answer).isMissingNode()).isTrue();
    }

    @Test
    void halfOfTheJsonWithTheLengthOfTheWhole() throws Exception {
        sandbox.addFault("truncated-length");

        try (RawConnection connection = new RawConnection(sandbox.baseUri())) {
            connection.sendCancel(token, body("SO-1"));
            String[] parts = connection.readAll().split("\r\n\r\n", 2);
            assertThat(parts[0]).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 73");
            assertThat(parts[1]).startsWith("{\"success\":true");
            assertThat(parts[1].length()).isBetween(20, 40);
        }
    }

    @Test
    void a200ThatIsNotTheJsonOfTheInterface() throws Exception {
        sandbox.addFault("html");
        sandbox.addFault("empty");
        sandbox.addFault("array");
        sandbox.addFault("wrong-type");

        HttpResponse<String> html = client.cancel(token, "SO-1");
        assertThat(html.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(html.body()).startsWith("<!DOCTYPE html>").contains("系统维护中");
        assertThat(client.cancel(token, "SO-1").body()).isEmpty();
        assertThat(json(client.cancel(token, "SO-1")).isArray()).isTrue();
        assertThat(client.cancel(token, "SO-1").body()).isEqualTo("{\"success\":\"maybe\"}");
    }

    @Test
    void aRefusalIsA200() throws Exception {
        sandbox.addFault("refuse");

        HttpResponse<String> answer = client.cancel(token, "SO-1");

        assertThat(json(answer).path("success").booleanValue()).isFalse();
        assertThat(json(answer).path("description").textValue()).isEqualTo("订单已发货，不能取消");
    }

    @Test
    void hugeIsTheProperAnswerInMegabytes() throws Exception {
        sandbox.addFault("huge");

        HttpResponse<String> answer = client.cancel(token, "SO-1");

        assertThat(answer.body().length()).isGreaterThan(8_000_000);
        assertThat(json(answer).path("success").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"slow,200", "slow-before,504"})
    void slowTakesItsTime(String fault, int status) throws Exception {
        sandbox.addFault(fault);
        long start = System.nanoTime();

        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(status);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SLOW);
    }

    @Test
    void aRedirectLeadsAway() throws Exception {
        sandbox.addFault("redirect");

        assertThat(client.cancel(token, "SO-1").headers().firstValue("Location"))
                .contains("/moved");
    }

    @Test
    void aRequestThatIsWrongAnywayUsesUpNoFault() throws Exception {
        sandbox.addFault("500");

        assertThat(client.cancel("no-token", "SO-1").statusCode()).isEqualTo(401);
        assertThat(client.send(client.cancelRequest(token, "{}")).statusCode()).isEqualTo(400);
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(500);
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(200);
    }

    @Test
    void faultsCanBeTakenBack() throws Exception {
        sandbox.addFault("500*");
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(500);
        assertThat(sandbox.faults()).containsExactly(FaultRule.parse("500*"));

        sandbox.clearFaults();

        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(200);
        assertThat(sandbox.faults()).isEmpty();
    }
}
