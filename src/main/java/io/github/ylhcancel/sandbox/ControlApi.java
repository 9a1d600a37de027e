package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.ylhcancel.sandbox.Reply.Whole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Steers a sandbox over HTTP with JSON: what it has received, and how it shall misbehave. It is for programs on this machine only:
 * a page in a browser that gets here by a name of its own (DNS rebinding) or by a cross-site request is turned away.
 */
final class ControlApi {
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]+)?");

    private final PlayYlh ylh;
    private final ControlJson json;
    private final Map<String, Map<String, Function<byte[], JsonNode>>> routes = Map.of(
            "/state", Map.of("GET", body -> state()),
            "/requests", Map.of("GET", body -> requests()),
            "/cancellations", Map.of("GET", body -> cancellations()),
            "/faults", Map.of("GET", body -> faults(), "POST", this::addFaults, "DELETE", body -> clearFaults()),
            "/latency", Map.of("POST", this::setLatency),
            "/tokens/expire", Map.of("POST", body -> expireTokens()),
            "/reset", Map.of("POST", body -> reset()));

    ControlApi(PlayYlh ylh, ControlJson json) {
        this.ylh = ylh;
        this.json = json;
    }

    Whole answer(HttpExchange exchange) throws IOException {
        if (!local(exchange)) {
            return error(403, "Only programs on this machine may use the control address, by 127.0.0.1 or localhost.");
        }
        Map<String, Function<byte[], JsonNode>> methods =
                routes.get(exchange.getRequestURI().getRawPath());
        if (methods == null) {
            return error(404, "There is nothing here. Paths: " + String.join(", ", sorted(routes)) + ".");
        }
        Function<byte[], JsonNode> route = methods.get(exchange.getRequestMethod());
        if (route == null) {
            String allowed = String.join(", ", sorted(methods));
            return Replies.with(error(405, "This path answers " + allowed + " only."), "Allow", allowed);
        }
        return answer(route, exchange.getRequestBody().readNBytes(Call.LONGEST_BODY));
    }

    private static Whole answer(Function<byte[], JsonNode> route, byte[] body) {
        try {
            return Replies.json(200, route.apply(body));
        } catch (IllegalArgumentException badInput) {
            return error(400, badInput.getMessage());
        }
    }

    private static boolean local(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        boolean fromPage = exchange.getRequestHeaders().containsKey("Origin");
        return host != null && LOOPBACK.matcher(host).matches() && !fromPage;
    }

    private static List<String> sorted(Map<String, ?> byName) {
        return byName.keySet().stream().sorted().toList();
    }

    private static Whole error(int status, String message) {
        return Replies.json(status, Json.object().put("error", message));
    }

    private ObjectNode state() {
        return json.state(ylh);
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
        JsonNode add = Json.read(body).path("add");
        if (!add.isArray() || add.isEmpty()) {
            throw new IllegalArgumentException("The body must be JSON such as {\"add\":[\"500*2\"]}.");
        }
        List<FaultRule> rules = new ArrayList<>();
        add.forEach(rule -> rules.add(FaultRule.parse(rule.isTextual() ? rule.textValue() : rule.toString())));
        ylh.addFaults(rules);
        return faults();
    }

    private ObjectNode clearFaults() {
        ylh.clearFaults();
        return faults();
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
        ylh.reset();
        return state();
    }
}
