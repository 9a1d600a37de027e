package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.RunFilter;
import io.github.ylhcancel.inspect.PastRuns;
import io.github.ylhcancel.inspect.PastRuns.Account;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.OutputFormat;
import io.github.ylhcancel.output.Report;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ylh runs}: which commands wrote, and what came of each. */
@Command(
        name = "runs",
        sortOptions = false,
        description = {
            "Lists the commands that wrote to the database, the latest first: who ran them, when, and how they ended.",
            "With an ID: all about that run, what it decided and called, and the orders that it changed.",
            "With --operator NAME: only the runs of that operator."
        })
final class RunsCommand extends Subcommand {
    /** What a person can look through. */
    private static final int SHORT = 20;

    @Parameters(
            index = "0",
            paramLabel = "ID",
            arity = "0..1",
            description = "A run, as the list, the log, a note in an order's history or the JSON names it.")
    private String id;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "How many runs, or orders of a run, to show at most (default: 20; of the orders all in JSON, NDJSON and CSV).")
    private Integer limit;

    @Option(names = "--command", paramLabel = "NAME", description = "Only runs of this command, such as cancel-unpaid.")
    private String command;

    @Option(names = "--failed", description = "Only runs that did not end, or ended with another exit code than 0.")
    private boolean failed;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Only runs that began then or later: a span of time before now, such as 24h, or a point in time.")
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only runs that began before; written as --since is.")
    private String until;

    @Override
    ExitCode execute() {
        if (limit != null && limit < 1) {
            throw usage("option.limit", limit);
        }
        RunFilter filter = filter();
        if (id != null && !filter.equals(RunFilter.ALL)) {
            throw usage("runs.id-alone");
        }
        RunsView view = new RunsView(services().texts(), root().style());
        return id == null ? list(filter, view) : one(view);
    }

    /** This command does nothing in anybody's name, so the name on its line is that of others. */
    private RunFilter filter() {
        RunFilter filter = new RunFilter(
                Optional.ofNullable(command),
                Optional.ofNullable(root().common().operator),
                failed,
                moment("--since", since),
                moment("--until", until));
        if (filter.since().isPresent()
                && filter.until()
                        .filter(end -> !end.isAfter(filter.since().get()))
                        .isPresent()) {
            throw usage("runs.until-before-since");
        }
        return filter;
    }

    private ExitCode list(RunFilter filter, RunsView view) {
        List<Run> runs = PastRuns.from(services()).latest(filter, limit == null ? SHORT : limit);
        Report report = root().report("runs", false);
        runs.forEach(run -> report.result(view.fields(run), () -> List.of(view.line(run))));
        report.summary(
                new Fields().with("runs", runs.size()), () -> runs.isEmpty() ? List.of(text("runs.none")) : List.of());
        return ExitCode.OK;
    }

    private ExitCode one(RunsView view) {
        PastRuns runs = PastRuns.from(services());
        Optional<Account> account = runs.account(id);
        Report report = root().report("runs", false);
        if (account.isEmpty()) {
            report.summary(new Fields().with("runs", 0), List::of);
            warn("runs.not-found", Text.shown(id));
            return ExitCode.SOME_FAILED;
        }
        boolean table = root().common().output == OutputFormat.TABLE;
        if (table) {
            view.block(account.get()).forEach(terminal().out()::println);
        }
        long most = limit != null ? limit : table ? SHORT : Long.MAX_VALUE;
        long shown = Math.min(most, account.get().orders());
        runs.changed(id, shown, changed -> report.result(view.fields(changed), () -> List.of(view.line(changed))));
        report.summary(
                new Fields().with("runs", 1).withAll(view.fields(account.get())).with("shown", shown),
                () -> shown < account.get().orders()
                        ? List.of(text("runs.changed-some", shown, account.get().orders()))
                        : List.of());
        return ExitCode.OK;
    }
}
