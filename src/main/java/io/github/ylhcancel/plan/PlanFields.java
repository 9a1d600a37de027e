package io.github.ylhcancel.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.ylhcancel.domain.RowKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of one JSON object. Each is taken out once, of the kind that it must be, and at the end none may be left. */
final class PlanFields {
    private final Map<String, Object> values = new LinkedHashMap<>();

    private PlanFields() {}

    /** The rest of the object in which the parser stands. */
    static PlanFields object(JsonParser json) throws IOException {
        PlanFields fields = new PlanFields();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            fields.values.put(json.currentName(), value(json));
        }
        return fields;
    }

    /** The fields before one of that name; the parser then stands on it. */
    static PlanFields upTo(String name, JsonParser json) throws IOException {
        PlanFields fields = new PlanFields();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            if (json.currentName().equals(name)) {
                return fields;
            }
            fields.values.put(json.currentName(), value(json));
        }
        throw wrong(name);
    }

    private static Object value(JsonParser json) throws IOException {
        String name = json.currentName();
        return switch (json.nextToken()) {
            case VALUE_NULL -> Optional.empty();
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case START_OBJECT -> object(json);
            case START_ARRAY -> texts(json, name);
            default -> throw wrong(name);
        };
    }

    private static List<String> texts(JsonParser json, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong(name);
            }
            texts.add(json.getText());
        }
        return texts;
    }

    private static PlanFault wrong(String name) {
        return new PlanFault("plan.why-field", name);
    }

    private <T> T take(String name, Class<T> kind) {
        Object value = values.remove(name);
        if (!kind.isInstance(value)) {
            throw wrong(name);
        }
        return kind.cast(value);
    }

    String text(String name) {
        return take(name, String.class);
    }

    /** Absent when it is {@code null} or not there. */
    Optional<String> optional(String name) {
        Object value = values.remove(name);
        if (value instanceof String text) {
            return Optional.of(text);
        }
        if (value == null || value instanceof Optional<?>) {
            return Optional.empty();
        }
        throw wrong(name);
    }

    Instant time(String name) {
        return time(name, text(name));
    }

    Optional<Instant> optionalTime(String name) {
        return optional(name).map(text -> time(name, text));
    }

    private static Instant time(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(name);
        }
    }

    /** It stands as a text, because some languages' numbers do not hold it. */
    RowKey key(String name) {
        return RowKey.ofText(text(name)).orElseThrow(() -> wrong(name));
    }

    long count(String name) {
        long count = take(name, Long.class);
        if (count < 0) {
            throw wrong(name);
        }
        return count;
    }

    List<String> list(String name) {
        List<?> list = take(name, List.class);
        return list.stream().map(String.class::cast).toList();
    }

    PlanFields object(String name) {
        return take(name, PlanFields.class);
    }

    void requireNoOther() {
        if (!values.isEmpty()) {
            throw new PlanFault("plan.why-unknown", values.keySet().iterator().next());
        }
    }
}
