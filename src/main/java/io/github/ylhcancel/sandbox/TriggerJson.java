package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ylhcancel.domain.Callback.Item;
import io.github.ylhcancel.domain.Callback.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How a callback is ordered over the control address. */
final class TriggerJson {
    private static final String EXAMPLE = "{\"method\":\"cancel\",\"order\":\"PO10000002\",\"state\":1}";

    private TriggerJson() {}

    static ObjectNode of(Trigger trigger) {
        ObjectNode json = Json.object()
                .put("method", Trigger.word(trigger.method()))
                .put("state", trigger.state().number())
                .put("forged", trigger.forged())
                .put("expired", trigger.expired())
                .put("times", trigger.times())
                .put("delay", trigger.delay().toMillis() + "ms");
        trigger.order().ifPresent(order -> json.put("order", order));
        trigger.soId().ifPresent(soId -> json.put("so_id", soId));
        trigger.failure().ifPresent(words -> json.put("fail_msg", words));
        trigger.supplierNumber().ifPresent(number -> json.put("ext_order_no", number));
        ArrayNode items = json.putArray("items");
        for (Item item : trigger.items()) {
            ObjectNode one = items.addObject().put("code", item.productCode());
            item.total().ifPresent(pieces -> one.put("total", pieces));
            item.received().ifPresent(pieces -> one.put("receive", pieces));
            item.returned().ifPresent(pieces -> one.put("return", pieces));
            item.rejected().ifPresent(pieces -> one.put("reject", pieces));
        }
        return json;
    }

    /** @throws IllegalArgumentException with one line that says what is wrong */
    static Trigger read(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("The body must be JSON such as " + EXAMPLE + ".");
        }
        List<Item> items = new ArrayList<>();
        json.path("items")
                .forEach(item -> items.add(new Item(
                        text(item, "code").orElseThrow(() -> wrong("items[].code")),
                        pieces(item, "total"),
                        pieces(item, "receive"),
                        pieces(item, "return"),
                        pieces(item, "reject"))));
        return new Trigger(
                text(json, "method").flatMap(Trigger::method).orElseThrow(() -> wrong("method")),
                text(json, "order"),
                text(json, "so_id"),
                State.ofNumber(json.path("state").asInt(1)).orElseThrow(() -> wrong("state")),
                text(json, "fail_msg"),
                text(json, "ext_order_no"),
                items,
                json.path("forged").asBoolean(),
                json.path("expired").asBoolean(),
                json.path("times").asInt(1),
                text(json, "delay").map(DurationText::parse).orElse(Duration.ZERO));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private static OptionalInt pieces(JsonNode json, String field) {
        return json.path(field).isInt() ? OptionalInt.of(json.path(field).intValue()) : OptionalInt.empty();
    }

    private static IllegalArgumentException wrong(String field) {
        return new IllegalArgumentException(
                "The field " + field + " is missing or wrong; the body must be JSON such as " + EXAMPLE + ".");
    }
}
