package io.github.ylhcancel.output;

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
        assertThat(out).hasToString("order,message\n\"A1\",\"a, \"\"b\"\"\"\n");

        report.result(new Fields().with("order", "A2").with("message", null), List::of);
        assertThat(out.toString()).endsWith("\n\"A2\",\n");
    }

    @Test
    void textsStandInQuotesAndWhatIsOursDoesNot() {
        report.result(
                new Fields()
                        .with("text", "A1")
                        .with("none", "")
                        .with("below", -1)
                        .with("truth", true)
                        .with("at", Instant.EPOCH),
                List::of);

        assertThat(out.toString()).endsWith("\n\"A1\",,-1,true,1970-01-01T00:00:00Z\n");
    }

    /** Of what comes from a shop, the keys of its own words too. */
    @Test
    void nothingIsAFormulaAndNothingIsHidden() {
        report.result(
                new Fields()
                        .with("=cmd", "a;=1\u202E")
                        .with("list", List.of("=1", "b\r\nc"))
                        .with("fields", new Fields().with("@x", "\u001B[2J").with("b|-c", 1)),
                List::of);

        assertThat(out.toString())
                .isEqualTo("\"'=cmd\",list,fields\n\"a;'=1\\u202e\",\"'=1; b  c\",\"'@x=\\u001b[2J b|'-c=1\"\n");
    }

    @Test
    void theSummaryHasNoRow() {
        report.summary(new Fields().with("cancelled", 1), List::of);

        assertThat(out.toString()).isEmpty();
    }
}
