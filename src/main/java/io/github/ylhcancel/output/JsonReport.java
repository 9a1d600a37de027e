package io.github.ylhcancel.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.ylhcancel.json.VisibleJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** One JSON document, written as the results come, so that a million of them need no memory; or one document a line. */
public final class JsonReport implements Report {
    private static final String SCHEMA = "ylh/1";

    private final PrintWriter out;
    private final boolean lines;
    private final Fields envelope;
    private final JsonGenerator json;
    private final JsonFields values;

    /**
     * @param lines NDJSON: one result a line, the summary last
     * @param envelope what stands before the results
     */
    public JsonReport(PrintWriter out, boolean lines, Fields envelope, Function<Instant, String> times) {
        this.out = out;
        this.lines = lines;
        this.envelope = envelope;
        try {
            this.json =
                    VisibleJson.factory().createGenerator(out).disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            json.setRootValueSeparator(null);
            values = new JsonFields(json, times);
            if (!lines) {
                json.writeStartObject();
                json.writeStringField("schema", SCHEMA);
                values.writeAll(envelope);
                json.writeArrayFieldStart("results");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void result(Fields fields, Supplier<List<String>> ignored) {
        try {
            if (!lines) {
                json.writeRaw("\n");
            }
            values.write(fields);
            endLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void summary(Fields fields, Supplier<List<String>> ignored) {
        try {
            if (lines) {
                json.writeStartObject();
                json.writeStringField("schema", SCHEMA);
                values.writeAll(envelope);
            } else {
                json.writeRaw("\n");
                json.writeEndArray();
            }
            json.writeFieldName("summary");
            values.write(fields);
            json.writeEndObject();
            json.flush();
            out.println();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endLine() throws IOException {
        json.flush();
        if (lines) {
            out.println();
        }
        out.flush();
    }
}
