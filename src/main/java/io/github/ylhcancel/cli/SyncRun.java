package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.hooks.EventDispatch;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.sync.Delivery;
import io.github.ylhcancel.sync.DispatchOptions;
import io.github.ylhcancel.sync.OutboxDispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One run that delivers what is due: prints what becomes of each delivery, counts, and knows its exit code. */
final class SyncRun implements OutboxDispatcher.Listener {
    private final Subcommand command;
    private final Report report;
    private final DeliveryView view;
    private final Optional<RetryRun> retry;
    private final Optional<EventDispatch> events;
    private final boolean repeats;
    private final Map<DeliveryState, Long> states = new EnumMap<>(DeliveryState.class);
    /** What became of the orders that YLH refused, now or in a run before. */
    private final Map<DeliveryState, Long> followedUp = new EnumMap<>(DeliveryState.class);

    private final Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
    /** How its last try left each; kept only where each may be tried again, and never in a run that goes on for ever. */
    private final Map<Long, DeliveryState> tried = new HashMap<>();

    private boolean triesAgain;
    private boolean saidThatItWaits;

    /**
     * @param name of the command
     * @param retry what was made due before
     * @param events told after the deliveries
     */
    SyncRun(Subcommand command, String name, Optional<RetryRun> retry, Optional<EventDispatch> events) {
        this.command = command;
        this.retry = retry;
        this.events = events;
        this.report = command.root().report(name, false);
        this.repeats = command.services().settings().repeats();
        this.view = new DeliveryView(command.root().style(), repeats);
    }

    ExitCode deliver(OutboxDispatcher dispatcher, DispatchOptions options) {
        retry.ifPresent(before -> {
            codes.addAll(before.codes());
            before.showNotDone(report);
        });
        triesAgain = options.tries() > 1;
        OutboxDispatcher.Ended ended = dispatcher.run(options, this);
        tried.values().forEach(state -> codes.add(state.phase(repeats).exitCode()));
        StopSignal stop = command.services().stopSignal();
        events.ifPresent(some -> {
            some.drain(() -> !stop.isRequested() && !options.isOver());
            codes.addAll(some.counts().dead() > 0 ? Set.of(ExitCode.SOME_FAILED) : Set.of());
        });
        ended.stoppedBy().ifPresent(this::explainStop);
        if (stop.reason().isPresent()) {
            codes.add(command.explainStop(stop, ended.attempted()));
        }
        ended.heldBy().ifPresent(holder -> {
            command.warn(ended.overtaken() ? "sync.overtaken" : "sync.held-elsewhere", holder);
            codes.add(ExitCode.LOCKED);
        });
        if (ended.circuit().isOpen()) {
            codes.add(ExitCode.NOT_YET_AT_YLH);
            warnThatYlhFails(command, ended.circuit());
        }
        ended.waiting().others().forEach((account, count) -> {
            command.warn("sync.other-account", count, account.name());
            codes.add(ExitCode.SOME_FAILED);
        });
        Fields summary = summary(ended);
        retry.ifPresent(before -> before.addTo(summary));
        events.map(EventDispatch::counts)
                .ifPresent(counts -> summary.with(
                        "events",
                        new Fields()
                                .with("told", counts.told())
                                .with("failed", counts.failed())
                                .with("dead", counts.dead())));
        report.summary(summary, () -> summaryLines(ended));
        // What was delivered stands, so the summary comes before the line that says what is wrong.
        ended.trouble().ifPresent(trouble -> {
            throw trouble;
        });
        return ExitCode.of(codes);
    }

    @Override
    public void delivered(Delivery.Report delivered) {
        Cancellation cancellation = delivered.cancellation();
        states.merge(cancellation.state(), 1L, Long::sum);
        ExitCode code = cancellation.phase(repeats).exitCode();
        if (triesAgain) {
            Optional.ofNullable(tried.put(cancellation.id(), cancellation.state()))
                    .ifPresent(
                            before -> states.computeIfPresent(before, (state, count) -> count == 1 ? null : count - 1));
        } else {
            codes.add(code);
        }
        boolean hidden = command.root().isQuiet() && code != ExitCode.SOME_FAILED;
        report.result(DeliveryView.fields(cancellation), () -> hidden ? List.of() : List.of(view.line(cancellation)));
    }

