package io.github.ylhcancel.cancel;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Objection;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.FamilyBook;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.Transitions;
import io.github.ylhcancel.store.UnpaidOrders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what would become of orders that are there, by the same rules as the transaction that cancels them, and writes nothing. */
public final class CancelPreview {
    private final Orders orders;
    private final UnpaidOrders unpaid;
    private final Cancellations cancellations;
    private final Transitions transitions;
    private final boolean repeats;

    /**
     * @param repeats whether what YLH may have applied is sent again
     */
    public CancelPreview(
            Orders orders, UnpaidOrders unpaid, Cancellations cancellations, Transitions transitions, boolean repeats) {
        this.orders = orders;
        this.unpaid = unpaid;
        this.cancellations = cancellations;
        this.transitions = transitions;
        this.repeats = repeats;
    }

    /** What is known of a set of orders. */
    private record Known(
            Map<RowKey, Reason> skipped,
            Map<RowKey, List<Transition>> transitions,
            Map<RowKey, List<Cancellation>> cancellations,
            Map<RowKey, PaymentState> money,
            Map<RowKey, List<OrderLine>> lines,
            Map<RowKey, Objection> objections,
            FamilyBook families) {}

    /**
     * Of each in its place.
     *
     * @param found the order that each of the items means
     */
    List<CancelResult> of(List<CancelItem> items, List<Order> found, Instant now) {
        List<RowKey> keys = found.stream().map(Order::id).distinct().toList();
        List<RowKey> ifUnpaid = items.stream()
                .map(CancelItem::seen)
                .flatMap(Optional::stream)
                .filter(OrderSnapshot::unpaid)
                .map(OrderSnapshot::id)
                .distinct()
                .toList();
        Known known = new Known(
                unpaid.skipped(ifUnpaid),
                transitions.ofOrders(keys),
                cancellations.ofOrders(keys),
                orders.money(found),
                orders.lines(keys),
                orders.objections(found),
                orders.families(found));
        List<CancelResult> results = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            results.add(one(items.get(i), found.get(i), known, now));
        }
        return results;
    }

    private CancelResult one(CancelItem item, Order order, Known known, Instant now) {
        Optional<Message> change = item.seen().flatMap(seen -> seen.change(order));
        if (change.isPresent()) {
            return CancelResults.changed(item, order, change.get());
        }
        Optional<Reason> skipped = Optional.ofNullable(known.skipped().get(order.id()))
                .filter(why -> item.seen().isPresent() && why != Reason.GONE);
        if (skipped.isPresent()) {
            return CancelResults.skipped(item, order, skipped.get());
        }
        Decision decision = Decision.unless(
                Optional.ofNullable(known.objections().get(order.id())),
                Decision.of(
                        order,
                        known.cancellations().getOrDefault(order.id(), List.of()),
                        known.transitions().getOrDefault(order.id(), List.of()),
                        item.request(),
                        now),
                item.request());
        if (decision instanceof Decision.Cancel cancel) {
            return wouldCancel(item, order, cancel, known, now);
        }
        return CancelResults.preview(item, order, decision, repeats);
    }

    private CancelResult wouldCancel(CancelItem item, Order order, Decision.Cancel decision, Known known, Instant now) {
        List<OrderLine> lines = known.lines().get(order.id());
        try {
            StockPlan stock = known.families().plan(order, lines);
            known.families().settle(order, stock);
            return CancelResults.wouldCancel(
                    item,
                    order,
                    decision,
                    decision.kept().flatMap(kept -> unsent(kept, now)),
                    known.money().get(order.id()),
                    lines,
                    stock,
                    repeats);
        } catch (ArithmeticException overflow) {
            return CancelResult.unchanged(
                    item.request().reference(), order, Outcome.FAILED, SyncState.NONE, Message.of("order.too-many"));
        }
    }

    /** How an earlier request will stand that is not written anew and not sent; nothing if it is sent. */
    private Optional<DeliveryState> unsent(Cancellation kept, Instant now) {
        return switch (kept.state()) {
            case PENDING -> Optional.empty();
            case SENDING ->
                cancellations.isLeftByTheDead(kept, now) ? unknownUnless(repeats) : Optional.of(DeliveryState.SENDING);
            // One that was given up gets all its attempts anew.
            case UNKNOWN, DEAD -> unknownUnless(kept.maySend(repeats));
            case ACCEPTED, CONFIRMED, PARTIAL, REJECTED, HELD, COMPENSATED, ABANDONED, WITHDRAWN ->
                Optional.of(kept.state());
        };
    }

    private static Optional<DeliveryState> unknownUnless(boolean sent) {
        return sent ? Optional.empty() : Optional.of(DeliveryState.UNKNOWN);
    }
}
