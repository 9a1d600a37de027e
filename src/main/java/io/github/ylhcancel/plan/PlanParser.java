package io.github.ylhcancel.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.DatabaseIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads a plan once, from its beginning to its end: the header, the orders one by one, the totals. Strict: whatever is unknown,
 * missing, twice or of another kind is a {@link PlanFault}, because to overlook a field would be to do something else than was planned.
 */
final class PlanParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    /** The totals as they stand in the file, to be compared. */
    record Claimed(PlanTotals totals, String checksum) {}

    private final JsonParser json;

    PlanParser(InputStream plan) throws IOException {
        json = JSON.createParser(plan);
    }

    /** Reads up to the first order. */
    PlanHeader header() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT || !"schema".equals(json.nextFieldName())) {
            throw new PlanFault("plan.why-no-plan");
        }
        String schema = json.nextTextValue();
        if (!PlanText.SCHEMA.equals(schema)) {
            throw new PlanFault("plan.why-schema", Text.shown(String.valueOf(schema)), PlanText.SCHEMA);
        }
        PlanFields fields = PlanFields.upTo("orders", json);
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw new PlanFault("plan.why-field", "orders");
        }
        PlanFields database = fields.object("database");
        PlanHeader header = new PlanHeader(
                PlanKind.ofWord(fields.text("kind")).orElseThrow(() -> new PlanFault("plan.why-field", "kind")),
                fields.text("command"),
                fields.list("arguments"),
                new DatabaseIdentity(database.text("fingerprint"), database.text("address")),
                fields.time("created_at"),
                fields.time("expires_at"),
                fields.text("by"),
                fields.text("host"),
                fields.text("run_id"),
                fields.optional("reason"),
                fields.optional("note"),
                fields.optional("source_system"),
                fields.optionalTime("cancel_time"));
        database.requireNoOther();
        fields.requireNoOther();
        return header;
    }

    /** The next order; nothing after the last. */
    Optional<PlannedOrder> order() throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.END_ARRAY) {
            return Optional.empty();
        }
        if (token != JsonToken.START_OBJECT) {
            throw new PlanFault("plan.why-field", "orders");
        }
        PlanFields fields = PlanFields.object(json);
        PlannedOrder order = new PlannedOrder(
                fields.key("id"),
                fields.text("order"),
                fields.optional("so_id"),
                fields.text("status"),
                fields.time("updated_at"),
                fields.count("units"),
                fields.optional("reason"),
                fields.optional("source_system"),
                fields.optionalTime("cancel_time"));
        fields.requireNoOther();
        return Optional.of(order);
    }

    /** Reads what follows the orders, to the end of the file. */
    Claimed totals() throws IOException {
        if (!"totals".equals(json.nextFieldName()) || json.nextToken() != JsonToken.START_OBJECT) {
            throw new PlanFault("plan.why-field", "totals");
        }
        PlanFields fields = PlanFields.object(json);
        Claimed claimed =
                new Claimed(new PlanTotals(fields.count("orders"), fields.count("units")), fields.text("sha256"));
        fields.requireNoOther();
        if (json.nextToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
            throw new PlanFault("plan.why-more");
        }
        return claimed;
    }

    long bytesRead() {
        return json.currentLocation().getByteOffset();
    }
}
