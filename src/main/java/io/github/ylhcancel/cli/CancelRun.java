package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.CancelChunk;
import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.cancel.Cancelling;
import io.github.ylhcancel.cancel.Telling;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.output.Progress;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Terminal;
import io.github.ylhcancel.sync.Delivery;
import io.github.ylhcancel.sync.OutboxDispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One run of {@code cancel}: prints its results, counts them, and knows its exit code. */
final class CancelRun implements CancelChunk.Work, AutoCloseable {
    private static final Set<Outcome> WAS_LEFT = EnumSet.of(Outcome.SKIPPED, Outcome.PAID_MEANWHILE);

    private final Subcommand command;
    private final CancelRequest common;
    private final Cancelling how;
    private final Report report;
    private final CancelView view;
    private final boolean repeats;
    private final long started;
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, Long> syncs = new TreeMap<>();
    private final Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
    private final OrderKeys wouldBeCancelled = new OrderKeys();
    private CancelOrders use;
    private Optional<PlanOutput> plan = Optional.empty();
    private Optional<CancelPlanning> planning = Optional.empty();
    private boolean complete = true;
    private boolean onlyProblems;
    private boolean skippedAreNamed;
    private long orders;
    private long paid;
    private long units;

    CancelRun(Subcommand command, CancelRequest common, boolean dryRun, boolean noSync) {
        this.command = command;
        this.common = common;
        this.how = dryRun ? Cancelling.PREVIEW : noSync ? Cancelling.QUEUE : Cancelling.TELL;
        this.report = command.root().report("cancel", dryRun);
        this.repeats = command.services().settings().repeats();
        this.view = new CancelView(command.services().texts(), command.root().style(), repeats);
        this.started = command.services().nanoClock().nanos();
        this.onlyProblems = command.root().isQuiet();
    }

    Cancelling how() {
        return how;
    }

    /** Opens the database, and asks for what may be missing in the configuration. */
    void open(StopSignal stop) {
        use = CancelOrders.from(command.services(), how, stop, new OutboxDispatcher.Listener() {
            @Override
            public void delivered(Delivery.Report report) {}

            @Override
            public void ending(int underWay, Duration grace) {
                command.note("sync.ending", underWay, Math.max(1, grace.toSeconds()));
            }
        });
        common.problem(command.services().clock().instant()).ifPresent(problem -> {
            throw UserError.usage("option.wrong", problem);
        });
    }

    CancelRequest common() {
        return common;
    }

    /** From now on what would be cancelled goes into a plan. */
    void planTo(PlanOutput output) {
        plan = Optional.of(output);
        planning = Optional.of(new CancelPlanning(output));
    }

    List<CancelResult> preview(List<CancelItem> items) {
        return use.preview(items);
    }

    @Override
    public List<CancelResult> decide(List<CancelItem> items) {
        if (how != Cancelling.PREVIEW) {
            return use.cancel(items);
        }
        List<CancelResult> previews = use.preview(items);
        List<CancelResult> results = new ArrayList<>();
        for (int i = 0; i < previews.size(); i++) {
            results.add(previewed(items.get(i).request(), previews.get(i)));
        }
        return results;
    }

    /** Without a database there is no use in going on. */
    @Override
    public void told() {
        use.lost().ifPresent(lost -> {
            throw lost;
        });
    }

    /** The order may have been named before, in this chunk or another; then it would be cancelled by now. */
    private CancelResult previewed(CancelRequest request, CancelResult preview) {
        if (preview.outcome() != Outcome.WOULD_CANCEL) {
            return preview;
        }
        if (!wouldBeCancelled.add(preview.order().orElseThrow().id())) {
            return CancelResult.again(preview);
        }
        planning.ifPresent(into -> into.add(request, preview));
        return preview;
    }

    @Override
    public void paused() {
        use.pause();
    }

    /** What ends the run early. A dry run writes nothing, so the stop file does not concern it. */
    StopSignal stop() {
        Services services = command.services();
        return how == Cancelling.PREVIEW ? new StopSignal(services.interrupt()) : services.stopSignal();
    }

    /** Before anything is asked or opened. */
    void refuseIfStopped() {
        if (how != Cancelling.PREVIEW) {
            command.refuseIfStopped();
        }
    }

    /** From now on people see only what went wrong; programs still see all. */
    void showOnlyProblems() {
        onlyProblems = true;
    }

