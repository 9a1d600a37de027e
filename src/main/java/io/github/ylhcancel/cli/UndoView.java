package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import io.github.ylhcancel.undo.UndoResult;
import io.github.ylhcancel.undo.UndoResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the result of an undo looks. */
final class UndoView {
    private static final int OUTCOME_WIDTH = 16;
    private static final int ORDER_WIDTH = 16;
    private static final int MOVE_WIDTH = 22;

    private final Texts texts;
    private final Style style;

    UndoView(Texts texts, Style style) {
        this.texts = texts;
        this.style = style;
    }

    /**
     * @param line of the CSV file, if the order came from one
     */
    Fields fields(Optional<Long> line, UndoResult result) {
        Fields fields = new Fields();
        line.ifPresent(number -> fields.with("line", number));
        return fields.with("order", number(result))
                .with("so_id", result.order().flatMap(Order::soId))
                .with("outcome", result.outcome().word())
                .with("from", blankAsAbsent(result.from()))
                .with("to", blankAsAbsent(result.to()))
                .with("sync", blankAsAbsent(result.sync().word()))
                .with("message", result.message().map(texts::of))
                .withAll("stock", result.taken().stream().map(CancelView::stock).toList());
    }

    private static Optional<String> blankAsAbsent(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    private static String number(UndoResult result) {
        return result.order().map(Order::number).orElse(result.reference());
    }

    List<String> lines(Optional<Long> line, UndoResult result) {
        List<String> lines = new ArrayList<>();
        String where = line.filter(number -> result.outcome().isProblem())
                .map(number -> "  " + style.faint(texts.of("cancel.line", number)))
                .orElse("");
        lines.add(painted(result.outcome())
                + Style.padded(number(result), ORDER_WIDTH)
                + Style.padded(move(result), MOVE_WIDTH)
                + (result.sync().equals(SyncState.UNSEEN)
                        ? ""
                        : texts.of("cancel.sync." + result.sync().word()))
                + where);
        result.message().ifPresent(message -> lines.add("  " + texts.of(message)));
        String stock = result.outcome() == Outcome.WOULD_UNDO ? "undo.stock-would" : "undo.stock";
        for (StockRelease taken : result.taken()) {
            lines.add("  "
                    + texts.of(
                            CancelView.of(taken.part(), stock),
                            taken.quantity(),
                            taken.line().article()));
        }
        return lines;
    }

    private String painted(Outcome outcome) {
        String padded = Style.padded(outcome.word(), OUTCOME_WIDTH);
        return switch (outcome) {
            case UNDONE, WOULD_UNDO -> style.good(padded);
            case ALREADY_UNDONE -> style.faint(padded);
            case REFUSED, NOT_FOUND, AMBIGUOUS -> style.warning(padded);
        };
    }

    private static String move(UndoResult result) {
        return result.from().equals(result.to()) ? result.from() : result.from() + " → " + result.to();
    }

    Fields summary(long orders, Map<Outcome, Long> outcomes) {
        Fields fields = new Fields().with("orders", orders);
        for (Outcome outcome : Outcome.values()) {
            fields.with(outcome.word().replace('-', '_'), outcomes.getOrDefault(outcome, 0L));
        }
        return fields;
    }

    String counts(Map<Outcome, Long> outcomes) {
        return outcomes.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
    }
}
