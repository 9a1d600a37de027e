package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Progress;
import io.github.ylhcancel.output.Report;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.plan.PlannedOrder;
import io.github.ylhcancel.sweep.Candidate;
import io.github.ylhcancel.sweep.Sweep;
import io.github.ylhcancel.sweep.SweepCounts;
import io.github.ylhcancel.sweep.SweepOptions;
import io.github.ylhcancel.sweep.SweepScope;
import io.github.ylhcancel.sync.DispatchOptions;
import io.github.ylhcancel.sync.OutboxDispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One run of {@code cancel-unpaid}: prints what was left and the summary, and knows its exit code. */
final class CancelUnpaidRun {
    private static final int OUTCOME_WIDTH = 18;
    private static final int ORDER_WIDTH = 18;

    private final CancelUnpaidCommand command;
    private final Sweep sweep;
    private final SweepScope matched;
    private final long started;
    private final Report report;
    private final Style style;
    private final Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
    /** The line of the last order that was in others' hands. */
    private List<String> locked = List.of();

    private long lockedOrders;

    CancelUnpaidRun(CancelUnpaidCommand command, Sweep sweep, SweepScope matched, long started, boolean dryRun) {
        this.command = command;
        this.sweep = sweep;
        this.matched = matched;
        this.started = started;
        this.report = command.root().report("cancel-unpaid", dryRun);
        this.style = command.root().style();
    }

    /** Lists what a run would cancel, and says so if a safety limit would stop it; a plan is what leads past the limit. */
    ExitCode preview(long limit, Optional<Message> blown, Optional<PlanOutput> plan) {
        Preview preview = new Preview(plan);
        boolean complete = sweep.preview(matched, limit, preview::show);
        if (!complete) {
            codes.add(command.explainStop(
                    new StopSignal(command.services().interrupt()), preview.cancel + preview.paid + preview.skipped));
        }
        blown.ifPresent(fuse -> {
            codes.add(ExitCode.FUSE);
            command.warn("unpaid.would-blow", command.sentence(fuse));
        });
        report.summary(
                new Fields()
                        .with("matched", matched.overdue())
                        .with("would_cancel", preview.cancel)
                        .with("paid_meanwhile", preview.paid)
                        .with("skipped", preview.skipped)
                        .with("stock_released", preview.units)
                        .with("cut_off", matched.cutOff())
                        .with("seconds", seconds()),
                () -> List.of(style.strong(command.text(
                        "unpaid.summary-preview",
                        preview.cancel,
                        matched.cutOff(),
                        preview.paid,
                        matched.pending(),
                        preview.skipped))));
        plan.ifPresent(output -> end(output, complete));
        return ExitCode.of(codes);
    }

    private void end(PlanOutput plan, boolean complete) {
        if (complete) {
            plan.commit();
        } else {
            command.warn("plan.not-written");
        }
    }

    private final class Preview {
        private final Optional<PlanOutput> plan;
        private long cancel;
        private long paid;
        private long skipped;
        private long units;

        Preview(Optional<PlanOutput> plan) {
            this.plan = plan;
        }

        void show(Candidate candidate) {
            Order order = candidate.order();
            Outcome outcome = candidate.left().map(CancelUnpaidRun::outcome).orElse(Outcome.WOULD_CANCEL);
            cancel += outcome == Outcome.WOULD_CANCEL ? 1 : 0;
            paid += outcome == Outcome.PAID_MEANWHILE ? 1 : 0;
            skipped += outcome == Outcome.SKIPPED ? 1 : 0;
            units += candidate.units();
            Optional<String> why = candidate.left().map(left -> command.text("unpaid.left." + left.word()));
            plan.filter(output -> candidate.left().isEmpty()).ifPresent(output -> output.add(planned(candidate)));
            report.result(
                    new Fields()
                            .with("order", order.number())
                            .with("so_id", order.soId())
                            .with("outcome", outcome.word())
                            .with("from", order.status().shown())
                            .with("created_at", order.createdAt())
                            .with("message", why),
                    () -> List.of(Style.padded(outcome.word(), OUTCOME_WIDTH)
                            + Style.padded(order.number(), ORDER_WIDTH)
                            + command.text("unpaid.since", order.createdAt())
                            + why.map(said -> "; " + said).orElse("")));
        }
    }

    private static PlannedOrder planned(Candidate candidate) {
        Order order = candidate.order();
        return PlannedOrder.of(
                order.id(), order.number(), order.soId(), order.status().word(), order.updatedAt(), candidate.units());
    }

    ExitCode sweep(SweepOptions terms, boolean tell) {
        Sweep.Result result;
        try (Progress progress = progress(terms)) {
            result = sweep.run(matched, terms, new Sweep.Listener() {
                @Override
                public void fewerWorkers(int atWork, int wanted, Message why) {
                    command.note("unpaid.fewer-workers", atWork, wanted, why);
                }

                @Override
                public void left(SkippedOrder order) {
                    progress.pause();
                    show(order);
                }

                @Override
                public void progress(SweepCounts totals) {
                    progress.at(totals.done());
                }
            });
        }
        SweepCounts totals = result.totals();
        explain(result.ended(), totals);
        if (totals.failed() > 0) {
            codes.add(ExitCode.SOME_FAILED);
        }
        boolean goesOn = result.ended() != Sweep.Ended.STOPPED && result.ended() != Sweep.Ended.BROKEN;
        Told told = new Told();
        if (tell && goesOn && totals.queued() > 0) {
            tell(terms, told);
        }
        if (tell && told.accepted < totals.queued()) {
            codes.add(ExitCode.NOT_YET_AT_YLH);
        }
        double seconds = seconds();
        report.summary(
                new Fields()
                        .with("matched", matched.overdue())
                        .with("cancelled", totals.cancelled())
                        .with("paid_meanwhile", totals.paidMeanwhile())
                        .with("skipped", totals.skipped())
                        .with("no_longer_pending", totals.noLongerPending())
                        .with("failed", totals.failed())
                        .with("stock_released", totals.units())
                        .with("queued", totals.queued())
                        .with("delivered", told.accepted)
                        .with("cut_off", matched.cutOff())
                        .with("seconds", seconds)
                        .with("orders_per_second", rate(totals.cancelled(), seconds)),
                () -> command.root().isQuiet() && codes.isEmpty() ? List.of() : lines(totals, told.accepted, seconds));
        // What is committed stands, so the summary comes before the line that says why it ended.
        result.broken().or(() -> told.lost).ifPresent(e -> {
            throw e;
        });
        return ExitCode.of(codes);
    }

