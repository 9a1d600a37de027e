package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The JSON of a cancel request, right or wrong. */
record CancelBody(JsonNode json) {
    private static final List<String> FIELDS = List.of("soId", "cancelTime", "cancelReason", "sourceSystem");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    static CancelBody read(byte[] bytes) {
        return new CancelBody(Json.read(bytes));
    }

    /** The sub-order number, if there is one, even if the rest is wrong. */
    Optional<String> soId() {
        return text("soId");
    }

    /** What YLH would complain about first. */
    Optional<String> mistake() {
        if (!json.isObject()) {
            return Optional.of("the body must be a JSON object");
        }
        Optional<String> missing =
                FIELDS.stream().filter(field -> text(field).isEmpty()).findFirst();
        if (missing.isPresent()) {
            return missing.map(field -> field + " must be a string that is not blank");
        }
        return text("cancelTime")
                .filter(time -> !DIGITS.matcher(time).matches())
                .map(wrong -> "cancelTime must be a string of digits");
    }

    private Optional<String> text(String field) {
        return Optional.ofNullable(json.get(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(value -> !value.isBlank());
    }
}
