package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Paths;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.CancelFile;
import io.github.ylhcancel.cancel.Cancelling;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.FileFormat;
import io.github.ylhcancel.csv.OrderFile;
import io.github.ylhcancel.output.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** {@code ylh cancel --file}: opens the files, shows the progress, and turns what is wrong with a file into one line. */
final class CancelFileRun {
    private static final String STANDARD_INPUT = "-";

    private final CancelCommand command;
    private final CancelRun run;
    private final String file;
    private final FileFormat format;
    private final int batchSize;
    private final Optional<Path> results;
    private final boolean strict;
    private final boolean yes;

    CancelFileRun(
            CancelCommand command,
            CancelRun run,
            String file,
            FileFormat format,
            int batchSize,
            Optional<Path> results,
            boolean strict,
            boolean yes) {
        this.command = command;
        this.run = run;
        this.file = file;
        this.format = format;
        this.batchSize = batchSize;
        this.results = results;
        this.strict = strict;
        this.yes = yes;
    }

    ExitCode execute() {
        run.refuseIfStopped();
        try {
            return strict && isStandardInput() ? withCopyOfStandardInput() : cancel(Optional.empty());
        } catch (CsvProblem problem) {
            throw ResultRows.asUserError(file, problem);
        }
    }

    /** A strict run reads its input twice, and standard input cannot be read again. */
    private ExitCode withCopyOfStandardInput() {
        try {
            Path copy = Files.createTempFile("ylh-orders", ".csv");
            try {
                try (OutputStream out =
                        Files.newOutputStream(copy, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                    command.terminal().in().transferTo(out);
                }
                return cancel(Optional.of(copy));
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExitCode cancel(Optional<Path> copy) {
        if (strict) {
            run.open(run.stop()); // Only the database's clock tells which cancel times lie in the future.
            checkEveryRow(copy);
        }
        try (OrderFile orders = open(copy)) {
            warnOfIgnoredColumns(orders);
            if (!strict) {
                run.open(run.stop());
            }
            command.openPlan(run);
            confirm();
            ResultRows rows = ResultRows.open(command, results, source());
            try (rows) {
                cancelAll(orders, rows, isRegular(copy));
            } catch (CsvProblem | UserError problem) {
                // What was decided before stands, so its summary comes before the line that says why it ended.
                run.broken();
                run.end();
                throw problem;
            }
        }
        return run.end();
    }

    private void cancelAll(OrderFile orders, ResultRows rows, boolean regular) {
        if (results.isPresent()) {
            run.showOnlyProblems();
        }
        try (Progress progress = run.progress(results.isPresent(), size())) {
            CancelFile.Ended ended = new CancelFile(batchSize, run, run.stop())
                    .run(orders, run.common(), (line, result) -> {
                        progress.pause();
                        run.show(Optional.of(line), result);
                        rows.write(line, result);
                        progress.at(orders.bytesRead());
                    });
            if (ended == CancelFile.Ended.STOPPED) {
                progress.pause();
                run.stopped();
                explainRest(orders, regular);
            }
        }
    }

    /** Of a pipe nobody knows what its writer still has. */
    private void explainRest(OrderFile orders, boolean regular) {
        if (!regular) {
            command.warn("cancel.rest-unknown");
            return;
        }
        CancelFile.Rest rest = CancelFile.rest(orders);
        command.warn(rest.more() ? "cancel.rest-at-least" : "cancel.rest", rest.rows());
    }

    private boolean isRegular(Optional<Path> copy) {
        return copy.isPresent() || !isStandardInput() && Files.isRegularFile(path());
    }

    private void checkEveryRow(Optional<Path> copy) {
        try (OrderFile orders = open(copy)) {
            CancelFile.firstBad(orders, run.common(), command.services().clock().instant())
                    .ifPresent(bad -> {
                        throw UserError.usage("cancel.strict", file, bad.line(), bad.why());
                    });
        }
    }

    private OrderFile open(Optional<Path> copy) {
        return isStandardInput() && copy.isEmpty()
                ? OrderFile.from(command.terminal().in(), format)
                : OrderFile.open(copy.orElseGet(() -> path()), format);
    }

    private void warnOfIgnoredColumns(OrderFile orders) {
        if (!orders.ignoredColumns().isEmpty()) {
            command.note("cancel.ignored-columns", file, Text.line(String.join(", ", orders.ignoredColumns()), 200));
        }
    }

    private void confirm() {
        boolean nobodyToAsk = yes || isStandardInput() || !command.terminal().inIsTerminal();
        if (run.how() != Cancelling.PREVIEW && !nobodyToAsk) {
            command.confirm(
                    command.personalData().question(command, command.text("cancel.ask-file", file)), "cancel.declined");
        }
    }

    private Optional<Path> source() {
        return isStandardInput() ? Optional.empty() : Optional.of(path());
    }

    /** In bytes, or -1 where nobody knows. */
    private long size() {
        try {
            return isStandardInput() ? -1 : Files.size(path());
        } catch (IOException e) {
            return -1;
        }
    }

    private Path path() {
        return Paths.inWorkingFolder(file);
    }

    private boolean isStandardInput() {
        return file.equals(STANDARD_INPUT);
    }
}