    /** Also that an order was left alone, however quiet the run. */
    void nameSkipped() {
        skippedAreNamed = true;
    }

    /** The run was to stop, and did. */
    void stopped() {
        complete = false;
        codes.add(command.explainStop(stop(), orders));
    }

    /** The run ends before it is through, because something is wrong with what it reads or writes. */
    void broken() {
        complete = false;
    }

    /**
     * @param line of the CSV file, if the order came from one
     */
    void show(Optional<Long> line, CancelResult result) {
        count(result);
        boolean named = isProblem(result) || skippedAreNamed && WAS_LEFT.contains(result.outcome());
        boolean hidden = onlyProblems && !named;
        report.result(
                view.fields(line, result),
                () -> hidden ? List.of() : view.lines(line, result, how == Cancelling.PREVIEW || orders == 1));
    }

    private void count(CancelResult result) {
        orders++;
        units += result.units();
        paid += result.isPaid() ? 1 : 0;
        outcomes.merge(result.outcome(), 1L, Long::sum);
        if (!result.sync().equals(SyncState.UNSEEN)) {
            syncs.merge(result.sync().word(), 1L, Long::sum);
        }
        if (isProblem(result)) {
            codes.add(ExitCode.SOME_FAILED);
        }
        if (how == Cancelling.TELL && atYlh(result) == ExitCode.NOT_YET_AT_YLH) {
            codes.add(ExitCode.NOT_YET_AT_YLH);
        }
    }

    private ExitCode atYlh(CancelResult result) {
        return result.delivery(repeats).map(DeliveryState.Phase::exitCode).orElse(ExitCode.OK);
    }

    private boolean isProblem(CancelResult result) {
        return result.outcome().isProblem() || how != Cancelling.PREVIEW && atYlh(result) == ExitCode.SOME_FAILED;
    }

    /** Prints the summary; answers the exit code. */
    ExitCode end() {
        use.pause();
        explain(use.obstacles());
        double seconds = Duration.ofNanos(command.services().nanoClock().nanos() - started)
                        .toMillis()
                / 1000.0;
        report.summary(
                view.summaryFields(orders, outcomes, syncs, paid, units, seconds),
                () -> orders == 1 || onlyProblems && codes.isEmpty() ? List.of() : summary(seconds));
        plan.ifPresent(this::endPlan);
        return ExitCode.of(codes);
    }

    private List<String> summary(double seconds) {
        boolean preview = how == Cancelling.PREVIEW;
        List<String> lines = new ArrayList<>();
        if (paid > 0) {
            lines.add(command.text(preview ? "cancel.summary-money-preview" : "cancel.summary-money", paid));
        }
        lines.add(view.summary(orders, outcomes, syncs, units, seconds, preview));
        return lines;
    }

    private void explain(Telling.Obstacles obstacles) {
        obstacles.stoppedBy().ifPresent(verdict -> {
            codes.add(verdict.exitCode());
            command.warn(stoppedKey(verdict), verdict.detail());
        });
        obstacles.heldBy().ifPresent(holder -> command.warn("cancel.told-elsewhere", holder));
        SyncRun.warnThatYlhFails(command, obstacles.circuit());
    }

    private void endPlan(PlanOutput output) {
        if (complete) {
            output.commit();
        } else {
            command.warn("plan.not-written");
        }
    }

    @Override
    public void close() {
        plan.ifPresent(PlanOutput::close);
    }

    /**
     * A bar has a place when people watch and the results go elsewhere.
     *
     * @param elsewhere whether they go to a file
     */
    Progress progress(boolean elsewhere, long size) {
        Terminal terminal = command.terminal();
        boolean free = elsewhere || !terminal.outIsTerminal();
        boolean shown = free && terminal.errIsTerminal() && !command.root().isQuiet();
        return shown ? Progress.ofBytes(terminal.rawErr(), size) : Progress.none();
    }

    static String stoppedKey(Verdict verdict) {
        return switch (verdict.kind()) {
            case AUTHENTICATION -> "ylh.stopped-authentication";
            case CONFIGURATION -> "ylh.stopped-configuration";
            case JOURNAL -> "ylh.stopped-journal";
            case ACCEPTED, REJECTED, NOT_SENT, NOT_APPLIED, UNKNOWN, FORGOTTEN -> "ylh.stopped";
        };
    }
}
