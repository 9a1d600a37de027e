package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.csv.CsvProblem;
import io.github.ylhcancel.csv.ResultFile;
import io.github.ylhcancel.csv.ResultRow;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.PaymentState;
import java.nio.file.Path;
import java.util.Optional;

/** The file of {@code --results}, if one is wanted. What is wrong with it is said of it, and not of the file of orders. */
final class ResultRows implements AutoCloseable {
    private final Subcommand command;
    private final Optional<Path> path;
    private final Optional<ResultFile> file;

    private ResultRows(Subcommand command, Optional<Path> path, Optional<ResultFile> file) {
        this.command = command;
        this.path = path;
        this.file = file;
    }

    /**
     * @param source the file that is read meanwhile, if there is one
     */
    static ResultRows open(Subcommand command, Optional<Path> path, Optional<Path> source) {
        Optional<ResultFile> file = path.map(wanted -> create(wanted, source));
        file.flatMap(ResultFile::previous)
                .ifPresent(previous -> command.note("cancel.results-kept", path.orElseThrow(), previous));
        return new ResultRows(command, path, file);
    }

    private static ResultFile create(Path path, Optional<Path> source) {
        try {
            return source.isPresent() ? ResultFile.create(path, source.get()) : ResultFile.create(path);
        } catch (CsvProblem problem) {
            throw asUserError(path.toString(), problem);
        }
    }

    /**
     * @param line of the order file, or the order's place in the plan
     */
    void write(long line, CancelResult result) {
        file.ifPresent(open -> naming(() -> open.write(row(line, result))));
    }

    private ResultRow row(long line, CancelResult result) {
        return new ResultRow(
                String.valueOf(line),
                result.order().map(Order::number).orElse(result.reference()),
                result.order().flatMap(Order::soId).orElse(""),
                result.outcome().word(),
                result.from(),
                result.to(),
                result.sync().word(),
                result.money().map(PaymentState::word).orElse(""),
                result.message().map(command.services().texts()::of).orElse(""));
    }

    @Override
    public void close() {
        file.ifPresent(open -> naming(open::close));
    }

    private void naming(Runnable writing) {
        try {
            writing.run();
        } catch (CsvProblem problem) {
            throw asUserError(String.valueOf(path.orElseThrow()), problem);
        }
    }

    static UserError asUserError(String file, CsvProblem problem) {
        Message what = problem.line().isPresent()
                ? Message.of("cancel.file-line", file, problem.line().getAsLong(), problem.what())
                : Message.of("cancel.file", file, problem.what());
        return new UserError(ExitCode.USAGE, what, problem);
    }
}
