package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import io.github.ylhcancel.sandbox.SentCallback.Attempt;
import io.github.ylhcancel.sandbox.SentCallback.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** How the control address shows callbacks: without key and signature. */
final class SentCallbackJson {
    private SentCallbackJson() {}

    static JsonNode of(List<SentCallback> all) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("callbacks");
        all.forEach(one -> put(list.addObject(), one));
        return json;
    }

    /** Without key, signature and bytes, which it does not show; nothing if this is no such list. */
    static Optional<List<SentCallback>> read(JsonNode json) {
        if (!json.path("callbacks").isArray()) {
            return Optional.empty();
        }
        List<SentCallback> all = new ArrayList<>();
        json.path("callbacks").forEach(one -> all.add(callback(one)));
        return Optional.of(all);
    }

    private static SentCallback callback(JsonNode json) {
        CallbackMessage message = new CallbackMessage(
                Method.ofWord(json.path("method").asText()).orElseThrow(),
                Optional.empty(),
                json.path("order").asText(),
                State.ofNumber(json.path("state").asInt()).orElseThrow(),
                Optional.empty(),
                List.of());
        Set<CallbackKind> kinds = EnumSet.noneOf(CallbackKind.class);
        json.path("kinds").forEach(kind -> CallbackKind.of(kind.asText()).ifPresent(kinds::add));
        List<Attempt> attempts = new ArrayList<>();
        json.path("attempts").forEach(attempt -> attempts.add(attempt(attempt)));
        return new SentCallback(
                json.path("number").asLong(),
                Optional.ofNullable(json.path("so_id").textValue()),
                new SignedForm(
                        message,
                        json.path("time_stamp").asText(),
                        json.path("data").asText(),
                        new byte[0]),
                kinds,
                attempts,
                json.path("open").asBoolean());
    }

    private static Attempt attempt(JsonNode json) {
        return new Attempt(
                Instant.parse(json.path("at").asText()),
                Duration.ofMillis(json.path("ms").asLong()),
                json.path("http_status").isInt()
                        ? OptionalInt.of(json.path("http_status").intValue())
                        : OptionalInt.empty(),
                json.path("answer").asText(),
                Result.of(json.path("result").asText()));
    }

    private static void put(ObjectNode json, SentCallback callback) {
        CallbackMessage message = callback.form().message();
        json.put("number", callback.number());
        json.put("so_id", callback.soId().orElse(null));
        json.put("order", message.order());
        json.put("method", message.method().word());
        json.put("state", message.state().number());
        ArrayNode kinds = json.putArray("kinds");
        callback.kinds().forEach(kind -> kinds.add(kind.word()));
        json.put("time_stamp", callback.form().timeStamp());
        json.put("data", callback.form().data());
        json.put("open", callback.open());
        ArrayNode attempts = json.putArray("attempts");
        callback.attempts().forEach(attempt -> put(attempts.addObject(), attempt));
    }

    private static void put(ObjectNode json, Attempt attempt) {
        json.put("at", attempt.at().toString());
        json.put("ms", attempt.took().toMillis());
        json.put(
                "http_status",
                attempt.status().isPresent() ? (Integer) attempt.status().getAsInt() : null);
        json.put("result", attempt.result().word());
        json.put("answer", attempt.answer());
    }
}
