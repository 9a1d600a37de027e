package io.github.ylhcancel.output;

import java.util.List;
import java.util.function.Supplier;

/** Prints the results of a run as they come, and its summary at the end, in one of the output formats. */
public interface Report {
    /**
     * @param lines the same result for people; only asked for where people read
     */
    void result(Fields fields, Supplier<List<String>> lines);

    /** Ends the report. */
    void summary(Fields fields, Supplier<List<String>> lines);
}
