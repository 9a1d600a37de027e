package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.reconcile.Reconcile;
import io.github.ylhcancel.reconcile.Reconciled;
import io.github.ylhcancel.reconcile.Reconciled.Outcome;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One run of {@code reconcile}: prints what disagrees as it is found, and knows its exit code. */
final class ReconcileRun {
    private final ReconcileCommand command;
    private final Reconcile use;
    private final ReconcileView view;
    private final Map<DisagreementKind, Long> kinds = new EnumMap<>(DisagreementKind.class);
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
    private long done;
    private long queued;

    ReconcileRun(ReconcileCommand command, Reconcile use) {
        this.command = command;
        this.use = use;
        this.view = new ReconcileView(
                command.services().texts(),
                command.root().style(),
                command.services().clock().instant());
    }

    /**
     * Changes nothing.
     *
     * @param wouldApply whether it is asked what a repair would come to
     */
    ExitCode list(boolean wouldApply) {
        Report report = command.root().report("reconcile", wouldApply);
        StopSignal stop = new StopSignal(command.services().interrupt());
        run(report, stop, () -> use.list(() -> !stop.isRequested(), found -> show(report, listed(found, wouldApply))));
        return end(report, stop);
    }

    private static Reconciled listed(Disagreement found, boolean wouldApply) {
        Outcome outcome = !wouldApply ? Outcome.FOUND : found.repair().isSafe() ? Outcome.WOULD_REPAIR : Outcome.LEFT;
        return new Reconciled(found, outcome, Optional.empty());
    }

    /**
     * Repairs what is safe, unless that is too much or a person does not want it.
     *
     * @param most how many may be repaired
     * @param asks whether there is a person to ask
     */
    ExitCode apply(int most, boolean asks) {
        Plan plan = new Plan(most);
        StopSignal stop = command.services().stopSignal();
        use.list(() -> !stop.isRequested() && !plan.isTooMuch(), plan::add);
        if (plan.isTooMuch()) {
            throw new UserError(ExitCode.FUSE, Message.of("fuse.repairs", most));
        }
        if (asks && plan.safe > 0 && !stop.isRequested()) {
            confirm(plan);
        }
        Report report = command.root().report("reconcile", false);
        run(report, stop, () -> use.apply(() -> !stop.isRequested(), one -> show(report, one)));
        ExitCode code = end(report, stop);
        if (queued > 0) {
            command.note("reconcile.queued", queued);
        }
        return code;
    }

    /** What was done before stands, so its summary comes before the line that says why it ended. */
    private void run(Report report, StopSignal stop, Runnable work) {
        try {
            work.run();
        } catch (UserError away) {
            end(report, stop);
            throw away;
        }
    }

    /** What is about to be done, counted before the first of it. */
    private static final class Plan {
        private final Map<String, Long> repairs = new TreeMap<>();
        private final int most;
        private long safe;
        private long left;

        Plan(int most) {
            this.most = most;
        }

        void add(Disagreement found) {
            if (found.repair() == Repair.OPERATOR) {
                left++;
            } else {
                safe++;
                repairs.merge(found.kind().word() + " → " + found.repair().word(), 1L, Long::sum);
            }
        }

        boolean isTooMuch() {
            return safe > most;
        }
    }

    private void confirm(Plan plan) {
        plan.repairs.forEach((what, count) -> command.terminal().err().println("  " + count + "  " + what));
        command.confirm(command.text("reconcile.ask", plan.safe, use.database(), plan.left), "reconcile.declined");
    }

    private void show(Report report, Reconciled one) {
        done++;
        kinds.merge(one.disagreement().kind(), 1L, Long::sum);
        outcomes.merge(one.outcome(), 1L, Long::sum);
        Repair repair = one.disagreement().repair();
        if (one.outcome() == Outcome.REPAIRED && (repair == Repair.QUEUE || repair == Repair.QUEUE_JOURNAL)) {
            queued++;
        }
        if (one.outcome().isOpen() && one.outcome() != Outcome.WOULD_REPAIR) {
            codes.add(ExitCode.SOME_FAILED);
        }
        report.result(view.fields(one), () -> shown(one));
    }

    private List<String> shown(Reconciled one) {
        if (!command.root().isQuiet()) {
            return view.lines(one);
        }
        return one.outcome().isOpen() ? view.lines(one).subList(0, 1) : List.of();
    }

    private ExitCode end(Report report, StopSignal stop) {
        use.missing().forEach((reference, why) -> {
            codes.add(ExitCode.SOME_FAILED);
            command.warn("reconcile.no-such-order", reference, why);
        });
        if (use.unreadable() > 0) {
            command.warn("reconcile.unreadable-lines", use.unreadable());
        }
        if (stop.isRequested()) {
            codes.add(command.explainStop(stop, done));
        }
        report.summary(
                view.summary(kinds, outcomes).with("complete", use.isWhole() && !stop.isRequested()), this::summary);
        return ExitCode.of(codes);
    }

    private List<String> summary() {
        return done == 0 || command.root().isQuiet()
                ? List.of()
                : List.of(command.root()
                        .style()
                        .strong(command.text("reconcile.summary", done, view.counts(kinds), outcomes())));
    }

    private String outcomes() {
        return outcomes.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }
}
