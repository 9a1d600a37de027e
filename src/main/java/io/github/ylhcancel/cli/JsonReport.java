package io.github.ylhcancel.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** One JSON document, written as the results come, so that a million of them need no memory; or one document a line. */
final class JsonReport implements Report {
    private static final String SCHEMA = "ylh/1";

    private final PrintWriter out;
    private final boolean lines;
    private final Fields envelope;
    private final Function<Instant, String> times;
    private final JsonGenerator json;

    /**
     * @param lines NDJSON: one result a line, the summary last
     * @param envelope what stands before the results
     */
    JsonReport(PrintWriter out, boolean lines, Fields envelope, Function<Instant, String> times) {
        this.out = out;
        this.lines = lines;
        this.envelope = envelope;
        this.times = times;
        try {
            this.json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            json.setRootValueSeparator(null);
            if (!lines) {
                json.writeStartObject();
                json.writeStringField("schema", SCHEMA);
                writeAll(envelope);
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
            write(fields);
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
                writeAll(envelope);
            } else {
                json.writeRaw("\n");
                json.writeEndArray();
            }
            json.writeFieldName("summary");
            write(fields);
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

    private void writeAll(Fields fields) throws IOException {
        for (Map.Entry<String, Object> field : fields.values().entrySet()) {
            json.writeFieldName(field.getKey());
            write(field.getValue());
        }
    }

    private void write(Object value) throws IOException {
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
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else {
            json.writeString(value.toString());
        }
    }
}
