package io.github.ylhcancel.sandbox;

import static io.github.ylhcancel.sandbox.PlayClient.body;
import static io.github.ylhcancel.sandbox.PlayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlApiTest {
    private Sandbox sandbox;
    private PlayClient client;
    private String token;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(
                SandboxOptions.defaults()
                        .withSlowDelay(Duration.ofMillis(1_500))
                        .withFaults("drop-after"),
                new SettableClock());
        client = new PlayClient(sandbox);
        token = client.token();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void showsTheState() throws Exception {
        client.send(client.cancelRequest("no-token", body("SO-1")));

        assertThat(get("/state")).isEqualTo(expected("""
                                {"auth_url":"%s","base_url":"%s","tokens_issued":1,"most_calls_in_one_second":1,"latency":"0s",
                                 "requests":{"token":1,"cancel":1,"other":0},
                                 "calls":{"first_at":"2026-03-01T08:00:00Z","last_at":"2026-03-01T08:00:00Z","answers":{"401":1}},
                                 "cancellations":{"so_ids":1,"held":0,"different":0},
                                 "faults":["drop-after*1@cancel"],
                                 "callbacks":{"url":null,"sent":0,"answered":0,"open":0,"rules":[]},
                                 "options":{"latency":"0s","token_latency":"0s","calls_per_second":100,"retry_after":null,
                                   "token_life":"3600s","expire_tokens_after":null,"slow_delay":"1500ms",
                                   "faults":["drop-after*1@cancel"],"seed":1,"refuse":null,"refuse_code":"ORDER_SHIPPED","refuse_different":false,
                                   "idempotent":true,"record_limit":50000}}
                                """.formatted(sandbox.authUri(), sandbox.baseUri())));
    }

    @Test
    void countsTheCallsByTheirAnswers() throws Exception {
        client.send(client.cancelRequest("no-token", body("SO-1")));
        try (RawConnection connection = new RawConnection(sandbox.baseUri())) {
            connection.sendCancel(token, body("SO-1"));
            connection.readAll();
        }
        client.cancel(token, "SO-2");
        client.cancel(token, "SO-3");

        assertThat(get("/state").path("calls").path("answers"))
                .isEqualTo(expected("{\"200\":2,\"401\":1,\"dropped\":1}"));
        sandbox.reset();
        assertThat(get("/state").path("calls"))
                .isEqualTo(expected("{\"first_at\":null,\"last_at\":null,\"answers\":{}}"));
    }

    @Test
    void listsTheRequests() throws Exception {
        try (RawConnection connection = new RawConnection(sandbox.baseUri())) {
            connection.sendCancel(token, body("SO-1"));
            connection.readAll();
        }

        JsonNode requests = get("/requests").path("requests");

        assertThat(requests).hasSize(2);
        assertThat(requests.get(0).path("body").textValue()).isEmpty();
        assertThat(requests.get(0).path("status").intValue()).isEqualTo(200);
        assertThat(requests.get(1)).isEqualTo(expected("""
                                {"number":2,"time":"2026-03-01T08:00:00Z","endpoint":"cancel","method":"POST","path":"%s",
                                 "header_names":["authorization","content-length","content-type","host"],
                                 "content_type":"application/json","system_name":null,"body":"%s","so_id":"SO-1",
                                 "applied":true,"fault":"drop-after","status":null,"dropped":true}
                                """.formatted(
                        Endpoint.CANCEL.path(), body("SO-1").replace("\"", "\\\""))));
    }

    @Test
    void neitherTokenNorSecretShows() throws Exception {
        sandbox.clearFaults();
        client.cancel(token, "SO-1");

        for (String path : new String[] {"/state", "/requests", "/cancellations"}) {
            assertThat(client.control("GET", path, "").body())
                    .doesNotContain(token)
                    .doesNotContain("not-secret")
                    .doesNotContain(PlayClient.basic("sandbox-client", "sandbox-client-secret-not-secret"));
        }
    }

    @Test
    void listsTheCancellations() throws Exception {
        sandbox.clearFaults();
        client.cancel(token, "SO-1");
        client.cancel(token, "SO-1");

        assertThat(get("/cancellations")).isEqualTo(expected("""
                                {"cancellations":[{"so_id":"SO-1","held":1,"requests":2,"different":false}]}"""));
    }

    @Test
    void addsListsAndClearsFaults() throws Exception {
        HttpResponse<String> added = client.control("POST", "/faults", "{\"add\":[\"500*2\",\"slow%5@token\"]}");

        String all = "{\"faults\":[\"drop-after*1@cancel\",\"500*2@cancel\",\"slow%5@token\"]}";
        assertThat(json(added)).isEqualTo(expected(all));
        assertThat(get("/faults")).isEqualTo(expected(all));
        assertThat(json(client.control("DELETE", "/faults", ""))).isEqualTo(expected("{\"faults\":[]}"));
        assertThat(sandbox.faults()).isEmpty();
    }

    @Test
    void addsAllFaultsOrNone() throws Exception {
        HttpResponse<String> answer = client.control("POST", "/faults", "{\"add\":[\"500\",\"5OO\"]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").textValue()).contains("no kind is called \"5OO\"");
        assertThat(sandbox.faults()).hasSize(1);
    }

    @Test
    void setsTheLatency() throws Exception {
        sandbox.clearFaults();

        assertThat(client.control("POST", "/latency", "{\"latency\":\"50ms\"}").body())
                .isEqualTo("{\"latency\":\"50ms\"}");

        long start = System.nanoTime();
        client.cancel(token, "SO-1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void expiresTokens() throws Exception {
        assertThat(client.control("POST", "/tokens/expire", "").body()).isEqualTo("{\"expired\":true}");

        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(401);
    }

    @Test
    void resets() throws Exception {
        assertThat(client.control("POST", "/reset", "").statusCode()).isEqualTo(200);

        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/faults  | ''                      | The body must be JSON such as {\"add\":[\"500*2\"]}.",
                "/faults  | {\"add\":[]}            | The body must be JSON such as",
                "/faults  | {\"add\":\"500\"}       | The body must be JSON such as",
                "/faults  | {\"add\":[999]}         | no kind is called \"999\"",
                "/latency | {\"latency\":200}       | The body must be JSON such as {\"latency\":\"200ms\"}.",
                "/latency | {\"latency\":\"soon\"}  | \"soon\" is not a duration"
            })
    void saysInOneLineWhatIsWrong(String path, String body, String complaint) throws Exception {
        HttpResponse<String> answer = client.control("POST", path, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").textValue()).contains(complaint).doesNotContain("\n");
    }

    @Test
    void anUnknownPathListsTheKnownOnes() throws Exception {
        HttpResponse<String> answer = client.control("GET", "/nothing", "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).path("error").textValue()).contains("/cancellations", "/state");
    }

    @Test
    void anotherMethodIsNotAllowed() throws Exception {
        HttpResponse<String> answer = client.control("PUT", "/faults", "");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("DELETE, GET, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:8080", "localhost", "localhost:80", "[::1]:99"})
    void knowsTheNamesOfThisMachine(String host) throws Exception {
        assertThat(stateAskedFor("Host: " + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"attacker.example", "127.0.0.1.attacker.example", "localhost.example:80", "10.0.0.1", "[::2]"})
    void turnsAwayWhoComesByAnotherName(String host) throws Exception {
        assertThat(stateAskedFor("Host: " + host)).startsWith("HTTP/1.1 403");
    }

    @Test
    void turnsAwayWhoComesWithoutAName() throws Exception {
        assertThat(stateAskedFor("X-Nothing: here")).startsWith("HTTP/1.1 400");
    }

    @Test
    void turnsPagesInABrowserAway() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.controlUri() + "/reset"))
                .header("Origin", "http://attacker.example")
                .POST(HttpRequest.BodyPublishers.noBody());

        assertThat(client.send(request).statusCode()).isEqualTo(403);
        assertThat(sandbox.requests()).hasSize(1);
    }

    private String stateAskedFor(String header) throws IOException {
        try (RawConnection connection = new RawConnection(sandbox.controlUri())) {
            connection.send("GET /state HTTP/1.1\n" + header + "\nConnection: close", "");
            return connection.readThrough("\r\n");
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.control("GET", path, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }

    private static JsonNode expected(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
