package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.cancel.Cancelling;
import io.github.ylhcancel.domain.Checks;
import io.github.ylhcancel.domain.DatabaseIdentity;
import io.github.ylhcancel.output.Progress;
import io.github.ylhcancel.plan.ApplyPlan;
import io.github.ylhcancel.plan.PlanHeader;
import io.github.ylhcancel.plan.PlanKind;
import io.github.ylhcancel.plan.PlanReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** {@code ylh cancel --plan}: shows what was planned, asks, and carries it out. */
final class CancelPlanRun {
    private static final int SHOWN = 300;

    private final CancelCommand command;
    private final CancelRun run;
    private final Path file;
    private final int batchSize;
    private final Optional<Path> results;
    private final Optional<String> sha256;
    private final boolean yes;

    /**
     * @param sha256 of the only plan that may be carried out, if one is named
     */
    CancelPlanRun(
            CancelCommand command,
            CancelRun run,
            Path file,
            Optional<String> sha256,
            int batchSize,
            Optional<Path> results,
            boolean yes) {
        this.command = command;
        this.run = run;
        this.file = file;
        this.batchSize = batchSize;
        this.results = results;
        this.sha256 = sha256;
        this.yes = yes;
    }

    ExitCode execute() {
        run.refuseIfStopped();
        run.open(run.stop());
        DatabaseIdentity here = command.services().database().identity();
        Instant now = command.services().clock().instant();
        try (PlanReader plan = PlanReader.open(file, header -> requireUsable(header, now, here))) {
            sha256.ifPresent(plan::requireSha256);
            confirm(plan);
            ResultRows rows = ResultRows.open(command, results, Optional.of(file));
            try (rows) {
                carryOut(plan, rows);
            } catch (UserError problem) {
                // What was decided before stands, so its summary comes before the line that says why it ended.
                run.end();
                throw problem;
            }
        }
        return run.end();
    }

    /** Which orders are in a plan of the sweep was decided by their age. */
    private void requireUsable(PlanHeader header, Instant now, DatabaseIdentity here) {
        header.requireUsable(file, now, command.services().settings().planExpiresAfter(), here);
        if (header.kind() == PlanKind.UNPAID) {
            command.services().database().requireOrderAges();
        }
        if (!run.common().mayHoldPersonalData()) {
            Checks.noPersonalData(header.personalData()).ifPresent(refusal -> {
                throw UserError.usage("plan.personal", file, refusal);
            });
        }
    }

    private void carryOut(PlanReader plan, ResultRows rows) {
        if (results.isPresent()) {
            run.showOnlyProblems();
        }
        run.nameSkipped();
        try (Progress progress = run.progress(results.isPresent(), size())) {
            long done = new ApplyPlan(batchSize, run, run.stop()).run(plan, run.common(), (place, result) -> {
                progress.pause();
                run.show(Optional.empty(), result);
                rows.write(place, result);
                progress.at(plan.bytesRead());
            });
            long left = plan.totals().orders() - done;
            if (left > 0) {
                progress.pause();
                run.stopped();
                command.warn("cancel.rest-of-plan", left);
            }
        }
    }

    private void confirm(PlanReader plan) {
        boolean nobodyToAsk = yes || !command.terminal().inIsTerminal();
        if (run.how() == Cancelling.PREVIEW || nobodyToAsk || plan.totals().orders() == 0) {
            return;
        }
        show(plan.header());
        command.terminal().err().println(command.text("plan.shown-sha256", plan.sha256()));
        command.confirm(
                PersonalDataOption.question(
                        command,
                        plan.header().personalData(),
                        command.text(
                                "plan.ask",
                                plan.totals().orders(),
                                plan.totals().units())),
                "cancel.declined");
    }

    private void show(PlanHeader header) {
        PrintWriter err = command.terminal().err();
        String call = "ylh " + String.join(" ", header.arguments());
        err.println(command.text(
                "plan.shown-origin",
                header.createdAt(),
                line(header.by()),
                line(header.host()),
                line(header.runId()),
                line(call)));
        err.println(command.text("plan.shown-database", line(header.database().toString()), header.expiresAt()));
        err.println(command.text(
                "plan.shown-request",
                shown(header.reason()),
                shown(header.note()),
                shown(header.sourceSystem()),
                header.cancelTime().<Object>map(time -> time).orElse("-")));
        if (header.kind() == PlanKind.UNPAID) {
            err.println(command.text("plan.shown-unpaid"));
        }
    }

    private static String shown(Optional<String> text) {
        return text.map(CancelPlanRun::line).orElse("-");
    }

    /** The file may have been written by anybody. */
    private static String line(String text) {
        return Text.line(text, SHOWN);
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }
}
