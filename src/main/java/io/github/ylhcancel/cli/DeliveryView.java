package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;

/** How a delivery looks. */
final class DeliveryView {
    private final Style style;

    DeliveryView(Style style) {
        this.style = style;
    }

    /** Nothing more happens by itself: YLH refused, the attempts are used up, or it may not be asked twice. */
    static boolean isBad(Cancellation cancellation) {
        boolean waitsForAPerson = cancellation.state() == DeliveryState.UNKNOWN
                && cancellation.nextAttemptAt().isEmpty();
        return waitsForAPerson || cancellation.state().isRefusal() || cancellation.state() == DeliveryState.DEAD;
    }

    static Fields fields(Cancellation cancellation) {
        return new Fields()
                .with("order", cancellation.orderNumber())
                .with("so_id", cancellation.request().soId())
                .with("sync", cancellation.state().word())
                .with("attempts", cancellation.attempts())
                .with("next_attempt_at", cancellation.nextAttemptAt())
                .with("message", cancellation.lastError());
    }

    String line(Cancellation cancellation) {
        String word = Style.padded(cancellation.state().word(), 11);
        String painted = cancellation.state() == DeliveryState.ACCEPTED
                ? style.good(word)
                : isBad(cancellation) ? style.bad(word) : style.warning(word);
        return painted
                + Style.padded(cancellation.orderNumber(), 16)
                + Style.padded(cancellation.request().soId(), 18)
                + cancellation.lastError().orElse("");
    }
}
