package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Progress;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.setup.PruneDatabase;
import io.github.ylhcancel.setup.PruneDatabase.Removed;
import io.github.ylhcancel.setup.PruneDatabase.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh db prune}. */
@Command(
        name = "prune",
        sortOptions = false,
        description = {
            "Removes what ylh wrote down long ago and nothing needs any more: settled calls, callbacks, runs, and the records of",
            "orders about which nothing is open. In small transactions, beside running commands; may be stopped and repeated.",
            "What YLH was told, what was put back and what a family got back stay for good."
        })
final class DbPruneCommand extends Subcommand {
    private static final int TABLE_WIDTH = 20;
    private static final int ROWS_WIDTH = 12;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            required = true,
            description = "Only what is older, for example 400d; at least 30d.")
    private String olderThan;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Say what would be removed; write nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Override
    ExitCode execute() {
        Duration age = span("--older-than", olderThan);
        if (age.compareTo(PruneDatabase.LEAST) < 0) {
            throw usage(
                    "prune.too-young",
                    services().texts().span(age),
                    services().texts().span(PruneDatabase.LEAST));
        }
        if (!dryRun) {
            refuseIfStopped();
        }
        StopSignal stop =
                dryRun ? new StopSignal(services().interrupt()) : services().stopSignal();
        Duration maxAge = services().settings().duration(Key.CALLBACK_MAX_AGE);
        PruneDatabase use = PruneDatabase.from(services(), age, maxAge, dryRun);
        if (dryRun) {
            return shown(use, use.look(stop, rows -> {}), stop);
        }
        if (!yes && terminal().inIsTerminal() && !isAllowed(use, stop)) {
            return ExitCode.OK;
        }
        services().catchSignals();
        try (Progress progress = progress()) {
            return shown(use, use.prune(stop, progress::at), stop);
        }
    }

    /** Answers no where the look was cut short. */
    private boolean isAllowed(PruneDatabase use, StopSignal stop) {
        Result found = use.look(stop, rows -> {});
        if (!found.complete()) {
            return false;
        }
        found.removed().forEach(one -> terminal().err().println(line(one)));
        terminal().err().flush();
        if (found.rows() > 0) {
            confirm(text("prune.ask", use.database(), use.before()), "prune.declined");
        }
        return true;
    }

    private Progress progress() {
        return terminal().errIsTerminal() && !root().isQuiet()
                ? Progress.ofRows(terminal().rawErr())
                : Progress.none();
    }

    private ExitCode shown(PruneDatabase use, Result result, StopSignal stop) {
        Report report = root().report("db prune", dryRun);
        result.removed()
                .forEach(one -> report.result(
                        new Fields()
                                .with("table", one.table())
                                .with("rows", one.rows())
                                .with("what", one.whole() ? "rows" : "texts"),
                        () -> root().isQuiet() ? List.of() : List.of(line(one))));
        report.summary(
                new Fields()
                        .with("database", use.database())
                        .with("before", use.before())
                        .with("rows", result.rows())
                        .with("looked_at", result.looked())
                        .with("complete", result.complete()),
                () -> root().isQuiet()
                        ? List.of()
                        : List.of(root().style()
                                .strong(text(
                                        dryRun ? "prune.would" : "prune.done",
                                        result.rows(),
                                        use.before(),
                                        use.database()))));
        return result.complete() ? ExitCode.OK : stopped(stop, result);
    }

    private ExitCode stopped(StopSignal stop, Result result) {
        boolean byFile = stop.reason().equals(Optional.of(StopSignal.Reason.STOP_FILE));
        if (byFile) {
            warn("prune.stopped", stop.file().orElseThrow());
        }
        return byFile && result.rows() == 0 ? ExitCode.FUSE : ExitCode.INTERRUPTED;
    }

    private String line(Removed one) {
        return Style.padded(one.table(), TABLE_WIDTH)
                + Style.padded(String.valueOf(one.rows()), ROWS_WIDTH)
                + text(one.whole() ? "prune.rows" : "prune.texts");
    }
}
