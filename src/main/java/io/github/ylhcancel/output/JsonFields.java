package io.github.ylhcancel.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.ylhcancel.json.VisibleJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How fields look in JSON. */
public final class JsonFields {
    private final JsonGenerator json;
    private final Function<Instant, String> times;

    JsonFields(JsonGenerator json, Function<Instant, String> times) {
        this.json = json;
        this.times = times;
    }

    /** By themselves, as one object. */
    public static String text(Fields fields, Function<Instant, String> times) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = VisibleJson.factory().createGenerator(text)) {
            new JsonFields(json, times).write(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Into the object that is open. */
    void writeAll(Fields fields) throws IOException {
        for (Map.Entry<String, Object> field : fields.values().entrySet()) {
            json.writeFieldName(field.getKey());
            write(field.getValue());
        }
    }

    void write(Object value) throws IOException {
        if (value instanceof Fields fields) {
            json.writeStartObject();
            writeAll(fields);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(element);
            }
            json.writeEndArray();
        } else if (value instanceof Instant instant) {
            json.writeString(times.apply(instant));
        } else if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else {
            json.writeString(value.toString());
        }
    }
}
