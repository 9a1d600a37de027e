package io.github.ylhcancel.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.json.VisibleJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A line of the journal: one JSON object, without the end of the line. */
public final class ToldLine {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);

    private ToldLine() {}

    public static String of(ToldRequest told) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = VisibleJson.factory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("at", told.at().toString());
            json.writeStringField("so_id", told.request().soId());
            json.writeStringField("reason", told.request().cancelReason());
            json.writeStringField("source_system", told.request().sourceSystem());
            json.writeStringField("cancel_time", told.request().cancelTime().toString());
            json.writeStringField("order_key", told.orderKey().toString());
            json.writeStringField("order", told.orderNumber());
            json.writeStringField("database", told.database());
            if (told.account().isPresent()) {
                json.writeStringField("account", told.account().get().stored());
            }
            json.writeStringField("run_id", told.runId());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Nothing for what is no such line: the last one of a process that died may be torn. */
    public static Optional<ToldRequest> read(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return RowKey.ofText(text(json, "order_key"))
                    .map(key -> new ToldRequest(
                            Instant.parse(text(json, "at")),
                            text(json, "database"),
                            Optional.ofNullable(json.get("account"))
                                    .map(JsonNode::asText)
                                    .map(Account::new),
                            key,
                            text(json, "order"),
                            new CancellationRequest(
                                    text(json, "so_id"),
                                    text(json, "reason"),
                                    text(json, "source_system"),
                                    Instant.parse(text(json, "cancel_time"))),
                            text(json, "run_id")));
        } catch (JacksonException | DateTimeException | IllegalArgumentException torn) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field);
        }
        return value.textValue();
    }
}
