package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.ExitCode;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.WorkList;
import io.github.ylhcancel.inspect.Casework;
import java.util.List;

/** {@code ylh sync --list}: the deliveries that want a person's eye, and what to do about each. */
final class SyncList {
    private final Subcommand command;
    private final Texts texts;
    private final Style style;
    private final NextStep next;

    SyncList(Subcommand command) {
        this.command = command;
        this.texts = command.services().texts();
        this.style = command.root().style();
        this.next = command.services().nextStep();
    }

    /** That there are some is no failure: it is what was asked. */
    ExitCode show(WorkList what, int limit) {
        Casework.Cases cases = command.services().casework().list(what, limit);
        Report report = command.root().report("sync", false);
        cases.deliveries().forEach(one -> report.result(fields(what, one), () -> lines(what, one)));
        report.summary(
                new Fields()
                        .with("list", what.word())
                        .with("total", cases.total())
                        .with("shown", cases.deliveries().size()),
                () -> List.of(style.strong(summary(what, cases))));
        return ExitCode.OK;
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

    private String summary(WorkList what, Casework.Cases cases) {
        int shown = cases.deliveries().size();
        if (shown == 0) {
            return texts.of("list.none", what.word());
        }
        return shown < cases.total()
                ? texts.of("list.some", shown, cases.total(), what.word())
                : texts.of("list.all", shown, what.word());
    }
}
