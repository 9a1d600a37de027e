package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;

/** How a delivery looks. */
final class DeliveryView {
    private final Style style;
    private final boolean repeats;

    /**
     * @param repeats whether what YLH may have applied is sent again
     */
    DeliveryView(Style style, boolean repeats) {
        this.style = style;
        this.repeats = repeats;
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
        String painted = switch (cancellation.phase(repeats)) {
            case OPEN -> style.warning(word);
            case AWAITED, SETTLED -> style.good(word);
            case TO_PUT_BACK, NEEDS_PERSON -> style.bad(word);
        };
        return painted
                + Style.padded(cancellation.orderNumber(), 16)
                + Style.padded(cancellation.request().soId(), 18)
                + cancellation.lastError().orElse("");
    }

    /** The key of the sentence that says what its state means. */
    static String meaning(Cancellation delivery) {
        return delivery.hold().filter(Hold.TOLD_BEFORE::equals).isPresent()
                ? "state.held-unsent"
                : "state." + delivery.state();
    }
}
