package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.StopSignal;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.sync.DeliverDue;
import io.github.ylhcancel.sync.Delivery;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ylh sync}: tells YLH everything that it has not taken yet and that is due. */
@Command(
        name = "sync",
        sortOptions = false,
        description = {
            "Delivers to YLH what is due, oldest first, each once; what fails is due again later.",
            "Meant for cron: with nothing to do it ends at once, and -q prints only what went wrong.",
            "--list names what wants a person's eye; --retry and --all-dead make it due again."
        })
final class SyncCommand extends Subcommand {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many to deliver at most (default: all).",
            showDefaultValue = Visibility.NEVER)
    private int limit;

    @Option(names = "--now", description = "Also what still waits for its next try.")
    private boolean now;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only list what would be delivered.")
    private boolean dryRun;

    @Mixin
    private final CaseOptions cases = new CaseOptions();

    private final Map<DeliveryState, Long> states = new EnumMap<>(DeliveryState.class);
    private final Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);

    @Override
    ExitCode execute() {
        if (limit < 1) {
            throw usage("option.limit", limit);
        }
        cases.check(this);
        if (cases.isList()) {
            return new SyncList(this).show(cases.wanted(this), limit);
        }
        if (cases.isRetry() && dryRun) {
            return new SyncRetry(this, cases).preview();
        }
        return dryRun ? list() : deliver();
    }

    private ExitCode list() {
        List<Cancellation> due = services().deliverDue(true).due(now, limit);
        Report report = root().report("sync", true);
        due.forEach(one -> report.result(fields(one), () -> List.of(line(one))));
        report.summary(new Fields().with("due", due.size()), () -> List.of(text("sync.would-deliver", due.size())));
        return ExitCode.OK;
    }

    private ExitCode deliver() {
        refuseIfStopped();
        // What telling YLH needs is asked for before anything is made due.
        DeliverDue use = services().deliverDue(false);
        SyncRetry retry = new SyncRetry(this, cases);
        if (!retry.run()) {
            return ExitCode.OK;
        }
        codes.addAll(retry.codes());
        Report report = root().report("sync", false);
        retry.show(report);
        DeliverDue.Ended ended = use.run(now, limit, Optional.empty(), delivered -> show(report, delivered));
        ended.stoppedBy().ifPresent(this::explainStop);
        StopSignal stop = services().stopSignal();
        if (stop.reason().isPresent()) {
            codes.add(explainStop(stop, ended.attempted()));
        }
        report.summary(retry.addTo(summary(ended)), () -> summaryLines(ended));
        return ExitCode.of(codes);
    }

    private void show(Report report, Delivery.Report delivered) {
        Cancellation cancellation = delivered.cancellation();
        states.merge(cancellation.state(), 1L, Long::sum);
        if (isBad(cancellation)) {
            codes.add(ExitCode.SOME_FAILED);
        } else if (cancellation.state().isOpen()) {
            codes.add(ExitCode.NOT_YET_AT_YLH);
        }
        boolean hidden = root().isQuiet() && !isBad(cancellation);
        report.result(fields(cancellation), () -> hidden ? List.of() : List.of(line(cancellation)));
    }

    /** Nothing more happens by itself: YLH refused, the attempts are used up, or it may not be asked twice. */
    private static boolean isBad(Cancellation cancellation) {
        boolean waitsForAPerson = cancellation.state() == DeliveryState.UNKNOWN
                && cancellation.nextAttemptAt().isEmpty();
        return waitsForAPerson || cancellation.state().isRefusal() || cancellation.state() == DeliveryState.DEAD;
    }

    private void explainStop(Verdict verdict) {
        warn(CancelRun.stoppedKey(verdict), verdict.detail());
        codes.add(verdict.kind() == Verdict.Kind.AUTHENTICATION ? ExitCode.AUTHENTICATION : ExitCode.NOT_YET_AT_YLH);
    }

    private static Fields fields(Cancellation cancellation) {
        return new Fields()
                .with("order", cancellation.orderNumber())
                .with("so_id", cancellation.request().soId())
                .with("sync", cancellation.state().word())
                .with("attempts", cancellation.attempts())
                .with("next_attempt_at", cancellation.nextAttemptAt())
                .with("message", cancellation.lastError());
    }

    private String line(Cancellation cancellation) {
        String word = Style.padded(cancellation.state().word(), 11);
        Style style = root().style();
        String painted = cancellation.state() == DeliveryState.ACCEPTED
                ? style.good(word)
                : isBad(cancellation) ? style.bad(word) : style.warning(word);
        return painted
                + Style.padded(cancellation.orderNumber(), 16)
                + Style.padded(cancellation.request().soId(), 18)
                + cancellation.lastError().orElse("");
    }

    private Fields summary(DeliverDue.Ended ended) {
        Fields counts = new Fields();
        states.forEach((state, count) -> counts.with(state.word(), count));
        return new Fields()
                .with("delivered", states.getOrDefault(DeliveryState.ACCEPTED, 0L))
                .with("attempted", ended.attempted())
                .with("sync", counts)
                .with("waiting", ended.waiting().count())
                .with("next_attempt_at", ended.waiting().next());
    }

    private List<String> summaryLines(DeliverDue.Ended ended) {
        if (root().isQuiet()) {
            return List.of();
        }
        String counts = states.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        String done = counts.isEmpty() ? text("sync.nothing-due") : text("sync.summary", ended.attempted(), counts);
        Optional<String> waiting = ended.waiting()
                .next()
                .map(next -> " " + text("sync.waiting", ended.waiting().count(), next));
        return List.of(root().style().strong(done) + waiting.orElse(""));
    }
}