    private List<String> lines(SweepCounts totals, long told, double seconds) {
        List<String> lines = new ArrayList<>();
        if (lockedOrders == 1) {
            lines.addAll(locked);
        } else if (lockedOrders > 1) {
            lines.add(style.faint(command.text("unpaid.locked", lockedOrders)));
        }
        lines.add(style.strong(command.text(
                "unpaid.summary",
                matched.overdue(),
                totals.cancelled(),
                totals.paidMeanwhile(),
                totals.skipped(),
                totals.noLongerPending(),
                totals.failed(),
                totals.units(),
                totals.queued(),
                told,
                seconds,
                rate(totals.cancelled(), seconds))));
        return lines;
    }

    /** Orders in others' hands are often a whole chunk: people read how many there are, programs read each of them. */
    private void show(SkippedOrder order) {
        Outcome outcome = outcome(order.why());
        String message = order.cause()
                .map(command::sentence)
                .orElseGet(() -> command.text("unpaid.left." + order.why().word()));
        boolean hidden = command.root().isQuiet() && !outcome.isProblem();
        String line = painted(outcome, Style.padded(outcome.word(), OUTCOME_WIDTH))
                + Style.padded(order.number(), ORDER_WIDTH)
                + message;
        boolean later = order.why() == SkippedOrder.Reason.LOCKED;
        if (later) {
            lockedOrders++;
            locked = List.of(line);
        }
        report.result(
                new Fields()
                        .with("order", order.number())
                        .withId("id", order.id())
                        .with("outcome", outcome.word())
                        .with("message", message),
                () -> hidden || later ? List.of() : List.of(line));
    }

    private static Outcome outcome(SkippedOrder.Reason why) {
        return switch (why) {
            case PAID_MEANWHILE -> Outcome.PAID_MEANWHILE;
            case LOCKED, GONE, PUT_BACK, LEFT_TO_SHOP, PAYMENT_UNDER_WAY, HINDERED -> Outcome.SKIPPED;
            case FAILED -> Outcome.FAILED;
        };
    }

    private String painted(Outcome outcome, String text) {
        return outcome.isProblem() ? style.bad(text) : style.faint(text);
    }

    private void explain(Sweep.Ended ended, SweepCounts totals) {
        switch (ended) {
            case AT_THE_END, LIMIT -> {}
            case BROKEN -> codes.add(ExitCode.UNEXPECTED);
            case TIME_UP -> command.note("unpaid.time-up");
            case STOPPED -> codes.add(command.explainStop(command.services().stopSignal(), totals.done()));
            case BLOCKED -> {
                codes.add(ExitCode.SOME_FAILED);
                command.warn("unpaid.blocked");
            }
            case NOTHING_WORKS -> {
                codes.add(ExitCode.SOME_FAILED);
                command.warn("unpaid.nothing-works");
            }
        }
    }

    /** What is left of the time goes into telling YLH. */
    private void tell(SweepOptions terms, Told told) {
        try {
            OutboxDispatcher dispatcher = OutboxDispatcher.from(command.services(), OptionalInt.empty());
            boolean repeats = command.services().settings().repeats();
            OutboxDispatcher.Ended ended = dispatcher.run(DispatchOptions.DUE.until(terms.deadline()), report -> {
                told.count(report.state());
                add(report.cancellation().phase(repeats).exitCode());
            });
            ended.stoppedBy().ifPresent(this::explainStop);
            SyncRun.warnThatYlhFails(command, ended.circuit());
            told.lost = ended.trouble();
            ended.heldBy().ifPresent(holder -> command.note("unpaid.told-elsewhere", holder));
        } catch (UserError lost) {
            if (lost.exitCode() == ExitCode.DATABASE) {
                told.lost = Optional.of(lost);
            } else {
                command.warn("unpaid.not-told", command.sentence(lost.text()));
            }
        }
    }

    private void explainStop(Verdict verdict) {
        add(verdict.exitCode());
        command.warn(CancelRun.stoppedKey(verdict), verdict.detail());
    }

    private void add(ExitCode code) {
        if (code != ExitCode.OK) {
            codes.add(code);
        }
    }

    private static final class Told {
        private long accepted;
        private Optional<RuntimeException> lost = Optional.empty();

        void count(DeliveryState state) {
            accepted += state == DeliveryState.ACCEPTED ? 1 : 0;
        }
    }

    private Progress progress(SweepOptions terms) {
        boolean shown = command.terminal().errIsTerminal() && !command.root().isQuiet();
        return shown
                ? Progress.ofOrders(command.terminal().rawErr(), Math.min(matched.overdue(), terms.limit()))
                : Progress.none();
    }

    private double seconds() {
        return Duration.ofNanos(command.services().nanoClock().nanos() - started)
                        .toMillis()
                / 1000.0;
    }

    private static long rate(long orders, double seconds) {
        return seconds == 0 ? 0 : Math.round(orders / seconds);
    }
}
