package io.github.ylhcancel.db;

import io.github.ylhcancel.domain.RowKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is filled into the {@code :names} of a statement. A name that the statement does not have is left aside: the column for
 * which it was meant is one that the shop may lack. Instants are written as UTC, an empty {@code Optional} as NULL.
 */
public final class Parameters {
    private final Map<String, Object> values = new HashMap<>();

    private Parameters() {}

    public static Parameters none() {
        return new Parameters();
    }

    public static Parameters of(String name, Object value) {
        return none().and(name, value);
    }

    /** A list fills its name's place as often as it is long: {@code IN (:keys)}. */
    public Parameters and(String name, Object value) {
        values.put(name, stored(value));
        return this;
    }

    private static Object stored(Object value) {
        if (value instanceof Instant instant) {
            return Times.column(instant);
        }
        if (value instanceof RowKey key) {
            return key.stored();
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Parameters::stored).orElse(null);
        }
        if (value instanceof OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
        if (value instanceof Collection<?> list) {
            return stored(list);
        }
        return value;
    }

    /** A list as it is bound, that nobody changes any more. */
    static List<Object> stored(Collection<?> list) {
        Object[] values = list.toArray();
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof RowKey key) {
                values[i] = key.stored();
            }
        }
        return List.of(values);
    }

    Parameters with(String name, Object stored) {
        Parameters changed = new Parameters();
        changed.values.putAll(values);
        changed.values.put(name, stored);
        return changed;
    }

    Object value(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalStateException("the statement wants :" + name + ", which nobody gave");
        }
        return values.get(name);
    }
}
