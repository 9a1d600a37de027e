package io.github.ylhcancel.sandbox;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ylhcancel.http.Head;
import io.github.ylhcancel.http.Request;
import io.github.ylhcancel.sandbox.Reply.Whole;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Steers a sandbox over HTTP with JSON: what it has received, and how it shall misbehave. It is for programs on this machine only:
 * a page in a browser that gets here by a name of its own (DNS rebinding) or by a cross-site request is turned away.
 */
final class ControlApi {
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]+)?");

    private final PlayYlh ylh;
    private final Sandbox sandbox;
    private final ControlJson json;
    private final Map<String, Map<String, Route>> routes = Map.ofEntries(
            entry("/state", Map.of("GET", now(body -> state()))),
            entry("/requests", Map.of("GET", now(body -> requests()))),
            entry("/cancellations", Map.of("GET", now(body -> cancellations()))),
            entry(
                    "/faults",
                    Map.of(
                            "GET",
                            now(body -> faults()),
                            "POST",
                            now(this::addFaults),
                            "DELETE",
                            now(body -> clearFaults()))),
            entry("/latency", Map.of("POST", now(this::setLatency))),
            entry("/tokens/expire", Map.of("POST", now(body -> expireTokens()))),
            entry("/callbacks", Map.of("GET", now(body -> callbacks()), "POST", this::trigger)),
            entry(
                    "/callbacks/rules",
                    Map.of(
                            "GET",
                            now(body -> rules()),
                            "POST",
                            now(this::addRules),
                            "DELETE",
                            now(body -> clearRules()))),
            entry("/callbacks/url", Map.of("GET", now(body -> callbackUrl()), "POST", now(this::setCallbackUrl))),
            entry("/orders", Map.of("GET", now(body -> orders()), "POST", now(this::know))),
            entry("/reset", Map.of("POST", now(body -> reset()))));

    /** What one method of one path does. */
    private interface Route {
        CompletableFuture<JsonNode> answer(byte[] body);
    }

    private static Route now(Function<byte[], JsonNode> answer) {
        return body -> CompletableFuture.completedFuture(answer.apply(body));
    }

    ControlApi(PlayYlh ylh, Sandbox sandbox, ControlJson json) {
        this.ylh = ylh;
        this.sandbox = sandbox;
        this.json = json;
    }

    CompletableFuture<Whole> answer(Request request) {
        Head head = request.head();
        if (!local(head)) {
            return now(error(
                    403, "Only programs on this machine may use the control address, by 127.0.0.1 or localhost."));
        }
        Map<String, Route> methods = routes.get(head.path());
        if (methods == null) {
            return now(error(404, "There is nothing here. Paths: " + String.join(", ", sorted(routes)) + "."));
        }
        Route route = methods.get(head.method());
        if (route == null) {
            String allowed = String.join(", ", sorted(methods));
            return now(Replies.with(error(405, "This path answers " + allowed + " only."), "Allow", allowed));
        }
        try {
            return route.answer(request.body()).thenApply(answer -> Replies.json(200, answer));
        } catch (IllegalArgumentException badInput) {
            return now(error(400, badInput.getMessage()));
        }
    }

    private static CompletableFuture<Whole> now(Whole answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static boolean local(Head head) {
        boolean fromPage = head.header("Origin").isPresent();
        return !fromPage
                && head.header("Host")
                        .filter(host -> LOOPBACK.matcher(host).matches())
                        .isPresent();
    }

    private static List<String> sorted(Map<String, ?> byName) {
        return byName.keySet().stream().sorted().toList();
    }

    private static Whole error(int status, String message) {
        return Replies.json(status, Json.object().put("error", message));
    }

    private ObjectNode state() {
        return json.state(ylh, sandbox.callbacks());
    }

    private ObjectNode requests() {
        return json.requests(ylh.requests());
    }

    private ObjectNode cancellations() {
        return json.cancellations(ylh.cancellations().values());
    }

    private ObjectNode faults() {
        return json.faults(ylh.faults());
    }

    /** All of them or, if one is wrong, none. */
    private ObjectNode addFaults(byte[] body) {
        ylh.addFaults(texts(body, "500*2").stream().map(FaultRule::parse).toList());
        return faults();
    }

    private ObjectNode clearFaults() {
        ylh.clearFaults();
        return faults();
    }

    /** What stands in {@code add}. */
    private static List<String> texts(byte[] body, String example) {
        JsonNode add = Json.read(body).path("add");
        if (!add.isArray() || add.isEmpty()) {
            throw new IllegalArgumentException("The body must be JSON such as {\"add\":[\"" + example + "\"]}.");
        }
        List<String> texts = new ArrayList<>();
        add.forEach(one -> texts.add(one.isTextual() ? one.textValue() : one.toString()));
        return texts;
    }

    private JsonNode callbacks() {
        return SentCallbackJson.of(sandbox.callbacks());
    }

    /** Is answered when what was wanted has been sent. */
    private CompletableFuture<JsonNode> trigger(byte[] body) {
        return sandbox.trigger(TriggerJson.read(Json.read(body))).thenApply(SentCallbackJson::of);
    }

    private ObjectNode rules() {
        return json.rules(ylh.callbackRules());
    }

    /** All of them or, if one is wrong, none. */
    private ObjectNode addRules(byte[] body) {
        ylh.addCallbackRules(
                texts(body, "late*2").stream().map(CallbackRule::parse).toList());
        return rules();
    }

    private ObjectNode clearRules() {
        ylh.clearCallbackRules();
        return rules();
    }

    private ObjectNode callbackUrl() {
        return Json.object().put("url", ylh.callbackUrl().map(URI::toString).orElse(null));
    }

    private ObjectNode setCallbackUrl(byte[] body) {
        JsonNode url = Json.read(body).path("url");
        if (!url.isTextual()) {
            throw new IllegalArgumentException(
                    "The body must be JSON such as {\"url\":\"http://127.0.0.1:8099/ylh\"}.");
        }
        ylh.setCallbackUrl(URI.create(url.textValue()));
        return callbackUrl();
    }

    private ObjectNode orders() {
        return json.orders(ylh.orders());
    }

    /** All of them or, if one is wrong, none. */
    private ObjectNode know(byte[] body) {
        ylh.know(texts(body, "SO10000002-1=PO10000002:A-100*2").stream()
                .map(KnownOrder::parse)
                .toList());
        return orders();
    }

    private ObjectNode setLatency(byte[] body) {
        JsonNode latency = Json.read(body).path("latency");
        if (!latency.isTextual()) {
            throw new IllegalArgumentException("The body must be JSON such as {\"latency\":\"200ms\"}.");
        }
        ylh.setLatency(DurationText.parse(latency.textValue()));
        return Json.object().put("latency", DurationText.format(ylh.latency()));
    }

    private ObjectNode expireTokens() {
        ylh.expireTokens();
        return Json.object().put("expired", true);
    }

    private ObjectNode reset() {
        sandbox.reset();
        return state();
    }
}
