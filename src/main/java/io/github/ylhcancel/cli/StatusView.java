package io.github.ylhcancel.cli;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.UnrefundedOrder;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.inspect.Inspection.Standing;
import io.github.ylhcancel.output.Fields;
import io.github.ylhcancel.output.Style;
import io.github.ylhcancel.output.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the state of orders looks. */
final class StatusView {
    private static final int LABEL_WIDTH = 12;

    private final Texts texts;
    private final Style style;
    private final NextStep next;

    StatusView(Texts texts, Style style, NextStep next) {
        this.texts = texts;
        this.style = style;
        this.next = next;
    }

    /** The same fields for an order that is not there, so that every row of a CSV has the same columns. */
    Fields fields(String reference, Outcome outcome) {
        return fields(reference, Optional.empty(), outcome.word());
    }

    Fields fields(Standing standing) {
        return fields(standing.order().number(), Optional.of(standing), "found");
    }

    private Fields fields(String number, Optional<Standing> standing, String outcome) {
        Optional<Order> order = standing.map(Standing::order);
        Optional<Cancellation> cancellation = standing.flatMap(Standing::cancellation);
        return new Fields()
                .with("order", number)
                .withId("id", order.map(Order::id))
                .with("so_id", order.flatMap(Order::soId))
                .with("outcome", outcome)
                .with("status", order.map(known -> known.status().shown()))
                .with(
                        "next",
                        standing.map(known -> known.next().stream()
                                        .map(OrderStatus::word)
                                        .toList())
                                .orElse(List.of()))
                .with("sync", standing.map(StatusView::sync))
                .with("attempts", cancellation.map(Cancellation::attempts))
                .with("next_attempt_at", cancellation.flatMap(Cancellation::nextAttemptAt))
                .with("last_error", cancellation.flatMap(Cancellation::lastError))
                .with("run_id", cancellation.flatMap(Cancellation::runId))
                .with("account", cancellation.flatMap(Cancellation::account).map(Account::name))
                .with("next_step", standing.flatMap(this::nextStep).map(texts::of))
                .with(
                        "callback",
                        standing.flatMap(known -> known.callbacks().stream().findFirst())
                                .flatMap(RecordedCallback::code))
                .with("cancel_reason", order.flatMap(Order::cancelReason).map(PersonalData::masked))
                .with("cancelled_at", order.flatMap(Order::cancelledAt))
                .with("supplier_order", order.flatMap(Order::supplierOrderNumber))
                .with("supplier_status", order.flatMap(Order::supplierStatus))
                .with("supplier_failure", order.flatMap(Order::supplierFailure))
                .with("created_at", order.map(Order::createdAt))
                .with("updated_at", order.map(Order::updatedAt))
                .withAll(
                        "lines",
                        standing.map(known -> known.lines().stream()
                                        .map(StatusView::line)
                                        .toList())
                                .orElse(List.of()));
    }

    private static Fields line(OrderLine line) {
        return new Fields()
                .withId("product_id", line.productId())
                .withId("sku_id", line.skuId())
                .with("article", line.article())
                .with("quantity", line.quantity())
                .with("own_stock", line.ownStock());
    }

    private Optional<Message> nextStep(Standing standing) {
        return callback(standing)
                .or(() -> standing.untold().map(next::of))
                .or(() -> standing.cancellation().map(next::of));
    }

    /** What YLH said that cannot be, or that nobody asked for, comes before what would happen by itself. */
    private static Optional<Message> callback(Standing standing) {
        return standing.callbacks().stream().findFirst().map(RecordedCallback::meaning);
    }

    /**
     * A delivery state, {@code none} for an order that YLH need not hear of, {@code untold} for one that was cancelled here before it had
     * its so-id, {@code untracked} for one that was not cancelled here.
     */
    private static String sync(Standing standing) {
        if (standing.untold().isPresent()) {
            return DeliveryListView.UNTOLD;
        }
        return standing.cancellation().map(known -> known.state().word()).orElseGet(() -> {
            boolean elsewhere = standing.order().status().is(OrderStatus.CANCELLED)
                    && standing.order().soId().isPresent();
            return elsewhere ? "untracked" : "none";
        });
    }

    String missing(String reference, OrderLookup.Missing missing) {
        boolean several = missing.outcome() == Outcome.AMBIGUOUS;
        return style.warning(Style.padded(missing.outcome().word(), LABEL_WIDTH))
                + reference
                + (several ? "  " + texts.of(missing.why()) : "");
    }

    /** An order on several lines. */
    List<String> block(Standing standing) {
        Order order = standing.order();
        List<String> lines = new ArrayList<>();
        add(lines, "order", style.strong(order.number()) + style.faint("  id " + order.id()));
        order.soId().ifPresent(soId -> add(lines, "so-id", soId));
        add(lines, "status", painted(order) + cancelledWhy(order));
        add(lines, "next", next(standing));
        add(lines, "created", texts.time(order.createdAt()));
        for (OrderLine line : standing.lines()) {
            String whose = line.ownStock() ? "" : "  " + style.faint(texts.of("status.supplier-stock"));
            add(lines, "article", line.quantity() + " × " + line.article() + whose);
        }
        order.supplierOrderNumber()
                .ifPresent(number -> add(
                        lines,
                        "supplier",
                        number + order.supplierStatus().map(word -> "  " + word).orElse("")));
        order.supplierFailure().ifPresent(failure -> add(lines, "supplier-failure", failure));
        addYlh(lines, standing);
        return lines;
    }

