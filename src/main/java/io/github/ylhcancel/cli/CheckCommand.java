package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.check.CheckShop;
import io.github.ylhcancel.check.CheckShop.Wish;
import io.github.ylhcancel.check.Measured;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.Severity;
import io.github.ylhcancel.files.NewFile;
import io.github.ylhcancel.output.OutputFormat;
import io.github.ylhcancel.output.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh check}: the specification's alerts, as a monitoring plugin says them. */
@Command(
        name = CheckCommand.NAME,
        sortOptions = false,
        description = {
            "Says whether anything is wrong, in the form of a monitoring plugin: one line, performance data, and an exit code"
                    + " of its own: 0 all is well, 1 warning, 2 critical (also: the database cannot be reached), 3 it could not be"
                    + " found out.",
            "Each check has a warning and a critical range in the configuration (check.…)."
        })
final class CheckCommand extends Subcommand implements Plugin {
    static final String NAME = "check";

    private static final String NAME_OF_SERVICE = "YLH";

    @Option(
            names = "--window",
            paramLabel = "SPAN",
            description = "How far back calls and cancellations count, at most 7d (default: check.window, 1h).")
    private String window;

    @Option(
            names = "--min-samples",
            paramLabel = "N",
            description = "With fewer calls nothing is said of a rate or a duration (default: check.min-samples, 20).")
    private Integer minSamples;

    @Option(
            names = "--only",
            paramLabel = "CHECK",
            split = ",",
            description = "Only these checks, with commas between them, such as success-rate,dead.")
    private List<String> only;

    @Option(
            names = "--textfile",
            paramLabel = "FILE",
            description = "Also write metrics for Prometheus into this file, in one step; everybody may read it.")
    private Path textFile;

    private Severity severity = Severity.OK;

    @Override
    ExitCode execute() {
        Wish wish = new Wish(
                span(),
                number("--min-samples", minSamples, Key.CHECK_MIN_SAMPLES),
                only(only, Alert.class, Alert::word, "alert.unknown"));
        CheckShop shop = CheckShop.from(services(), wish);
        List<Measured> found = shop.measure(wish);
        CheckView view = new CheckView(services().texts(), wish.window());
        shop.tell(found, view::event);
        severity = Severity.worst(found.stream().map(Measured::severity).toList());
        writeTextFile(CheckMetrics.of(found, services().clock().instant()));
        if (root().common().output == OutputFormat.TABLE) {
            view.lines(NAME_OF_SERVICE, severity, found, root().common().verbose)
                    .forEach(terminal().out()::println);
            terminal().out().flush();
            return ExitCode.OK;
        }
        Report report = root().report(NAME, false);
        found.forEach(one -> report.result(view.fields(one), List::of));
        report.summary(view.summary(severity, found), List::of);
        return ExitCode.OK;
    }

    @Override
    int code(ExitCode code) {
        return severity.code();
    }

    private Duration span() {
        Duration span = window == null ? services().settings().duration(Key.CHECK_WINDOW) : span("--window", window);
        if (span.compareTo(CheckShop.LONGEST) > 0) {
            throw usage("alert.window", "--window", CheckShop.LONGEST.toDays());
        }
        return span;
    }

    private void writeTextFile(String metrics) {
        if (textFile == null) {
            return;
        }
        try {
            NewFile.replace(
                    textFile, metrics.getBytes(StandardCharsets.UTF_8), PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UserError(ExitCode.USAGE, Message.of("alert.textfile", textFile, String.valueOf(e.getMessage())));
        }
    }

    /** Whoever watches has to hear of it where he listens: on standard output. */
    @Override
    public int failed(String why, ExitCode code) {
        Severity how = code == ExitCode.DATABASE ? Severity.CRITICAL : Severity.UNKNOWN;
        if (how == Severity.CRITICAL) {
            writeTextFile(CheckMetrics.away(services().machineClock().instant()));
        }
        terminal().out().println(CheckView.line(NAME_OF_SERVICE, how, why));
        terminal().out().flush();
        return how.code();
    }
}
