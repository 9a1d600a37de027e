package io.github.ylhcancel.output;

import io.github.ylhcancel.domain.RowKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of one result, in the order in which they are printed. Values are texts, numbers, truth values, instants, lists
 * and further fields; what is absent is {@code null} in JSON and blank in CSV.
 */
public final class Fields {
    private final Map<String, Object> values = new LinkedHashMap<>();

    public Fields with(String name, Object value) {
        values.put(name, value instanceof Optional<?> optional ? optional.orElse(null) : value);
        return this;
    }

    /** A key, which is a string in every format: some languages' numbers do not hold it. */
    public Fields withId(String name, RowKey id) {
        return with(name, id.toString());
    }

    public Fields withId(String name, Optional<RowKey> id) {
        return with(name, id.map(RowKey::toString));
    }

    public Fields withAll(String name, List<Fields> list) {
        return with(name, list);
    }

    public Fields withAll(Fields more) {
        values.putAll(more.values);
        return this;
    }

    public Map<String, Object> values() {
        return values;
    }

    static boolean isScalar(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Instant;
    }
}