    private void add(List<String> lines, String label, String value) {
        lines.add(style.faint(Style.padded(texts.of("status.label." + label), LABEL_WIDTH)) + value);
    }

    private String painted(Order order) {
        String word = order.status().shown();
        return order.status().is(OrderStatus.CANCELLED) ? style.warning(word) : style.good(word);
    }

    private String cancelledWhy(Order order) {
        if (!order.status().is(OrderStatus.CANCELLED)) {
            return "";
        }
        return order.cancelledAt().map(at -> "  " + texts.time(at)).orElse("")
                + order.cancelReason()
                        .map(reason -> "  " + PersonalData.masked(reason))
                        .orElse("");
    }

    private String next(Standing standing) {
        if (standing.order().status().known().isEmpty()) {
            return texts.of("status.next-foreign");
        }
        return standing.next().isEmpty()
                ? texts.of("status.next-none")
                : standing.next().stream().map(OrderStatus::word).collect(Collectors.joining(", "));
    }

    private void addYlh(List<String> lines, Standing standing) {
        if (standing.untold().isPresent()) {
            add(lines, "ylh", style.warning(sync(standing)) + ": " + texts.of("status.ylh-untold"));
            add(lines, "next-step", texts.of(nextStep(standing).orElseThrow()));
            return;
        }
        Optional<Cancellation> cancellation = standing.cancellation();
        if (cancellation.isEmpty()) {
            add(lines, "ylh", texts.of("status.ylh-" + sync(standing) + (isCancelled(standing) ? "-cancelled" : "")));
            callback(standing).ifPresent(message -> add(lines, "next-step", texts.of(message)));
            return;
        }
        Cancellation told = cancellation.get();
        String word = told.state().word();
        add(
                lines,
                "ylh",
                (told.state().isTaken() ? style.good(word) : style.warning(word)) + ": "
                        + texts.of(DeliveryView.meaning(told)));
        add(lines, "next-step", texts.of(nextStep(standing).orElseThrow()));
        add(lines, "attempts", String.valueOf(told.attempts()));
        told.nextAttemptAt().ifPresent(next -> add(lines, "next-try", texts.time(next)));
        told.lastError().ifPresent(error -> add(lines, "last-error", error));
    }

    private static boolean isCancelled(Standing standing) {
        return standing.order().status().is(OrderStatus.CANCELLED);
    }

    /** An order on one line of a list. */
    String line(Standing standing) {
        Order order = standing.order();
        return Style.padded(order.number(), 16)
                + Style.padded(order.status().shown(), 11)
                + Style.padded(order.soId().orElse("-"), 16)
                + Style.padded(texts.time(order.createdAt()), 21)
                + Style.padded(sync(standing), 11)
                + standing.cancellation().flatMap(Cancellation::lastError).orElse("");
    }

    Fields fields(UnrefundedOrder order) {
        return new Fields()
                .with("order", order.orderNumber())
                .withId("id", order.orderKey())
                .with("so_id", order.soId())
                .with("from", order.from())
                .with("cancelled_at", order.at())
                .with("cancel_reason", PersonalData.masked(order.reason()))
                .with("operator", order.operator())
                .with("run_id", order.runId());
    }

    String line(UnrefundedOrder order) {
        return Style.padded(order.orderNumber(), 16)
                + Style.padded(order.from(), 11)
                + Style.padded(order.soId().orElse("-"), 16)
                + Style.padded(texts.of("list.cancelled", order.at()), 32)
                + Style.padded(order.operator(), 12)
                + PersonalData.masked(order.reason());
    }

    Fields countFields(Inspection.Counts counts) {
        Fields orders = new Fields();
        counts.orders().forEach(orders::with);
        Fields deliveries = new Fields();
        for (DeliveryState state : DeliveryState.values()) {
            deliveries.with(state.word(), counts.deliveries().getOrDefault(state, 0L));
        }
        return new Fields()
                .with("orders", orders)
                .with("sync", deliveries)
                .with("waiting", counts.waiting().count())
                .with("next_attempt_at", counts.waiting().next());
    }

    /** A row a state. */
    List<Fields> countRows(Inspection.Counts counts) {
        List<Fields> rows = new ArrayList<>();
        counts.orders().forEach((word, count) -> rows.add(countRow("orders", word, count)));
        for (DeliveryState state : DeliveryState.values()) {
            rows.add(countRow("sync", state.word(), counts.deliveries().getOrDefault(state, 0L)));
        }
        return rows;
    }

    private static Fields countRow(String of, String state, long count) {
        return new Fields().with("of", of).with("state", state).with("count", count);
    }
}
