package io.github.ylhcancel.cli;

import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.OutputFormat;
import io.github.ylhcancel.output.Report;
import java.util.List;
import picocli.CommandLine.Option;

/** How much of a list is shown. Who reads a table sees the first; programs get all of it unless they say otherwise. */
final class ListOptions {
    /** What a person can look through. */
    static final int SHORT = 20;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many to show at most (default: 20 in a table, all in JSON, NDJSON and CSV).")
    private Integer limit;

    @Option(names = "--all", description = "Show all of them.")
    private boolean all;

    /** Refuses what cannot be meant. */
    void check(Subcommand command) {
        if (limit != null && limit < 1) {
            throw command.usage("option.limit", limit);
        }
        if (all && limit != null) {
            throw command.usage("option.not-with", "--all", "--limit");
        }
    }

    boolean isGiven() {
        return all || limit != null;
    }

    /** How many to show of a list that goes on for long, in whatever format. */
    int mostOfLong() {
        return all ? Integer.MAX_VALUE : limit != null ? limit : SHORT;
    }

    int most(Subcommand command) {
        boolean table = command.root().common().output == OutputFormat.TABLE;
        return table || limit != null ? mostOfLong() : Integer.MAX_VALUE;
    }

    /**
     * Ends a list, and says so if it is cut; a CSV has no place for that, so it is said beside it.
     *
     * @param more what the summary says besides
     * @param whole the sentence for a list that is not cut
     */
    void end(Subcommand command, Report report, Fields more, String what, long shown, long total, String whole) {
        boolean cut = shown < total;
        String sentence = cut ? command.text("list.some", shown, total, what) : whole;
        if (cut && command.root().common().output == OutputFormat.CSV) {
            command.note("list.some", shown, total, what);
        }
        report.summary(
                more.with("total", total).with("shown", shown),
                () -> command.root().isQuiet()
                        ? List.of()
                        : List.of(command.root().style().strong(sentence)));
    }
}
