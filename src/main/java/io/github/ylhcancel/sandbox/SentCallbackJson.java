package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ylhcancel.sandbox.SentCallback.Attempt;
import java.util.List;

/** How the control address shows callbacks: without key and signature. */
final class SentCallbackJson {
    private SentCallbackJson() {}

    static JsonNode of(List<SentCallback> all) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("callbacks");
        all.forEach(one -> put(list.addObject(), one));
        return json;
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
