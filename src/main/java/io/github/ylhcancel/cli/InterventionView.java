package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import io.github.ylhcancel.sync.Intervened;
import io.github.ylhcancel.sync.Intervened.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the result of a person's word about an order looks. */
final class InterventionView {
    private static final int OUTCOME_WIDTH = 15;
    private static final int ORDER_WIDTH = 16;

    private final Texts texts;
    private final Style style;
    private final String done;

    /**
     * @param done what a success is called, such as {@code resolved}
     */
    InterventionView(Texts texts, Style style, String done) {
        this.texts = texts;
        this.style = style;
        this.done = done;
    }

    Fields fields(Intervened result) {
        return new Fields()
                .with("order", number(result))
                .with("so_id", result.soId())
                .with("outcome", word(result.outcome()))
                .with("from", result.from().map(DeliveryState::word))
                .with("to", result.to().map(DeliveryState::word))
                .with("message", result.message().map(texts::of));
    }

    /** The same in the columns of a delivery, for a run that goes on to deliver. */
    Fields asDelivery(Intervened result) {
        return new Fields()
                .with("order", number(result))
                .with("so_id", result.soId())
                .with("sync", result.to().map(DeliveryState::word))
                .with("attempts", result.delivery().map(Cancellation::attempts))
                .with("next_attempt_at", result.delivery().flatMap(Cancellation::nextAttemptAt))
                .with("message", result.message().map(why -> word(result.outcome()) + ": " + texts.of(why)));
    }

    List<String> lines(Intervened result) {
        List<String> lines = new ArrayList<>();
        lines.add(painted(result.outcome()) + Style.padded(number(result), ORDER_WIDTH) + move(result));
        result.message().ifPresent(message -> lines.add("  " + texts.of(message)));
        return lines;
    }

    private String painted(Outcome outcome) {
        String padded = Style.padded(word(outcome), OUTCOME_WIDTH);
        return switch (outcome) {
            case DONE -> style.good(padded);
            case UNCHANGED -> style.faint(padded);
            case REFUSED, NOT_FOUND, AMBIGUOUS -> style.warning(padded);
        };
    }

    private static String move(Intervened result) {
        Optional<DeliveryState> from = result.from();
        if (from.isEmpty() || from.equals(result.to())) {
            return from.map(DeliveryState::word).orElse("");
        }
        return from.get() + " → " + result.to().orElseThrow();
    }

    private static String number(Intervened result) {
        return result.order().map(Order::number).orElse(result.reference());
    }

    String word(Outcome outcome) {
        return switch (outcome) {
            case DONE -> done;
            case UNCHANGED -> "unchanged";
            case REFUSED -> "refused";
            case NOT_FOUND -> "not-found";
            case AMBIGUOUS -> "ambiguous";
        };
    }

    Fields summary(long orders, Map<Outcome, Long> outcomes) {
        Fields fields = new Fields().with("orders", orders);
        for (Outcome outcome : Outcome.values()) {
            fields.with(word(outcome).replace('-', '_'), outcomes.getOrDefault(outcome, 0L));
        }
        return fields;
    }

    String counts(Map<Outcome, Long> outcomes) {
        return outcomes.entrySet().stream()
                .map(count -> count.getValue() + " " + word(count.getKey()))
                .collect(Collectors.joining(", "));
    }
}
