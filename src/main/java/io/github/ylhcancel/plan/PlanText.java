package io.github.ylhcancel.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.ylhcancel.json.VisibleJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The parts of a plan as JSON, made for people: a field of the header a line, an order a line. The same value always has the
 * same text, so the checksum is that of the values and outlives an editor that formats them anew.
 */
final class PlanText {
    static final String SCHEMA = "ylh-plan/1";

    /** Writes the fields of one object. */
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private PlanText() {}

    /** Everything before the first order; the object stays open. */
    static String header(PlanHeader header) {
        StringBuilder text = new StringBuilder("{\n");
        line(text, json -> json.writeStringField("schema", SCHEMA));
        line(text, json -> json.writeStringField("kind", header.kind().word()));
        line(text, json -> json.writeStringField("command", header.command()));
        line(text, json -> {
            json.writeArrayFieldStart("arguments");
            for (String argument : header.arguments()) {
                json.writeString(argument);
            }
            json.writeEndArray();
        });
        line(text, json -> {
            json.writeObjectFieldStart("database");
            json.writeStringField("fingerprint", header.database().fingerprint());
            json.writeStringField("address", header.database().address());
            json.writeEndObject();
        });
        line(
                text,
                json -> json.writeStringField("created_at", header.createdAt().toString()));
        line(
                text,
                json -> json.writeStringField("expires_at", header.expiresAt().toString()));
        line(text, json -> json.writeStringField("by", header.by()));
        line(text, json -> json.writeStringField("host", header.host()));
        line(text, json -> json.writeStringField("run_id", header.runId()));
        line(text, json -> json.writeStringField("reason", header.reason().orElse(null)));
        line(text, json -> json.writeStringField("note", header.note().orElse(null)));
        line(
                text,
                json -> json.writeStringField(
                        "source_system", header.sourceSystem().orElse(null)));
        line(
                text,
                json -> json.writeStringField(
                        "cancel_time",
                        header.cancelTime().map(Instant::toString).orElse(null)));
        return text.append("\"orders\":[").toString();
    }

    private static void line(StringBuilder text, Fields field) {
        String object = object(field);
        text.append(object, 1, object.length() - 1).append(",\n");
    }

    static String order(PlannedOrder order) {
        return object(json -> {
            json.writeStringField("id", String.valueOf(order.id()));
            json.writeStringField("order", order.number());
            json.writeStringField("so_id", order.soId().orElse(null));
            json.writeStringField("status", order.status());
            json.writeStringField("updated_at", order.updatedAt().toString());
            json.writeNumberField("units", order.units());
            ifPresent(json, "reason", order.reason());
            ifPresent(json, "source_system", order.sourceSystem());
            ifPresent(json, "cancel_time", order.cancelTime().map(Instant::toString));
        });
    }

    static String totals(PlanTotals totals, String checksum) {
        return object(json -> {
            json.writeNumberField("orders", totals.orders());
            json.writeNumberField("units", totals.units());
            json.writeStringField("sha256", checksum);
        });
    }

    private static void ifPresent(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = VisibleJson.factory().createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
