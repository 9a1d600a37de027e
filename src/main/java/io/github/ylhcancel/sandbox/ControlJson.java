package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * How the control address shows a sandbox: snake_case, times as ISO-8601, never a credential.
 *
 * @param authUri where tokens are issued
 * @param baseUri what goes in front of the order system's paths
 */
record ControlJson(URI authUri, URI baseUri) {
    ObjectNode state(PlayYlh ylh, List<SentCallback> sent) {
        ObjectNode state = Json.object()
                .put("auth_url", authUri.toString())
                .put("base_url", baseUri.toString())
                .put("tokens_issued", ylh.tokensIssued())
                .put("most_calls_in_one_second", ylh.mostCallsInOneSecond())
                .put("latency", DurationText.format(ylh.latency()));
        ObjectNode requests = state.putObject("requests");
        for (Endpoint endpoint : Endpoint.values()) {
            requests.put(endpoint.word(), ylh.received(endpoint));
        }
        putCalls(state.putObject("calls"), ylh.calls());
        putTotals(state.putObject("cancellations"), ylh.cancellations().values());
        putFaults(state, ylh.faults());
        putCallbacks(state.putObject("callbacks"), ylh, sent);
        putOptions(state.putObject("options"), ylh.options());
        return state;
    }

    private static void putCalls(ObjectNode json, CallTotals calls) {
        json.put("first_at", calls.first().map(Instant::toString).orElse(null));
        json.put("last_at", calls.last().map(Instant::toString).orElse(null));
        ObjectNode answers = json.putObject("answers");
        new TreeMap<>(calls.answers()).forEach(answers::put);
    }

    private static void putTotals(ObjectNode totals, Collection<Cancellation> cancellations) {
        totals.put("so_ids", cancellations.size());
        totals.put("held", cancellations.stream().mapToInt(Cancellation::held).sum());
        totals.put(
                "different",
                cancellations.stream().filter(Cancellation::different).count());
    }

    private static void putCallbacks(ObjectNode json, PlayYlh ylh, List<SentCallback> sent) {
        json.put("url", ylh.callbackUrl().map(URI::toString).orElse(null));
        json.put("sent", sent.size());
        json.put("answered", sent.stream().filter(SentCallback::isAnswered).count());
        json.put("open", sent.stream().filter(SentCallback::open).count());
        putRules(json, ylh.callbackRules());
    }

    private static void putOptions(ObjectNode json, SandboxOptions options) {
        json.put("latency", DurationText.format(options.latency()));
        json.put("token_latency", DurationText.format(options.tokenLatency()));
        json.put("calls_per_second", options.callsPerSecond());
        json.put("retry_after", options.retryAfter().map(DurationText::format).orElse(null));
        json.put("token_life", DurationText.format(options.tokenLife()));
        json.put(
                "expire_tokens_after",
                options.expireTokensAfter().map(DurationText::format).orElse(null));
        json.put("slow_delay", DurationText.format(options.slowDelay()));
        putFaults(json, options.faults());
        json.put("seed", options.seed());
        json.put("refuse", options.refuse().orElse(null));
        json.put("refuse_code", options.refuseCode());
        json.put("refuse_different", options.refuseDifferent());
        json.put("idempotent", options.idempotent());
        json.put("record_limit", options.recordLimit());
    }

    ObjectNode requests(List<ReceivedRequest> requests) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("requests");
        requests.forEach(request -> put(list.addObject(), request));
        return json;
    }

    private static void put(ObjectNode json, ReceivedRequest request) {
        json.put("number", request.number());
        json.put("time", request.time().toString());
        json.put("endpoint", request.endpoint().word());
        json.put("method", request.method());
        json.put("path", request.path());
        request.headerNames().forEach(json.putArray("header_names")::add);
        json.put("content_type", request.contentType().orElse(null));
        json.put("system_name", request.systemName().orElse(null));
        json.put("body", request.text());
        json.put("so_id", request.soId().orElse(null));
        json.put("applied", request.applied());
        json.put("fault", request.fault().map(Fault::word).orElse(null));
        json.put("status", request.dropped() ? null : (Integer) request.status().getAsInt());
        json.put("dropped", request.dropped());
    }

    ObjectNode cancellations(Collection<Cancellation> cancellations) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("cancellations");
        cancellations.forEach(cancellation -> list.addObject()
                .put("so_id", cancellation.soId())
                .put("held", cancellation.held())
                .put("requests", cancellation.requests())
                .put("different", cancellation.different()));
        return json;
    }

    ObjectNode rules(List<CallbackRule> rules) {
        ObjectNode json = Json.object();
        putRules(json, rules);
        return json;
    }

    private static void putRules(ObjectNode json, List<CallbackRule> rules) {
        ArrayNode list = json.putArray("rules");
        rules.forEach(rule -> list.add(rule.toString()));
    }

    ObjectNode orders(List<KnownOrder> orders) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("orders");
        for (KnownOrder order : orders) {
            ArrayNode products = list.addObject()
                    .put("so_id", order.soId())
                    .put("order", order.number())
                    .put("supplier_order", order.supplierNumber())
                    .putArray("products");
            order.products()
                    .forEach(product ->
                            products.addObject().put("code", product.code()).put("quantity", product.quantity()));
        }
        return json;
    }

    ObjectNode faults(List<FaultRule> rules) {
        ObjectNode json = Json.object();
        putFaults(json, rules);
        return json;
    }

    private static void putFaults(ObjectNode json, List<FaultRule> rules) {
        ArrayNode list = json.putArray("faults");
        rules.forEach(rule -> list.add(rule.toString()));
    }
}
