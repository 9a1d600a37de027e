package io.github.ylhcancel.hooks;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.domain.Event;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.json.VisibleJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * An event as it is told: one line of JSON ({@code docs/events.schema.json}). Has no note and nobody's name, phone or address: of the
 * operator's words only the reason, which is what YLH is told too.
 */
final class EventLine {
    private static final String SCHEMA = "ylh-event/1";

    private EventLine() {}

    /**
     * @param database the id of the tool's tables
     */
    static String of(Event event, String database) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = VisibleJson.factory().createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("schema", SCHEMA);
            json.writeStringField("id", event.id(database));
            json.writeStringField("kind", event.kind().word());
            json.writeStringField("at", event.at().toString());
            json.writeBooleanField("final", event.isFinal());
            if (event.transition().isPresent()) {
                order(json, event.transition().get(), event.money().orElse(PaymentState.UNKNOWN));
            }
            if (event.body().isPresent()) {
                copy(json, event.body().get());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void order(JsonGenerator json, Transition told, PaymentState money) throws IOException {
        json.writeStringField("order", told.orderNumber());
        json.writeStringField("order_id", told.orderKey().toString());
        if (told.soId().isPresent()) {
            json.writeStringField("so_id", told.soId().get());
        } else {
            json.writeNullField("so_id");
        }
        json.writeNumberField("cancellation", told.number());
        json.writeStringField("transition", told.kind().word());
        json.writeStringField("from", told.from());
        json.writeStringField("to", told.to());
        json.writeStringField("reason", PersonalData.masked(told.reason()));
        json.writeStringField("money", money.word());
        json.writeStringField("run_id", told.runId());
    }

    /** The fields of an object. */
    private static void copy(JsonGenerator json, String body) throws IOException {
        try (JsonParser parser = VisibleJson.factory().createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    json.copyCurrentStructure(parser);
                }
            }
        }
    }
}