    @Override
    public void followedUp(Cancellation cancellation) {
        followedUp.merge(cancellation.state(), 1L, Long::sum);
        ExitCode code = cancellation.phase(repeats).exitCode();
        codes.add(code);
        boolean hidden = command.root().isQuiet() && code != ExitCode.SOME_FAILED;
        report.result(DeliveryView.fields(cancellation), () -> hidden ? List.of() : List.of(view.line(cancellation)));
    }

    @Override
    public void rests() {
        events.ifPresent(
                some -> some.turn(() -> !command.services().stopSignal().isRequested()));
    }

    @Override
    public void waitsFor(String holder) {
        if (!saidThatItWaits) {
            command.note("sync.waits-for", holder);
            saidThatItWaits = true;
        }
    }

    @Override
    public void ending(int underWay, Duration grace) {
        command.note("sync.ending", underWay, Math.max(1, grace.toSeconds()));
    }

    @Override
    public void circuit(Circuit changed) {
        if (changed.isOpen()) {
            command.note("sync.circuit-opened", changed.cause().orElse(""));
        } else {
            command.note("sync.circuit-closed");
        }
    }

    /** Also under {@code -q}: the line that the operator reads in the mail of cron. */
    static void warnThatYlhFails(Subcommand command, Circuit circuit) {
        circuit.openedAt()
                .ifPresent(since -> command.warn(
                        "sync.failing",
                        since,
                        circuit.cause().orElse(""),
                        circuit.probeAt().orElse(since)));
    }

    private void explainStop(Verdict verdict) {
        command.warn(CancelRun.stoppedKey(verdict), verdict.detail());
        codes.add(verdict.exitCode());
    }

    private Fields summary(OutboxDispatcher.Ended ended) {
        Fields counts = new Fields();
        states.forEach((state, count) -> counts.with(state.word(), count));
        return new Fields()
                .with("delivered", states.getOrDefault(DeliveryState.ACCEPTED, 0L))
                .with("attempted", ended.attempted())
                .with("sync", counts)
                .with("compensated", followedUp.getOrDefault(DeliveryState.COMPENSATED, 0L))
                .with("held", followedUp.getOrDefault(DeliveryState.HELD, 0L))
                .with("waiting", ended.waiting().count())
                .with("next_attempt_at", ended.waiting().next())
                .with("other_accounts", others(ended))
                .with("stopped_by", ended.stoppedBy().map(Verdict::detail))
                .with("failing_since", ended.circuit().openedAt())
                .with("seconds", ended.took().toMillis() / 1000.0);
    }

    /** By account what is left to others. */
    private static Fields others(OutboxDispatcher.Ended ended) {
        Fields counts = new Fields();
        ended.waiting().others().forEach((account, count) -> counts.with(account.name(), count));
        return counts;
    }

    private List<String> summaryLines(OutboxDispatcher.Ended ended) {
        if (command.root().isQuiet()) {
            return List.of();
        }
        String counts = states.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        boolean kept = ended.heldBy().isPresent() || ended.circuit().isOpen();
        String done = counts.isEmpty()
                ? command.text(kept ? "sync.nothing-tried" : "sync.nothing-due")
                : command.text(
                        "sync.summary", ended.attempted(), counts, ended.took().toMillis() / 1000.0);
        StringBuilder rest = new StringBuilder();
        if (!followedUp.isEmpty()) {
            rest.append(command.text(
                    "sync.followed-up",
                    followedUp.getOrDefault(DeliveryState.COMPENSATED, 0L),
                    followedUp.getOrDefault(DeliveryState.HELD, 0L)));
        }
        if (ended.circuit().isOpen()) {
            rest.append(rest.isEmpty() ? "" : "; ")
                    .append(command.text("sync.left", ended.waiting().count()));
        } else {
            ended.waiting()
                    .next()
                    .ifPresent(next -> rest.append(rest.isEmpty() ? "" : "; ")
                            .append(command.text("sync.waiting", ended.waiting().count(), next)));
        }
        List<String> lines = new ArrayList<>();
        lines.add(command.root().style().strong(done) + (rest.isEmpty() ? "" : "; " + rest));
        events.map(EventDispatch::counts)
                .filter(EventDispatch.Counts::any)
                .ifPresent(told -> lines.add(command.text("sync.events", told.told(), told.failed(), told.dead())));
        return lines;
    }
}
