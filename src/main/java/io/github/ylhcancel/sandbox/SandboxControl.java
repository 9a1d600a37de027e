package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Steers a sandbox that runs in another process. */
public final class SandboxControl {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    /** An answer from the shop, and the rest. */
    private static final Duration ONE = CallbackOptions.NONE.timeout().plusSeconds(5);

    private SandboxControl() {}

    /**
     * Has it send a callback, and waits for the answers.
     *
     * @param control its control address
     * @throws IOException if no sandbox answers there
     * @throws IllegalArgumentException with the sandbox's own words, if it does not do that
     */
    public static List<SentCallback> trigger(URI control, Trigger trigger) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECTING)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(withoutSlash(control) + "/callbacks"))
                .timeout(ONE.plus(trigger.delay()).multipliedBy(trigger.times()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(TriggerJson.of(trigger))))
                .build();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        JsonNode json = Json.read(answer.body());
        if (json.path("error").isTextual()) {
            throw new IllegalArgumentException(json.path("error").textValue());
        }
        return SentCallbackJson.read(json)
                .orElseThrow(() -> new IOException("HTTP " + answer.statusCode() + ", and no answer of a sandbox"));
    }

    private static String withoutSlash(URI control) {
        String text = control.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
