package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.Money;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.PuttingBack;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockHold;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.StockTake;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.schema.ShopValue;
import io.github.ylhcancel.store.PutBackAnswer.AlreadyBack;
import io.github.ylhcancel.store.PutBackAnswer.Back;
import io.github.ylhcancel.store.PutBackAnswer.Held;
import io.github.ylhcancel.store.PutBackAnswer.Missing;
import io.github.ylhcancel.store.PutBackAnswer.Refused;
import io.github.ylhcancel.store.PutBackAnswer.Settled;
import io.github.ylhcancel.store.StockLedger.Direction;
import io.github.ylhcancel.store.StockLedger.Taken;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one transaction does to put an order back: lock, read, decide, write. The main order of its family is locked first, then the order,
 * its delivery, payments, and the stock rows by key: everybody who takes several of them does it in this order.
 */
final class PutBackOrder {
    private static final int LONGEST_REASON = 200;

    private static final String UPDATE = """
            UPDATE {orders} o
               SET {orders.status} = :to
                   [orders.updated_at ? , {orders.updated_at} = :updated_at] {orders.more-sets-back}%s
             WHERE {o:orders.status is status.cancelled} AND {o:orders.id} = :key {o:orders there}
            """;
    private static final String UPDATE_ITEMS =
            "UPDATE {items} SET {items.sets-back} WHERE {items.order_id} = :key {items there}";
    private static final String EMPTIED = ", {orders.%s} = %s";
    private static final String SUPPLIER = ", {orders.%s} = :%s";

    private static final String BY_ID = " WHERE id = :id";
    private static final String LOCK_BY_ID = BY_ID + " FOR UPDATE";

    private static final String PUT_BACK_AGAIN = """
            UPDATE ylh_put_back SET cancellation_no = :number, kind = :kind, created_at = :now WHERE order_key = :key
            """;
    private static final String PUT_BACK = """
            INSERT INTO ylh_put_back (order_key, cancellation_no, kind, created_at) VALUES (:key, :number, :kind, :now)
            """;

    /** What a shop's columns of texts take. */
    interface Columns {
        /** What an empty value is in a column of the orders; nothing where it cannot be emptied. */
        Optional<String> empty(Sql sql, String column);

        /** How long a text in a column of the orders may be. */
        int width(Sql sql, String column);
    }

    /** Who puts it back, and what is to be said of it. */
    record Who(String operator, String note) {}

    private final Sql sql;
    private final ShopSchema schema;
    private final StatusHistory history;
    private final Columns columns;
    private final Step step;
    private final Consumer<Checkpoint> checkpoints;
    private final Instant now;
    private final StockLedger ledger;

    PutBackOrder(
            Sql sql,
            ShopSchema schema,
            StatusHistory history,
            Columns columns,
            Step step,
            Consumer<Checkpoint> checkpoints,
            Instant now) {
        this.sql = sql;
        this.schema = schema;
        this.history = history;
        this.columns = columns;
        this.step = step;
        this.checkpoints = checkpoints;
        this.now = now;
        this.ledger = new StockLedger(sql, schema, now);
    }

    /**
     * After YLH's definite no.
     *
     * @param id the delivery
     * @param rollsBack whether the configuration wants refused orders put back
     * @param repeated whether it may have been done before by this run, unknown to it
     */
    PutBackAnswer compensate(long id, String operator, boolean rollsBack, boolean repeated) {
        Parameters which = Parameters.of("id", id);
        RowKey key = Cancellations.list(sql, BY_ID, which).get(0).orderId();
        Optional<Order> order = take(key);
        Cancellation delivery = Cancellations.list(sql, LOCK_BY_ID, which).get(0);
        if (delivery.state() != DeliveryState.REJECTED) {
            Optional<Back> back =
                    repeated && order.isPresent() ? written(order.get(), List.of(delivery)) : Optional.empty();
            return back.<PutBackAnswer>map(done -> done).orElseGet(() -> settled(delivery));
        }
        if (order.isEmpty()) {
            return hold(delivery, Hold.ORDER_MOVED);
        }
        List<Transition> changes = changes(key);
        FamilyBook families = new FamilyBook(sql, schema, List.of(order.get()));
        PuttingBack ruling = PuttingBack.afterRefusal(
                order.get(), delivery, changes, money(order.get(), changes, families, true), rollsBack);
        if (ruling instanceof PuttingBack.Held held) {
            return hold(delivery, held.why());
        }
        String words = delivery.lastError().orElse("");
        return write(
                order.get(), (PuttingBack.PutBack) ruling, Optional.of(delivery), families, new Who(operator, words));
    }

