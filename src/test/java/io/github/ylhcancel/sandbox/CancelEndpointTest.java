package io.github.ylhcancel.sandbox;

import static io.github.ylhcancel.sandbox.PlayClient.body;
import static io.github.ylhcancel.sandbox.PlayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CancelEndpointTest {
    private final SettableClock clock = new SettableClock();
    private Sandbox sandbox;
    private PlayClient client;
    private String token;

    @BeforeEach
    void start() throws Exception {
        restart(SandboxOptions.defaults());
    }

    private void restart(SandboxOptions options) throws Exception {
        stop();
        sandbox = Sandbox.start(options, clock);
        client = new PlayClient(sandbox);
        token = client.token();
    }

    @AfterEach
    void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void acceptsACancellation() throws Exception {
        HttpResponse<String> answer = client.cancel(token, "SO-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("""
                        {"success":true,"code":"0","description":"成功","data":{"soId":"SO-1"}}""");
        assertThat(sandbox.cancellations()).containsOnlyKeys("SO-1");
        assertThat(sandbox.cancellations().get("SO-1")).isEqualTo(new Cancellation("SO-1", 1, 1, false));
    }

    @Test
    void remembersTheRequestByteForByte() throws Exception {
        client.cancel(token, "SO-1");

        assertThat(sandbox.requests()).hasSize(2);
        ReceivedRequest request = sandbox.requests().get(1);
        assertThat(request.number()).isEqualTo(2);
        assertThat(request.time()).isEqualTo(clock.instant());
        assertThat(request.endpoint()).isEqualTo(Endpoint.CANCEL);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(client.cancelUri().getPath());
        assertThat(request.headerNames()).contains("authorization", "content-type");
        assertThat(request.contentType()).contains("application/json");
        assertThat(request.systemName()).isEmpty();
        assertThat(request.text()).isEqualTo(body("SO-1"));
        assertThat(request.soId()).contains("SO-1");
        assertThat(request.applied()).isTrue();
        assertThat(request.fault()).isEmpty();
        assertThat(request.status()).hasValue(200);
        assertThat(request.dropped()).isFalse();
    }

    @Test
    void theSameRequestAgainStillLeavesOneCancellation() throws Exception {
        client.cancel(token, "SO-1");

        assertThat(json(client.cancel(token, "SO-1")).path("success").booleanValue())
                .isTrue();
        assertThat(sandbox.cancellations().get("SO-1")).isEqualTo(new Cancellation("SO-1", 1, 2, false));
    }

    @Test
    void anotherTimeInTheSameCancellationIsADifference() throws Exception {
        client.cancel(token, "SO-1");
        String different = body("SO-1").replace("1772352000000", "1772352000001");

        HttpResponse<String> answer = client.send(client.cancelRequest(token, different));

        assertThat(json(answer).path("success").booleanValue()).isTrue();
        assertThat(sandbox.cancellations().get("SO-1")).isEqualTo(new Cancellation("SO-1", 1, 2, true));
    }

    @Test
    void aDifferenceIsSeenEvenIfTheFirstRequestWasTurnedAway() throws Exception {
        client.send(client.cancelRequest("no-token", body("SO-1").replace("客户", "用户")));
        client.cancel(token, "SO-1");

        assertThat(sandbox.cancellations().get("SO-1")).isEqualTo(new Cancellation("SO-1", 1, 2, true));
    }

    @Test
    void refusesADifferentRequestIfToldTo() throws Exception {
        restart(SandboxOptions.defaults().withRefuseDifferent(true));
        client.cancel(token, "SO-1");
        String different = body("SO-1").replace("1772352000000", "1772352000001");

        HttpResponse<String> answer = client.send(client.cancelRequest(token, different));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("success").booleanValue()).isFalse();
        assertThat(json(answer).path("code").textValue()).isEqualTo("REQUEST_DIFFERS");
        assertThat(json(client.cancel(token, "SO-1")).path("success").booleanValue())
                .isTrue();
    }

    @Test
    void eachRequestLeavesACancellationWhenNotIdempotent() throws Exception {
        restart(SandboxOptions.defaults().withIdempotent(false));
        client.cancel(token, "SO-1");
        client.cancel(token, "SO-1");

        assertThat(sandbox.cancellations().get("SO-1").held()).isEqualTo(2);
    }

    @Test
    void theBusinessRefusesWhatItIsToldTo() throws Exception {
        restart(SandboxOptions.defaults().withRefuse("SHIPPED"));

        HttpResponse<String> answer = client.cancel(token, "SO-SHIPPED-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("success").booleanValue()).isFalse();
        assertThat(json(answer).path("description").textValue()).isEqualTo("订单已发货，不能取消");
        assertThat(sandbox.cancellations().get("SO-SHIPPED-1"))
                .isEqualTo(new Cancellation("SO-SHIPPED-1", 0, 1, false));
        assertThat(json(client.cancel(token, "SO-2")).path("success").booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soId", "cancelTime", "cancelReason", "sourceSystem"})
    void eachFieldIsRequired(String field) throws Exception {
        assertBadRequest(body("SO-1").replace('"' + field + '"', "\"another\""), field + " must be a string");
        assertBadRequest(body("SO-1").replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\" \""), field);
        assertBadRequest(body("SO-1").replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":17"), field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"soId\":             | the body must be a JSON object",
                "''                     | the body must be a JSON object",
                "[]                     | the body must be a JSON object",
                "{} {}                  | the body must be a JSON object",
                "{\"soId\":\"1\",\"soId\":\"2\"} | the body must be a JSON object"
            })
    void wantsOneJsonObject(String body, String complaint) throws Exception {
        assertBadRequest(body, complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "\"-1\"", "\"1.7e12\"", "\"１７７\"", "1772352000000"})
    void theTimeIsDigitsInAString(String time) throws Exception {
        assertBadRequest(body("SO-1").replace("\"1772352000000\"", time), "cancelTime must be a string");
    }

    private void assertBadRequest(String body, String complaint) throws Exception {
        HttpResponse<String> answer = client.send(client.cancelRequest(token, body));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("success").isBoolean()).isTrue();
        assertThat(json(answer).path("description").textValue()).contains(complaint);
        assertThat(sandbox.cancellations().values()).allMatch(cancellation -> cancellation.held() == 0);
    }

    @Test
    void wantsJson() throws Exception {
        HttpRequest.Builder request = client.cancelRequest(token, body("SO-1")).setHeader("Content-Type", "text/plain");

        assertThat(client.send(request).statusCode()).isEqualTo(400);
    }

    @Test
    void wantsAPost() throws Exception {
        assertThat(client.send(client.cancelRequest(token, "").GET()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void wantsAToken() throws Exception {
        HttpResponse<String> answer = client.cancel("no-token", "SO-1");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("code").textValue()).isEqualTo("401");
        assertThat(sandbox.cancellations().get("SO-1")).isEqualTo(new Cancellation("SO-1", 0, 1, false));
    }

    @Test
    void theNameOfTheSchemeMayBeInAnyCase() throws Exception {
        HttpRequest.Builder request =
                client.cancelRequest(token, body("SO-1")).setHeader("Authorization", "bearer " + token);

        assertThat(client.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenDiesWhenItsLifeEnds() throws Exception {
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(200);
        clock.advance(Duration.ofMillis(1));
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenMayDieEarlierThanItSays() throws Exception {
        restart(SandboxOptions.defaults().withExpireTokensAfter(Duration.ofSeconds(30)));

        assertThat(json(client.askForToken()).path("expires_in").intValue()).isEqualTo(3600);
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(30));
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(401);
    }

    @Test
    void expiringTokensEndsThemAll() throws Exception {
        sandbox.expireTokens();

        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(401);
        assertThat(client.cancel(client.token(), "SO-1").statusCode()).isEqualTo(200);
    }

    @Test
    void theCallAboveTheLimitIsTurnedAwayAndNotApplied() throws Exception {
        restart(SandboxOptions.defaults().withCallsPerSecond(2).withRetryAfter(Duration.ofMillis(1_200)));
        client.cancel(token, "SO-1");
        client.cancel(token, "SO-2");

        HttpResponse<String> third = client.cancel(token, "SO-3");

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).contains("2");
        assertThat(sandbox.cancellations().get("SO-3").held()).isZero();
        assertThat(sandbox.mostCallsInOneSecond()).isEqualTo(3);
        clock.advance(Duration.ofSeconds(1));
        assertThat(client.cancel(token, "SO-3").statusCode()).isEqualTo(200);
        assertThat(sandbox.mostCallsInOneSecond()).isEqualTo(3);
    }

    @Test
    void withoutATimeToWaitThereIsNoRetryAfter() throws Exception {
        restart(SandboxOptions.defaults().withCallsPerSecond(1));
        client.cancel(token, "SO-1");

        assertThat(client.cancel(token, "SO-1").headers().firstValue("Retry-After"))
                .isEmpty();
    }

    @Test
    void tokenCallsDoNotCountForTheLimit() throws Exception {
        restart(SandboxOptions.defaults().withCallsPerSecond(1));
        client.token();
        client.token();

        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(200);
        assertThat(sandbox.mostCallsInOneSecond()).isEqualTo(1);
    }

    @Test
    void aBodyBeyondAllMeasureIsRefused() throws Exception {
        HttpResponse<String> answer = client.send(client.cancelRequest(token, body("X".repeat(Call.LONGEST_BODY))));

        assertThat(answer.statusCode()).isEqualTo(413);
    }
}
