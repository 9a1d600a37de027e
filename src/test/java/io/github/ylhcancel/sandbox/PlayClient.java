package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Talks to a sandbox as the interface document says, and lets a test change each request. */
final class PlayClient {
    static final String RIGHT_FORM = "grant_type=password&username=sandbox-user&password=sandbox-password-not-secret";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final HttpClient SHARED =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Sandbox sandbox;
    private final HttpClient http;

    PlayClient(Sandbox sandbox) {
        this(sandbox, SHARED);
    }

    PlayClient(Sandbox sandbox, HttpClient http) {
        this.sandbox = sandbox;
        this.http = http;
    }

    static String body(String soId) {
        return """
                {"soId":"%s","cancelTime":"1772352000000","cancelReason":"客户要求取消","sourceSystem":"SHOP"}""".formatted(soId);
    }

    static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> askForToken(String form, UnaryOperator<HttpRequest.Builder> change)
            throws IOException, InterruptedException {
        Credentials known = Credentials.DEFAULT;
        HttpRequest.Builder request = HttpRequest.newBuilder(sandbox.authUri())
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("system-name", "ylh-open-api")
                .header("Authorization", basic(known.clientId(), known.clientSecret()))
                .POST(BodyPublishers.ofString(form));
        return send(change.apply(request));
    }

    HttpResponse<String> askForToken() throws IOException, InterruptedException {
        return askForToken(RIGHT_FORM, request -> request);
    }

    static String basic(String clientId, String clientSecret) {
        return "Basic "
                + Base64.getEncoder().encodeToString((clientId + ":" + clientSecret).getBytes(StandardCharsets.UTF_8));
    }

    String token() throws IOException, InterruptedException {
        return json(askForToken()).path("access_token").textValue();
    }

    HttpRequest.Builder cancelRequest(String token, String body) {
        return HttpRequest.newBuilder(cancelUri())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body));
    }

    URI cancelUri() {
        return URI.create(sandbox.baseUri() + "/api/page/hmm/retailorder/cancel-hmm-retail-order");
    }

    HttpResponse<String> cancel(String token, String soId) throws IOException, InterruptedException {
        return send(cancelRequest(token, body(soId)));
    }

    CompletableFuture<HttpResponse<String>> cancelLater(String token, String soId) {
        return http.sendAsync(cancelRequest(token, body(soId)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> control(String method, String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(sandbox.controlUri() + path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