    private static PutBackAnswer settled(Cancellation delivery) {
        return delivery.state() == DeliveryState.HELD ? new Held(delivery) : new Settled(delivery);
    }

    /** Leaves it to a person, unless it is not rejected any more. */
    PutBackAnswer hold(long id, Hold why) {
        Cancellation delivery =
                Cancellations.list(sql, LOCK_BY_ID, Parameters.of("id", id)).get(0);
        return delivery.state() == DeliveryState.REJECTED ? hold(delivery, why) : settled(delivery);
    }

    private PutBackAnswer hold(Cancellation locked, Hold why) {
        return new Held(settle(locked, DeliveryState.HELD, Optional.of(why)));
    }

    private Cancellation settle(Cancellation locked, DeliveryState to, Optional<Hold> why) {
        Cancellation settled = locked.settled(to, why, now);
        Counts.require(1, Cancellations.settle(sql, locked, settled) ? 1 : 0);
        return settled;
    }

    /**
     * Because a person wants it.
     *
     * @param repeated whether it may have been done before by this run, unknown to it
     */
    PutBackAnswer undo(RowKey key, Who who, boolean repeated) {
        Optional<Order> order = take(key);
        if (order.isEmpty()) {
            return new Missing();
        }
        List<Cancellation> deliveries = Cancellations.lockOfOrder(sql, key);
        List<Transition> changes = changes(key);
        FamilyBook families = new FamilyBook(sql, schema, List.of(order.get()));
        PuttingBack ruling =
                PuttingBack.byPerson(order.get(), deliveries, changes, money(order.get(), changes, families, true));
        if (ruling instanceof PuttingBack.PutBack back) {
            Optional<Cancellation> told = PuttingBack.told(order.get(), deliveries, back.cancelled());
            return write(order.get(), back, told, families, who);
        }
        Optional<Back> written = repeated ? written(order.get(), deliveries) : Optional.empty();
        return written.<PutBackAnswer>map(done -> done).orElseGet(() -> declined(order.get(), ruling));
    }

    private static PutBackAnswer declined(Order order, PuttingBack ruling) {
        return ruling instanceof PuttingBack.AlreadyBack already
                ? new AlreadyBack(order, already.back())
                : new Refused(order, ((PuttingBack.Refused) ruling).why());
    }

    /** No change and no lock: what {@link #undo} would come to now. */
    PutBackAnswer look(RowKey key) {
        Optional<Order> order =
                Optional.ofNullable(Orders.byKeys(sql, schema, List.of(key)).get(key));
        if (order.isEmpty()) {
            return new Missing();
        }
        List<Cancellation> deliveries =
                Cancellations.ofOrders(sql, List.of(key)).getOrDefault(key, List.of());
        List<Transition> changes = changes(key);
        FamilyBook families = new FamilyBook(sql, schema, List.of(order.get()));
        PuttingBack ruling =
                PuttingBack.byPerson(order.get(), deliveries, changes, money(order.get(), changes, families, false));
        if (ruling instanceof PuttingBack.PutBack back) {
            Optional<Cancellation> told = PuttingBack.told(order.get(), deliveries, back.cancelled());
            return new Back(
                    order.get(),
                    back.cancelled(),
                    schema.status(back.cancelled().from()),
                    told.flatMap(one -> back.delivery().map(to -> one.settled(to, Optional.empty(), now))),
                    stock(order.get(), back.cancelled(), lines(key), families).takes());
        }
        return declined(order.get(), ruling);
    }

    private Optional<Order> take(RowKey key) {
        OrderClaim.Claimed claimed = new OrderClaim(sql, schema, true).take(List.of(key));
        if (claimed.busy().contains(key)) {
            throw new ContentionException(1, "the order came into another family", null);
        }
        return Optional.ofNullable(claimed.orders().get(key));
    }

