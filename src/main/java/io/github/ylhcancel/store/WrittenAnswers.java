package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockHold;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.StockLedger.Direction;
import io.github.ylhcancel.store.Transitions.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a transaction did whose end was never heard of, put together from what it wrote. What it wrote is there as a whole or not at
 * all; orders that it did not cancel have left nothing, and are asked about anew.
 */
final class WrittenAnswers {
    private final Sql sql;
    private final ShopSchema schema;
    private final boolean details;
    private final Map<RowKey, Transition> written;
    private final Map<RowKey, PaymentState> money;
    private final Map<RowKey, Order> orders;
    private final Map<RowKey, List<Cancellation>> told;
    private final Map<RowKey, Map<StockRow, Integer>> released = new HashMap<>();
    private final Map<RowKey, List<OrderLine>> lines;
    private final Optional<FamilyBook> families;

    /**
     * @param since the first step that may have written something of them
     */
    WrittenAnswers(Sql sql, ShopSchema schema, boolean details, Step since, List<Entry> entries) {
        this.sql = sql;
        this.schema = schema;
        this.details = details;
        this.written =
                Transitions.since(sql, since, entries.stream().map(Entry::key).toList());
        this.money = Transitions.moneySince(sql, since, written.keySet());
        this.orders = Orders.byKeys(sql, schema, written.keySet());
        this.told = Cancellations.ofOrders(sql, written.keySet());
        written.values().stream()
                .collect(Collectors.groupingBy(
                        Transition::number, Collectors.mapping(Transition::orderKey, Collectors.toList())))
                .forEach((number, keys) -> released.putAll(StockLedger.moved(sql, keys, number, Direction.RELEASE)));
        this.lines = details ? Orders.lines(sql, schema, written.keySet()) : Map.of();
        this.families = Optional.of(orders.values())
                .filter(found -> details && !found.isEmpty())
                .map(found -> new FamilyBook(sql, schema, found));
    }

    boolean has(Entry entry) {
        return written.containsKey(entry.key());
    }

    /** How many units of stock they gave back, all together. */
    long units() {
        return released.values().stream()
                .flatMap(rows -> rows.values().stream())
                .mapToLong(Integer::longValue)
                .sum();
    }

    /** The answers to those that {@link #has}. */
    List<CancelAnswer> answers(List<Entry> entries) {
        List<CancelAnswer> answers = new ArrayList<>();
        entries.stream().filter(this::has).forEach(entry -> answers.add(answer(entry)));
        return answers;
    }

    private Cancelled answer(Entry entry) {
        Transition cancelled = written.get(entry.key());
        Order before = before(cancelled);
        List<Cancellation> all = told.getOrDefault(entry.key(), List.of());
        Optional<Cancellation> own =
                all.stream().filter(one -> one.number() == cancelled.number()).findFirst();
        Optional<Cancellation> kept = own.isPresent()
                ? Optional.empty()
                : all.stream()
                        .filter(one -> cancelled
                                .soId()
                                .equals(Optional.of(one.request().soId())))
                        .findFirst();
        // An earlier request is told again only where all its attempts had been in vain; then they are counted anew.
        boolean tells =
                own.isPresent() || kept.filter(one -> one.state().isOpen()).isPresent();
        List<OrderLine> ofOrder = lines.getOrDefault(entry.key(), List.of());
        return new Cancelled(
                entry,
                before,
                tells,
                own.or(() -> kept).filter(one -> details).map(Cancellation::id),
                money.get(entry.key()),
                ofOrder,
                details ? stock(before, ofOrder) : StockPlan.NOTHING);
    }

    /** As it was found; what has become of its row since makes no difference. */
    private Order before(Transition cancelled) {
        StoredStatus from = schema.status(cancelled.from());
        return Optional.ofNullable(orders.get(cancelled.orderKey()))
                .map(order -> order.with(from))
                .orElseGet(() -> Order.toDecideOn(
                        cancelled.orderKey(),
                        cancelled.orderNumber(),
                        from,
                        cancelled.soId(),
                        Optional.empty(),
                        Optional.empty(),
                        false));
    }

    private StockPlan stock(Order order, List<OrderLine> ofOrder) {
        StockHold hold = schema.held(order.status());
        List<StockRelease> releases = new ArrayList<>();
        released.getOrDefault(order.id(), Map.of())
                .forEach((row, quantity) -> ofOrder.stream()
                        .filter(line -> line.stock().equals(Optional.of(row)))
                        .findFirst()
                        .ifPresent(line -> releases.add(new StockRelease(row, hold.of(row), quantity, line))));
        return StockPlan.carriedOut(ofOrder, hold, releases, families.flatMap(book -> book.of(order)));
    }
}
