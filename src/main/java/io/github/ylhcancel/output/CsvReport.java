package io.github.ylhcancel.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.github.ylhcancel.csv.SpreadsheetCell;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A header and a row a result. The summary has no place in a table and is left out. */
public final class CsvReport implements Report {
    private static final Pattern COLUMN = Pattern.compile("\\w+");

    private final BitSet inQuotes = new BitSet();
    private final PrintWriter out;
    private final CsvWriter csv;
    private final Function<Instant, String> times;
    private boolean headerWritten;

    public CsvReport(PrintWriter out, Function<Instant, String> times) {
        this.out = out;
        this.csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .autoFlush(true)
                .quoteStrategy(new QuotedTexts())
                .build(out);
        this.times = times;
    }

    @Override
    public void result(Fields fields, Supplier<List<String>> lines) {
        if (!headerWritten) {
            write(fields.values().keySet(), name -> !COLUMN.matcher(name).matches());
            headerWritten = true;
        }
        write(fields.values().values(), CsvReport::isText);
        out.flush();
    }

    @Override
    public void summary(Fields fields, Supplier<List<String>> lines) {
        out.flush();
    }

    private <T> void write(Collection<T> values, Predicate<T> quoted) {
        List<String> cells = new ArrayList<>();
        inQuotes.clear();
        for (T value : values) {
            inQuotes.set(cells.size(), quoted.test(value));
            cells.add(cell(value));
        }
        csv.writeRecord(cells);
    }

    /** Texts are mostly not ours; numbers, times and truth values are. */
    private static boolean isText(Object value) {
        return !(value == null || value instanceof Number || value instanceof Boolean || value instanceof Instant);
    }

    /** A number below zero is no formula. */
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
        if (value instanceof Number number) {
            return number.toString();
        }
        return value == null ? "" : SpreadsheetCell.harmless(value.toString());
    }

    private String pair(Map.Entry<String, Object> field) {
        return SpreadsheetCell.harmless(field.getKey()) + "=" + cell(field.getValue());
    }

    /** The record that is being written knows which of its cells are texts. */
    private final class QuotedTexts implements QuoteStrategy {
        @Override
        public boolean quoteValue(int line, int cell, String value) {
            return inQuotes.get(cell);
        }
    }
}