    private List<Transition> changes(RowKey key) {
        return Transitions.ofOrders(sql, List.of(key)).getOrDefault(key, List.of());
    }

    /** Of what cannot be put back anyway nobody asks. */
    private Money money(Order order, List<Transition> changes, FamilyBook families, boolean locks) {
        Optional<Transition> cancelled =
                Transition.latest(changes).filter(last -> last.kind() == Transition.Kind.CANCEL);
        return cancelled
                .map(last -> new OrderMoney(sql, schema, locks).of(last, families.members(order)))
                .orElse(Money.NONE);
    }

    private List<OrderLine> lines(RowKey key) {
        return Orders.lines(sql, schema, List.of(key)).get(key);
    }

    private StockTake stock(Order order, Transition cancelled, List<OrderLine> lines, FamilyBook families) {
        Map<StockRow, Integer> cameBack =
                families.of(order).map(Family::returned).orElseGet(() -> moved(order, cancelled, Direction.RELEASE));
        return StockTake.of(lines, hold(order, cancelled), cameBack);
    }

    /** What it held when it was cancelled, even if the configuration says otherwise now. */
    private StockHold hold(Order order, Transition cancelled) {
        return ledger.released(order.id(), cancelled.number(), schema.held(schema.status(cancelled.from())));
    }

    private Map<StockRow, Integer> moved(Order order, Transition cancelled, Direction direction) {
        return StockLedger.moved(sql, List.of(order.id()), cancelled.number(), direction)
                .getOrDefault(order.id(), Map.of());
    }

    /** What this very run did before its connection was lost. */
    private Optional<Back> written(Order order, List<Cancellation> deliveries) {
        List<Transition> changes = changes(order.id());
        Optional<Transition> back = Transition.latest(changes)
                .filter(last -> last.kind() != Transition.Kind.CANCEL)
                .filter(last -> last.runId().equals(step.runId()));
        Optional<Transition> cancelled = back.flatMap(done -> changes.stream()
                .filter(one -> one.kind() == Transition.Kind.CANCEL && one.number() == done.number())
                .findFirst());
        return cancelled.map(first -> {
            List<StockRelease> taken = new ArrayList<>();
            List<OrderLine> lines = lines(order.id());
            StockHold hold = hold(order, first);
            moved(order, first, Direction.TAKE)
                    .forEach((row, quantity) -> lines.stream()
                            .filter(line -> line.stock().equals(Optional.of(row)))
                            .findFirst()
                            .ifPresent(line -> taken.add(new StockRelease(row, hold.of(row), quantity, line))));
            return new Back(
                    order.with(schema.status(first.to())),
                    first,
                    schema.status(first.from()),
                    deliveries.stream().filter(one -> one.state().isVoid()).findFirst(),
                    taken);
        });
    }

    private Back write(
            Order order, PuttingBack.PutBack ruling, Optional<Cancellation> told, FamilyBook families, Who who) {
        Transition cancelled = ruling.cancelled();
        List<OrderLine> lines = lines(order.id());
        StockTake take = stock(order, cancelled, lines, families);
        Map<StockKind, SortedChanges> stock = new EnumMap<>(StockKind.class);
        List<Taken> taken = lockStock(ledger.takes(order.id(), cancelled.number(), lines, take), stock);

        boolean refused = ruling.kind() == Transition.Kind.COMPENSATE;
        Counts.require(1, sql.update(update(refused, who.note()), values(order, cancelled, who)));
        if (!schema.setsBack(ShopTable.ITEMS).isEmpty()) {
            sql.update(schema.render(UPDATE_ITEMS), values(order, cancelled, who));
        }
        String note = history.note(sql, who.operator(), said(ruling.kind(), who.note()));
        String reason = Text.line(who.note(), LONGEST_REASON - 1);
        Transitions.insertBack(
                sql, step, cancelled, order, ruling.kind(), new Transitions.Back(reason, note, who.operator()), now);
        Events.putBack(sql, cancelled, ruling.kind(), now);
        history.restored(sql, order, cancelled.from(), who.operator(), note, now);
        ledger.insertTakes(order.id(), cancelled.number(), taken);
        if (families.has(order)) {
            families.takeAgain(order, take);
            families.write(sql);
        }
        stock.forEach((kind, changes) -> new StockRows(sql, schema, kind).take(changes.asMap(), now));
        ledger.logInventory(List.of(order.id()), cancelled.number(), Direction.TAKE);
        remember(order, ruling);
        Optional<Cancellation> delivery =
                told.flatMap(locked -> ruling.delivery().map(to -> settle(locked, to, Optional.empty())));
        if (!refused && delivery.isPresent()) {
            Interventions.undone(sql, told.get(), delivery.get(), who.operator(), step.runId(), who.note(), now);
        }
        checkpoints.accept(Checkpoint.BEFORE_PUT_BACK_COMMIT);
        return new Back(order, cancelled, schema.status(cancelled.from()), delivery.or(() -> told), take.takes());
    }

