package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReportTest {
    private final StringWriter out = new StringWriter();
    private final CsvReport report = new CsvReport(new PrintWriter(out), Instant::toString);

    @Test
    void everyRowIsOutAsSoonAsItIsKnown() {
        report.result(new Fields().with("order", "A1").with("message", "a, \"b\""), List::of);
        assertThat(out).hasToString("order,message\nA1,\"a, \"\"b\"\"\"\n");

        report.result(new Fields().with("order", "A2").with("message", null), List::of);
        assertThat(out.toString()).endsWith("\nA2,\n");
    }

    @Test
    void theSummaryHasNoRow() {
        report.summary(new Fields().with("cancelled", 1), List::of);

        assertThat(out.toString()).isEmpty();
    }
}
