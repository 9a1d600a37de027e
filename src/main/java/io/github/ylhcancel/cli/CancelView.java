package io.github.ylhcancel.cli;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.DeliveryState.Phase;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the result of a cancellation looks. */
final class CancelView {
    private static final Map<String, String> RESERVED = Map.of(
            "cancel.stock", "cancel.stock-reserved",
            "cancel.stock-would", "cancel.stock-would-reserved",
            "undo.stock", "undo.stock-reserved",
            "undo.stock-would", "undo.stock-would-reserved");
    private static final int OUTCOME_WIDTH = 18;
    private static final int ORDER_WIDTH = 16;
    private static final int MOVE_WIDTH = 22;

    private final Texts texts;
    private final Style style;
    private final boolean repeats;

    /**
     * @param repeats whether what YLH may have applied is sent again
     */
    CancelView(Texts texts, Style style, boolean repeats) {
        this.texts = texts;
        this.style = style;
        this.repeats = repeats;
    }

    Fields fields(Optional<Long> line, CancelResult result) {
        Fields fields = new Fields();
        line.ifPresent(number -> fields.with("line", number));
        return fields.with("order", number(result))
                .with("so_id", result.order().flatMap(Order::soId))
                .with("outcome", result.outcome().word())
                .with("from", blankAsAbsent(result.from()))
                .with("to", blankAsAbsent(result.to()))
                .with("sync", blankAsAbsent(result.sync().word()))
                .with("money", result.money().map(PaymentState::word))
                .with("code", result.code())
                .with("message", result.message().map(texts::of))
                .withAll(
                        "stock",
                        result.released().stream().map(CancelView::stock).toList());
    }

    static Fields stock(StockRelease release) {
        return new Fields()
                .withId("product_id", release.line().productId())
                .withId("sku_id", release.line().skuId())
                .with("article", release.line().article())
                .with("column", release.part().word())
                .with("quantity", release.quantity());
    }

    private static Optional<String> blankAsAbsent(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    private static String number(CancelResult result) {
        return result.order().map(Order::number).orElse(result.reference());
    }

    List<String> lines(Optional<Long> line, CancelResult result, boolean withStock) {
        List<String> lines = lines(result, withStock);
        line.filter(number -> result.outcome().isProblem() || wantsAPerson(result))
                .ifPresent(number -> lines.set(0, lines.get(0) + "  " + style.faint(texts.of("cancel.line", number))));
        return lines;
    }

    /**
     * @param withStock whether to name what goes back, article by article
     */
    List<String> lines(CancelResult result, boolean withStock) {
        List<String> lines = new ArrayList<>();
        lines.add(painted(result.outcome(), Style.padded(result.outcome().word(), OUTCOME_WIDTH))
                + Style.padded(number(result), ORDER_WIDTH)
                + Style.padded(move(result), MOVE_WIDTH)
                + sync(result));
        result.message().ifPresent(message -> lines.add("  " + texts.of(message)));
        if (result.isPaid()) {
            boolean would = result.outcome() == Outcome.WOULD_CANCEL;
            lines.add("  " + style.warning(texts.of(would ? "cancel.money-would" : "cancel.money")));
        }
        if (withStock) {
            lines.addAll(stockLines(result));
        }
        return lines;
    }

    private String painted(Outcome outcome, String text) {
        return switch (outcome) {
            case CANCELLED, WOULD_CANCEL -> style.good(text);
            case ALREADY_CANCELLED, SKIPPED, PAID_MEANWHILE -> style.faint(text);
            case REFUSED, NOT_FOUND, AMBIGUOUS -> style.warning(text);
            case FAILED -> style.bad(text);
        };
    }

    private static String move(CancelResult result) {
        if (result.from().isEmpty() || result.from().equals(result.to())) {
            return result.from();
        }
        return result.from() + " → " + result.to();
    }

    private String sync(CancelResult result) {
        if (result.sync().equals(SyncState.UNSEEN)
                || result.outcome() == Outcome.REFUSED && result.sync().equals(SyncState.NONE)
                || result.outcome() == Outcome.FAILED) {
            return "";
        }
        String text = texts.of("cancel.sync." + result.sync().word());
        if (wantsAPerson(result)) {
            return style.bad(text);
        }
        return isAt(Phase.OPEN, result) ? style.warning(text) : text;
    }

    private boolean wantsAPerson(CancelResult result) {
        return isAt(Phase.NEEDS_PERSON, result) || isAt(Phase.TO_PUT_BACK, result);
    }

    private boolean isAt(Phase phase, CancelResult result) {
        return result.delivery(repeats).filter(phase::equals).isPresent();
    }

    private List<String> stockLines(CancelResult result) {
        boolean would = result.outcome() == Outcome.WOULD_CANCEL;
        List<String> lines = new ArrayList<>();
        for (StockRelease release : result.released()) {
            String key = of(release.part(), would ? "cancel.stock-would" : "cancel.stock");
            lines.add("  " + texts.of(key, release.quantity(), release.line().article()));
        }
        for (OrderLine line : result.untouched()) {
            lines.add("  " + texts.of("cancel.stock-supplier", line.quantity(), line.article()));
        }
        return lines;
    }

    /** What is said of stock, where it was reserved only. */
    static String of(StockPart part, String key) {
        return part == StockPart.RESERVED ? RESERVED.get(key) : key;
    }

    /**
     * @param paid how many of the orders had been paid for that are cancelled or would be
     */
    Fields summaryFields(
            long orders, Map<Outcome, Long> outcomes, Map<String, Long> syncs, long paid, long units, double seconds) {
        Fields fields = new Fields().with("orders", orders);
        for (Outcome outcome : Outcome.values()) {
            fields.with(outcome.word().replace('-', '_'), outcomes.getOrDefault(outcome, 0L));
        }
        Fields sync = new Fields();
        syncs.forEach((word, count) -> sync.with(word.replace('-', '_'), count));
        return fields.with("paid", paid)
                .with("stock_released", units)
                .with("sync", sync)
                .with("seconds", seconds);
    }

    String summary(
            long orders,
            Map<Outcome, Long> outcomes,
            Map<String, Long> syncs,
            long units,
            double seconds,
            boolean preview) {
        String parts = outcomes.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
        String told = syncs.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        String key = preview ? "cancel.summary-preview" : "cancel.summary";
        return style.strong(
                texts.of(key, orders, parts.isEmpty() ? "-" : parts, units, told.isEmpty() ? "-" : told, seconds));
    }
}
