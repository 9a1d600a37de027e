package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.callback.CallbackAnswer;
import io.github.ylhcancel.callback.FollowUp;
import io.github.ylhcancel.callback.ReceiveCallback;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.files.SpoolFolder;
import io.github.ylhcancel.output.Report;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code ylh callback --dir}: the files of a folder, one after the other. Another process may work through the same folder. */
final class CallbackFolderRun {
    private final Subcommand command;
    private final Path path;
    private final Optional<String> sender;
    private final CallbackView view;
    private final CallbackTally tally = new CallbackTally();
    private final List<ExitCode> codes = new ArrayList<>();
    private final List<Long> seen = new ArrayList<>();

    CallbackFolderRun(Subcommand command, Path path, Optional<String> sender) {
        this.command = command;
        this.path = path;
        this.sender = sender;
        this.view = new CallbackView(command.services().texts(), command.root().style());
    }

    ExitCode execute() {
        command.refuseIfStopped();
        try {
            SpoolFolder folder = SpoolFolder.open(path);
            List<Path> files = folder.files();
            ReceiveCallback receive = ReceiveCallback.from(command.services());
            command.services().catchSignals();
            Report report = command.root().report("callback", false);
            FollowUp followUp = FollowUp.from(command.services(), receive);
            take(folder, files, receive, followUp, report);
            followUp.ofLeftBehind(seen);
            boolean quiet = command.root().isQuiet();
            report.summary(tally.fields(), () -> quiet ? List.of() : List.of(view.summary(tally)));
        } catch (IOException e) {
            throw CallbackCommand.unreadable(path.toString(), e);
        }
        codes.addAll(tally.exitCodes());
        return ExitCode.of(codes);
    }

    private void take(SpoolFolder folder, List<Path> files, ReceiveCallback receive, FollowUp followUp, Report report)
            throws IOException {
        StopSignal stop = command.services().stopSignal();
        for (Path file : files) {
            if (stop.isRequested()) {
                codes.add(command.explainStop(stop, tally.all()));
                return;
            }
            Optional<byte[]> body = body(folder, file);
            if (body.isPresent()) {
                CallbackAnswer answer = receive.receive(body.get(), sender);
                tally.add(answer);
                answer.callback().map(RecordedCallback::number).ifPresent(seen::add);
                followUp.of(answer);
                print(report, file.getFileName().toString(), answer, moved(folder, file, answer));
            }
        }
    }

    /** One that cannot be read does not keep the others. */
    private Optional<byte[]> body(SpoolFolder folder, Path file) {
        try {
            return Optional.of(folder.content(file, ReceiveCallback.MOST_BYTES + 1));
        } catch (NoSuchFileException another) {
            return Optional.empty(); // Another process has moved it.
        } catch (IOException e) {
            command.warn("callback.file-unreadable", file, FileReason.of(e));
            codes.add(ExitCode.USAGE);
            return Optional.empty();
        }
    }

    private void print(Report report, String name, CallbackAnswer answer, Optional<String> moved) {
        boolean hidden = command.root().isQuiet() && answer.outcome().isSuccess();
        report.result(view.fields(name, answer, moved), () -> hidden ? List.of() : view.lines(name, answer, moved));
    }

    /** Where it is now, if it is not where it was. */
    private static Optional<String> moved(SpoolFolder folder, Path file, CallbackAnswer answer) throws IOException {
        Optional<String> below = switch (answer.outcome()) {
            case APPLIED, REPEATED -> Optional.of("done");
            case UNPLACED -> Optional.empty();
            case CONFLICTING, REFUSED, UNREADABLE -> Optional.of("refused");
        };
        if (below.isEmpty()) {
            return below;
        }
        try {
            return Optional.of(
                    below.get() + "/" + folder.move(file, below.get()).getFileName());
        } catch (NoSuchFileException another) {
            return Optional.empty(); // Another process has moved it.
        }
    }
}
