package io.github.ylhcancel.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/** For people. */
public final class TableReport implements Report {
    private final PrintWriter out;

    public TableReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void result(Fields fields, Supplier<List<String>> lines) {
        print(lines);
    }

    @Override
    public void summary(Fields fields, Supplier<List<String>> lines) {
        print(lines);
    }

    private void print(Supplier<List<String>> lines) {
        lines.get().forEach(out::println);
        out.flush();
    }
}
