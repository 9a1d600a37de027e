package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Deadline;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.hooks.EventDispatch;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.sync.DispatchOptions;
import io.github.ylhcancel.sync.EventDesk;
import io.github.ylhcancel.sync.OutboxDispatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ylh sync}: tells YLH everything that it has not taken yet and that is due. */
@Command(
        name = "sync",
        sortOptions = false,
        description = {
            "Delivers to YLH what is due, oldest first, each once, at the supplier's rate; what fails is due again later.",
            "Meant for cron: with nothing to do it ends at once, and -q prints only what went wrong.",
            "One process delivers at a time, over all machines; a second one ends with exit code 11 if anything is due.",
            "'ylh deliveries' lists what wants a person's eye, 'ylh retry' makes it due again."
        })
final class SyncCommand extends Subcommand implements RunFlags {
    @Option(names = "--limit", paramLabel = "N", description = "How many to deliver at most (default: all).")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--now",
            description = "Also what still waits for its next try, and also while YLH fails as a whole.")
    private boolean now;

    @Option(
            names = "--time-budget",
            paramLabel = "TIME",
            description = "Take nothing new after this time, such as 50s; the rest is left to the next run.")
    private String timeBudget;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description = "How many calls may wait for their answer at a time (default: ylh.max-in-flight, 50).")
    private Integer maxInFlight;

    @Option(names = "--wait", description = "If another process delivers, wait for it instead of ending.")
    private boolean wait;

    @Option(
            names = {"-w", "--watch"},
            description = "Go on until interrupted, and deliver what falls due; for a service.")
    private boolean watch;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for each answer of YLH in this run (default: ylh.timeout, 30s).")
    private String timeout;

    @Option(
            names = "--tries",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often to try each in this run, with its pause in between (default: ${DEFAULT-VALUE}).")
    private int tries;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only list what would be delivered.")
    private boolean dryRun;

    @Override
    ExitCode execute() {
        if (limit < 1) {
            throw usage("option.limit", limit);
        }
        if (timeout != null) {
            span("--timeout", timeout);
        }
        int inFlight = number("--max-in-flight", maxInFlight, Key.MAX_IN_FLIGHT);
        number("--tries", tries, Key.ATTEMPTS_MAX);
        if (tries > 1 && (watch || dryRun)) {
            throw usage("option.not-with", "--tries", watch ? "--watch" : "--dry-run");
        }
        if (watch && dryRun) {
            throw usage("sync.watch-what");
        }
        Optional<Duration> budget = Optional.ofNullable(timeBudget).map(text -> span("--time-budget", text));
        return dryRun ? list() : deliver(budget, inFlight);
    }

    @Override
    public Map<Key, String> flags() {
        return RunFlags.of(Key.TIMEOUT, timeout);
    }

    private ExitCode list() {
        Inspection inspection = Inspection.from(services());
        Instant present = services().clock().instant();
        boolean repeats = services().settings().repeats();
        List<Cancellation> due = inspection.due(
                now ? Inspection.WHENEVER : present,
                present,
                repeats,
                services().settings().account(),
                limit);
        DeliveryView view = new DeliveryView(root().style(), repeats);
        Report report = root().report("sync", true);
        due.forEach(one -> report.result(DeliveryView.fields(one), () -> List.of(view.line(one))));
        report.summary(new Fields().with("due", due.size()), () -> List.of(text("sync.would-deliver", due.size())));
        return ExitCode.OK;
    }

    private ExitCode deliver(Optional<Duration> budget, int inFlight) {
        refuseIfStopped();
        Optional<Deadline> deadline =
                budget.map(length -> Deadline.in(length, services().nanoClock()));
        OutboxDispatcher dispatcher = OutboxDispatcher.from(services(), OptionalInt.of(inFlight));
        DispatchOptions options = new DispatchOptions(now, now, watch, wait, limit, deadline, tries);
        Path home = Path.of(System.getProperty("user.home"));
        Optional<EventDispatch> events =
                EventDesk.dispatch(services(), services().texts()::of, home);
        try {
            return new SyncRun(this, "sync", Optional.empty(), events).deliver(dispatcher, options);
        } finally {
            events.ifPresent(EventDispatch::close);
        }
    }
}
