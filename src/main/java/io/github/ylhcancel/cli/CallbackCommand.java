package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.FileReason;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.callback.CallbackAnswer;
import io.github.ylhcancel.callback.FollowUp;
import io.github.ylhcancel.callback.ReceiveCallback;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.files.SpoolFolder;
import io.github.ylhcancel.inspect.CallbackList;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.JsonFields;
import io.github.ylhcancel.output.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh callback}: what YLH says by itself, from whoever receives it for us. */
@Command(
        name = "callback",
        sortOptions = false,
        description = {
            "Takes a callback of YLH: verifies its signature, applies it, and prints the JSON that YLH is to be answered.",
            "The raw body (application/x-www-form-urlencoded) comes from standard input, so that any web hook runner can pipe it.",
            "The same callback again is answered the same and changes nothing."
        })
final class CallbackCommand extends Subcommand {
    /** The names by which a web server tells a program it starts what it needs to know (CGI). */
    private static final String REMOTE_ADDRESS = "REMOTE_ADDR";

    private static final String CONTENT_LENGTH = "CONTENT_LENGTH";

    @Option(names = "--file", paramLabel = "FILE", description = "The body is in this file.")
    private Path file;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description =
                    "Each file in this folder is a body; by name, one after the other. They are moved to done/ or refused/ below it;"
                            + " one that cannot be placed yet stays.")
    private Path dir;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "Whence it came, for callback.allow-from (default: the variable REMOTE_ADDR).")
    private String from;

    @Option(
            names = "--list",
            description =
                    "Only list the callbacks that a person has to look at; what is worst comes first, then the newest.")
    private boolean list;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many a list shows at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    ExitCode execute() {
        if (Stream.of(file != null, dir != null, list).filter(given -> given).count() > 1) {
            throw usage("callback.one-of");
        }
        if (limit < 1) {
            throw usage("option.limit", limit);
        }
        if (list) {
            return list();
        }
        if (file == null && dir == null && terminal().inIsTerminal()) {
            throw usage("callback.no-body");
        }
        return dir == null ? one() : new CallbackFolderRun(this, dir, sender()).execute();
    }

    private ExitCode one() {
        byte[] body = body();
        ReceiveCallback receive = ReceiveCallback.from(services());
        CallbackAnswer answer = receive.receive(body, sender());
        terminal().out().println(answer.json(services().texts()::of));
        terminal().out().flush();
        CallbackTally tally = new CallbackTally();
        tally.add(answer);
        services()
                .run()
                .recordCounts(() -> JsonFields.text(tally.fields(), services().texts()::iso));
        FollowUp followUp = FollowUp.from(services(), receive);
        followUp.of(answer);
        followUp.ofLeftBehind(
                answer.callback().map(RecordedCallback::number).stream().toList());
        return answer.outcome().exitCode();
    }

    private byte[] body() {
        int most = ReceiveCallback.MOST_BYTES + 1;
        try {
            // A web server may leave standard input open behind the body.
            return file == null
                    ? terminal().in().readNBytes(Math.min(most, contentLength()))
                    : SpoolFolder.read(file, most);
        } catch (IOException e) {
            throw unreadable(file == null ? "-" : file.toString(), e);
        }
    }

    private int contentLength() {
        return Optional.ofNullable(terminal().environment().get(CONTENT_LENGTH))
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .orElse(Integer.MAX_VALUE);
    }

    private Optional<String> sender() {
        return Optional.ofNullable(from)
                .or(() -> Optional.ofNullable(terminal().environment().get(REMOTE_ADDRESS)))
                .map(String::strip)
                .filter(address -> !address.isEmpty());
    }

    static UserError unreadable(String what, IOException why) {
        return UserError.usage("callback.file-unreadable", what, FileReason.of(why));
    }

    private ExitCode list() {
        CallbackList callbacks = CallbackList.from(services());
        List<RecordedCallback> shown = callbacks.first(limit);
        long total = shown.size() < limit ? shown.size() : callbacks.count();
        CallbackView view = new CallbackView(services().texts(), root().style());
        Report report = root().report("callback", false);
        shown.forEach(one -> report.result(view.fields(one), () -> view.lines(one)));
        report.summary(
                new Fields().with("list", "callbacks").with("total", total).with("shown", shown.size()),
                () -> List.of(root().style().strong(view.summary(shown.size(), total))));
        return ExitCode.OK;
    }
}