    /** Answers what is left of {@code taken}: of a product that is gone nobody counts what was sold. */
    private List<Taken> lockStock(List<Taken> taken, Map<StockKind, SortedChanges> stock) {
        for (StockKind kind : StockKind.values()) {
            SortedChanges changes = new SortedChanges();
            for (Taken one : taken) {
                if (one.quantity() > 0 && StockKind.of(one.stock()) == kind) {
                    changes.add(one.stock().id(), one.part(), one.quantity());
                }
                if (one.sold() > 0 && kind == StockKind.PRODUCT) {
                    changes.addSold(one.productKey(), one.sold());
                }
            }
            if (!changes.isEmpty()) {
                changes.keepOnly(new StockRows(sql, schema, kind)
                        .lock(changes.asMap(), StockLock.CAREFULLY)
                        .keySet());
                stock.put(kind, changes);
            }
        }
        Optional<SortedChanges> products = Optional.ofNullable(stock.get(StockKind.PRODUCT));
        return taken.stream()
                .map(one -> one.sold() == 0 || products.orElseThrow().asMap().containsKey(one.productKey())
                        ? one
                        : one.withoutSales())
                .filter(one -> one.quantity() > 0 || one.sold() > 0)
                .toList();
    }

    private static String said(Transition.Kind kind, String note) {
        return note.isEmpty() ? kind.word() : kind.word() + ": " + note;
    }

    private String update(boolean refused, String words) {
        StringBuilder more = new StringBuilder();
        for (String column : List.of("cancel_reason", "cancelled_at")) {
            if (schema.has(ShopTable.ORDERS, column)) {
                columns.empty(sql, column).ifPresent(empty -> more.append(EMPTIED.formatted(column, empty)));
            }
        }
        if (refused) {
            if (schema.has(ShopTable.ORDERS, "haier_status")
                    && !schema.value(ShopValue.SUPPLIER_REFUSED).isEmpty()) {
                more.append(SUPPLIER.formatted("haier_status", "supplier_status"));
            }
            if (schema.has(ShopTable.ORDERS, "haier_fail_msg") && !words.isEmpty()) {
                more.append(SUPPLIER.formatted("haier_fail_msg", "supplier_words"));
            }
        }
        return schema.render(UPDATE.formatted(more));
    }

    private Parameters values(Order order, Transition cancelled, Who who) {
        int width = schema.has(ShopTable.ORDERS, "haier_fail_msg") ? columns.width(sql, "haier_fail_msg") : 1;
        Parameters values = Parameters.of("key", order.id())
                .and("to", cancelled.from())
                .and("operator", who.operator())
                .and("reason", Text.line(who.note(), LONGEST_REASON - 1))
                .and("supplier_status", schema.value(ShopValue.SUPPLIER_REFUSED))
                .and("supplier_words", Text.line(who.note(), Math.max(0, Math.min(width, LONGEST_REASON) - 1)))
                .and("updated_at", schema.time("orders.updated_at").written(now));
        return schema.bindSets(values, now);
    }

    private void remember(Order order, PuttingBack.PutBack ruling) {
        Parameters values = Parameters.of("key", order.id())
                .and("number", ruling.cancelled().number())
                .and("kind", ruling.kind().word())
                .and("now", now);
        // The order is locked, so nobody else does the same.
        if (sql.update(PUT_BACK_AGAIN, values) == 0) {
            sql.update(PUT_BACK, values);
        }
    }
}
