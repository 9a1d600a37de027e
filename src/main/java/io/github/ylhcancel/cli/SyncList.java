package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.domain.WorkList;
import io.github.ylhcancel.inspect.Casework;
import java.util.List;

/** {@code ylh sync --list}: what wants a person's eye, and what to do about each. */
final class SyncList {
    private final Subcommand command;
    private final Texts texts;
    private final Style style;
    private final NextStep next;

    SyncList(Subcommand command) {
        this.command = command;
        this.texts = command.services().texts();
        this.style = command.root().style();
        this.next = command.services()
                .settings()
                .nextStep(command.services().clock().instant());
    }

    /** That there are some is no failure: it is what was asked. */
    ExitCode show(WorkList what, int limit) {
        Casework.Cases cases = Casework.from(command.services(), next).list(what, limit);
        Report report = command.root().report("sync", false);
        cases.deliveries().forEach(one -> report.result(fields(what, one), () -> lines(what, one)));
        summarize(report, what.word(), cases.deliveries().size(), cases.total());
        return ExitCode.OK;
    }

    /** Orders without a delivery. The fields are those of the other lists. */
    ExitCode showUntold(int limit) {
        Casework.Untold untold = Casework.from(command.services(), next).untold(limit);
        Report report = command.root().report("sync", false);
        untold.orders().forEach(one -> report.result(fields(one), () -> lines(one)));
        summarize(report, CaseOptions.UNTOLD, untold.orders().size(), untold.total());
        return ExitCode.OK;
    }

    private void summarize(Report report, String list, int shown, long total) {
        report.summary(
                new Fields().with("list", list).with("total", total).with("shown", shown),
                () -> List.of(style.strong(summary(list, shown, total))));
    }

    private Fields fields(WorkList what, Cancellation delivery) {
        return new Fields()
                .with("order", delivery.orderNumber())
                .with("so_id", delivery.request().soId())
                .with("sync", delivery.state().word())
                .with("attempts", delivery.attempts())
                .with("since", what.since(delivery))
                .with("decided_at", delivery.createdAt())
                .with("next_attempt_at", delivery.nextAttemptAt())
                .with("last_error", delivery.lastError())
                .with("next_step", texts.of(next.of(delivery)));
    }

    private List<String> lines(WorkList what, Cancellation delivery) {
        String first = style.warning(Style.padded(delivery.state().word(), 11))
                + Style.padded(delivery.orderNumber(), 16)
                + Style.padded(delivery.request().soId(), 18)
                + Style.padded(texts.of("list.since", what.since(delivery), delivery.attempts()), 42)
                + delivery.lastError().orElse("");
        return List.of(first.stripTrailing(), "  " + texts.of("list.next", next.of(delivery)));
    }

    private Fields fields(UntoldOrder order) {
        return new Fields()
                .with("order", order.orderNumber())
                .with("so_id", order.soId())
                .with("sync", CaseOptions.UNTOLD)
                .with("attempts", 0)
                .with("since", order.at())
                .with("decided_at", order.at())
                .with("next_attempt_at", null)
                .with("last_error", null)
                .with("next_step", texts.of(next.of(order)));
    }

    private List<String> lines(UntoldOrder order) {
        String first = style.warning(Style.padded(CaseOptions.UNTOLD, 11))
                + Style.padded(order.orderNumber(), 16)
                + Style.padded(order.soId(), 18)
                + Style.padded(texts.of("list.cancelled", order.at()), 42)
                + order.reason();
        return List.of(first.stripTrailing(), "  " + texts.of("list.next", next.of(order)));
    }

    private String summary(String list, int shown, long total) {
        if (shown == 0) {
            return texts.of("list.none", list);
        }
        return shown < total ? texts.of("list.some", shown, total, list) : texts.of("list.all", shown, list);
    }
}
