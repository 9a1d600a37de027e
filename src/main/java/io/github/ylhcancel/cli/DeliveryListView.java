package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.util.List;

/** How deliveries look in a list, each with what to do about it; and orders that have none, in the same columns. */
final class DeliveryListView {
    /** In the place of a delivery's state. */
    static final String UNTOLD = "untold";

    private static final int STATE_WIDTH = 12;

    private final Texts texts;
    private final Style style;
    private final NextStep next;

    DeliveryListView(Texts texts, Style style, NextStep next) {
        this.texts = texts;
        this.style = style;
        this.next = next;
    }

    Fields fields(Cancellation delivery) {
        return new Fields()
                .with("order", delivery.orderNumber())
                .with("so_id", delivery.request().soId())
                .with("sync", delivery.state().word())
                .with("hold", delivery.hold().map(Hold::word))
                .with("attempts", delivery.attempts())
                .with("since", delivery.since())
                .with("decided_at", delivery.createdAt())
                .with("next_attempt_at", delivery.nextAttemptAt())
                .with("last_error", delivery.lastError())
                .with("run_id", delivery.runId())
                .with("next_step", texts.of(next.of(delivery)));
    }

    List<String> lines(Cancellation delivery) {
        String first = painted(delivery)
                + Style.padded(delivery.orderNumber(), 16)
                + Style.padded(delivery.request().soId(), 18)
                + Style.padded(texts.of("list.since", delivery.since(), delivery.attempts()), 42)
                + delivery.lastError().orElse("");
        return List.of(first.stripTrailing(), "  " + texts.of("list.next", next.of(delivery)));
    }

    private String painted(Cancellation delivery) {
        String word = Style.padded(delivery.state().word(), STATE_WIDTH);
        return delivery.state().isTaken() && !next.isOverdue(delivery) ? style.good(word) : style.warning(word);
    }

    Fields fields(UntoldOrder order) {
        return new Fields()
                .with("order", order.orderNumber())
                .with("so_id", order.soId())
                .with("sync", UNTOLD)
                .with("hold", null)
                .with("attempts", 0)
                .with("since", order.at())
                .with("decided_at", order.at())
                .with("next_attempt_at", null)
                .with("last_error", null)
                .with("run_id", order.runId())
                .with("next_step", texts.of(next.of(order)));
    }

    List<String> lines(UntoldOrder order) {
        String first = style.warning(Style.padded(UNTOLD, STATE_WIDTH))
                + Style.padded(order.orderNumber(), 16)
                + Style.padded(order.soId(), 18)
                + Style.padded(texts.of("list.cancelled", order.at()), 42)
                + PersonalData.masked(order.reason());
        return List.of(first.stripTrailing(), "  " + texts.of("list.next", next.of(order)));
    }
}
