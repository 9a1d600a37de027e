package io.github.ylhcancel.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.ylhcancel.csv.SpreadsheetCell;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A header and a row a result. The summary has no place in a table and is left out. */
final class CsvReport implements Report {
    private final PrintWriter out;
    private final CsvWriter csv;
    private final Function<Instant, String> times;
    private boolean headerWritten;

    CsvReport(PrintWriter out, Function<Instant, String> times) {
        this.out = out;
        this.csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .autoFlush(true)
                .build(out);
        this.times = times;
    }

    @Override
    public void result(Fields fields, Supplier<List<String>> lines) {
        if (!headerWritten) {
            csv.writeRecord(fields.values().keySet());
            headerWritten = true;
        }
        csv.writeRecord(fields.values().values().stream().map(this::cell).toList());
        out.flush();
    }

    @Override
    public void summary(Fields fields, Supplier<List<String>> lines) {
        out.flush();
    }

    private String cell(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::cell).collect(Collectors.joining("; "));
        }
        if (value instanceof Fields fields) {
            return fields.values().entrySet().stream()
                    .filter(field -> field.getValue() != null)
                    .map(this::pair)
                    .collect(Collectors.joining(" "));
        }
        if (value instanceof Instant instant) {
            return times.apply(instant);
        }
        return value == null ? "" : SpreadsheetCell.harmless(value.toString());
    }

    private String pair(Map.Entry<String, Object> field) {
        return field.getKey() + "=" + cell(field.getValue());
    }
}
