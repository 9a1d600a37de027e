package io.github.ylhcancel.cli;

import io.github.ylhcancel.cancel.CancelFile;
import io.github.ylhcancel.cancel.CancelOrder;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.csv.CsvEncoding;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.OrderFile;
import io.github.ylhcancel.csv.ResultFile;
import io.github.ylhcancel.csv.ResultRow;
import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Text;
import io.github.ylhcancel.domain.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** {@code ylh cancel --file}: opens the files, shows the progress, and turns what is wrong with a file into one line. */
final class CancelFileRun {
    private static final String STANDARD_INPUT = "-";

    private final CancelCommand command;
    private final CancelRun run;
    private final String file;
    private final CsvEncoding encoding;
    private final Optional<Path> results;
    private final boolean strict;
    private final boolean yes;

    CancelFileRun(
            CancelCommand command,
            CancelRun run,
            String file,
            CsvEncoding encoding,
            Optional<Path> results,
            boolean strict,
            boolean yes) {
        this.command = command;
        this.run = run;
        this.file = file;
        this.encoding = encoding;
        this.results = results;
        this.strict = strict;
        this.yes = yes;
    }

    ExitCode execute() {
        try {
            return strict && isStandardInput() ? withCopyOfStandardInput() : cancel(Optional.empty());
        } catch (CsvProblem problem) {
            throw asUserError(file, problem);
        }
    }

    /** A strict run reads its input twice, and standard input cannot be read again. */
    private ExitCode withCopyOfStandardInput() {
        try {
            Path copy = Files.createTempFile("ylh-orders", ".csv");
            try {
                Files.copy(command.terminal().in(), copy, StandardCopyOption.REPLACE_EXISTING);
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
            checkEveryRow(copy);
        }
        try (OrderFile orders = open(copy)) {
            warnOfIgnoredColumns(orders);
            CancelOrder use = command.services().cancelOrder(run.how());
            if (!isAllowed()) {
                return command.declined();
            }
            ResultRows rows = new ResultRows(results.map(this::createResults));
            try (rows) {
                cancelAll(orders, use, rows);
            } catch (CsvProblem | UserError problem) {
                // What was decided before stands, so its summary comes before the line that says why it ended.
                run.end();
                throw problem;
            }
        }
        return run.end();
    }

    private void cancelAll(OrderFile orders, CancelOrder use, ResultRows rows) {
        if (results.isPresent()) {
            run.showOnlyProblems();
        }
        try (Progress progress = progress()) {
            CancelFile.Ended ended = new CancelFile(
                            wish -> run.decide(use, wish), command.services().interrupt())
                    .run(orders, run.common(), (line, result) -> {
                        progress.pause();
                        run.show(Optional.of(line), result);
                        rows.write(row(line, result));
                        progress.at(orders.bytesRead());
                    });
            if (ended == CancelFile.Ended.INTERRUPTED) {
                run.interrupted();
            }
        }
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
                ? OrderFile.from(command.terminal().in(), encoding)
                : OrderFile.open(copy.orElseGet(() -> Path.of(file)), encoding);
    }

    private void warnOfIgnoredColumns(OrderFile orders) {
        if (!orders.ignoredColumns().isEmpty()) {
            command.note("cancel.ignored-columns", file, Text.line(String.join(", ", orders.ignoredColumns()), 200));
        }
    }

    private boolean isAllowed() {
        boolean nobodyToAsk = yes || isStandardInput() || !command.terminal().inIsTerminal();
        return run.how() == Services.Cancelling.PREVIEW
                || nobodyToAsk
                || new Question(command.terminal()).yes(command.text("cancel.ask-file", file));
    }

    private ResultFile createResults(Path path) {
        ResultFile created = openResults(path);
        created.previous().ifPresent(previous -> command.note("cancel.results-kept", path, previous));
        return created;
    }

    private ResultFile openResults(Path path) {
        try {
            return isStandardInput() ? ResultFile.create(path) : ResultFile.create(path, Path.of(file));
        } catch (CsvProblem problem) {
            throw asUserError(path.toString(), problem);
        }
    }

    /** A bar has a place when people watch and the results go elsewhere. */
    private Progress progress() {
        boolean free = results.isPresent() || !command.terminal().outIsTerminal();
        boolean shown =
                free && command.terminal().errIsTerminal() && !command.root().isQuiet();
        return shown ? Progress.ofBytes(command.terminal().err(), size()) : Progress.none();
    }

    /** In bytes, or -1 where nobody knows. */
    private long size() {
        try {
            return isStandardInput() ? -1 : Files.size(Path.of(file));
        } catch (IOException e) {
            return -1;
        }
    }

    private boolean isStandardInput() {
        return file.equals(STANDARD_INPUT);
    }

    private ResultRow row(long line, CancelResult result) {
        return new ResultRow(
                String.valueOf(line),
                result.order().map(Order::number).orElse(result.reference()),
                result.order().flatMap(Order::soId).orElse(""),
                result.outcome().word(),
                result.from(),
                result.to(),
                result.sync(),
                result.message().map(command.services().texts()::of).orElse(""));
    }

    private static UserError asUserError(String file, CsvProblem problem) {
        Message what = problem.line().isPresent()
                ? Message.of("cancel.file-line", file, problem.line().getAsLong(), problem.what())
                : Message.of("cancel.file", file, problem.what());
        return new UserError(ExitCode.USAGE, what, problem);
    }

    /** The file of results, if one is wanted. */
    private final class ResultRows implements AutoCloseable {
        private final Optional<ResultFile> file;

        ResultRows(Optional<ResultFile> file) {
            this.file = file;
        }

        void write(ResultRow row) {
            file.ifPresent(open -> naming(() -> open.write(row)));
        }

        @Override
        public void close() {
            file.ifPresent(open -> naming(open::close));
        }

        /** It is this file that is full or gone, not that of the orders. */
        private void naming(Runnable writing) {
            try {
                writing.run();
            } catch (CsvProblem problem) {
                throw asUserError(String.valueOf(results.orElseThrow()), problem);
            }
        }
    }
}
