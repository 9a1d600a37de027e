package io.github.ylhcancel.output;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Another report, whose summary is kept with the run. */
public final class RecordedReport implements Report {
    private final Report printed;
    private final Consumer<Fields> kept;

    public RecordedReport(Report printed, Consumer<Fields> kept) {
        this.printed = printed;
        this.kept = kept;
    }

    @Override
    public void result(Fields fields, Supplier<List<String>> lines) {
        printed.result(fields, lines);
    }

    @Override
    public void summary(Fields fields, Supplier<List<String>> lines) {
        // First: what was done is worth knowing also where nobody could read it.
        kept.accept(fields);
        printed.summary(fields, lines);
    }
}
