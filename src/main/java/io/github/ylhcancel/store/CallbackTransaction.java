package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.RowCountException;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import io.github.ylhcancel.domain.CallbackRules;
import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.CallbackRules.Ruling;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopValue;
import io.github.ylhcancel.store.AppliedCallback.Placement;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Applies what was written down in the inbox, each callback in one transaction: its own row is locked first, then the order as every
 * cancellation locks it, then the order's deliveries. So a callback is applied once, however many processes have it in hand.
 */
public final class CallbackTransaction {
    /** An order that changes its number or its family each time that it is looked at is somebody else's concern. */
    private static final int MOST_LOOKS = 5;

    /** The engine would not cancel the order: it is shipped, or its stock cannot come back. */
    private static final String NOT_CANCELLABLE = "not-cancellable";

    private final Database database;
    private final ShopSchema schema;
    private final Callbacks callbacks;
    private final Orders orders;
    private final StatusHistory history;
    private final String runId;
    private final Optional<Account> account;
    private final boolean cancelsUnasked;
    private final Consumer<Checkpoint> checkpoints;
    private int steps;

    /**
     * @param runId the run that applies them
     * @param account whom at YLH the run speaks for, if that is known
     * @param cancelsUnasked whether an order is cancelled here of which YLH says so unasked
     */
    public CallbackTransaction(
            Database database,
            ShopSchema schema,
            Callbacks callbacks,
            String runId,
            Optional<Account> account,
            boolean cancelsUnasked,
            Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.schema = schema;
        this.callbacks = callbacks;
        this.orders = new Orders(database, schema);
        this.history = new StatusHistory(schema, runId);
        this.runId = runId;
        this.account = account;
        this.cancelsUnasked = cancelsUnasked;
        this.checkpoints = checkpoints;
    }

    /** Which order it is about, or why that is not known. */
    private record Place(Placement placement, Optional<Order> order) {
        static Place none(Placement why) {
            return new Place(why, Optional.empty());
        }
    }

    /** What came of one part: the ruling, and the delivery that it was about, as it was before. */
    private record Outcome(
            Ruling ruling, Optional<Cancellation> delivery, OptionalLong written, String unknownProducts) {
        static Outcome of(Effect effect, String code) {
            return new Outcome(
                    new Ruling(effect, Optional.empty(), false, code), Optional.empty(), OptionalLong.empty(), "");
        }
    }

    /** The engine did not cancel the order; nothing of the transaction stays. */
    private static final class NotCancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotCancelled() {
            super("the order cannot be cancelled", null, false, false);
        }
    }

    /**
     * May be done again: what is applied stays as it is, and is answered as it was.
     *
     * @param recorded as the inbox has it
     * @param request with which an order is cancelled that YLH has cancelled; it names the order by its key
     */
    public AppliedCallback apply(RecordedCallback recorded, Callback callback, CancelRequest request, Instant now) {
        if (recorded.isApplied()) {
            return database.read(sql -> AppliedCallback.of(recorded, true, rejected(sql, recorded)));
        }
        try {
            for (int looks = 0; looks < MOST_LOOKS; looks++) {
                Place place = place(callback);
                if (place.order().isEmpty()) {
                    callbacks.notPlaced(recorded, place.placement().code());
                    return AppliedCallback.not(place.placement(), recorded);
                }
                RowKey key = place.order().get().id();
                Optional<AppliedCallback> applied =
                        database.again(() -> applied(recorded, callback, key, request, now));
                if (applied.isPresent()) {
                    return applied.get();
                }
            }
            return AppliedCallback.not(Placement.BUSY, recorded);
        } catch (ContentionException held) {
            return AppliedCallback.not(Placement.BUSY, recorded);
        } catch (RefusedRowException | RowCountException refused) {
            callbacks.notPlaced(recorded, Placement.ROW_REFUSED.code());
            return AppliedCallback.not(Placement.ROW_REFUSED, recorded);
        }
    }

    /** By the shop's number or the so-id first, then by YLH's own number; where both mean an order, it has to be the same. */
    private Place place(Callback callback) {
        List<Order> named = orders.find(callback.orderNumber(), LookupBy.AUTO);
        Optional<String> supplierNumber = callback.supplierOrderNumber();
        boolean isSure = supplierNumber.isEmpty()
                || named.size() == 1 && named.get(0).supplierOrderNumber().equals(supplierNumber);
        List<Order> others = isSure ? List.of() : orders.withSupplierNumber(supplierNumber.get());
        if (named.isEmpty() && others.isEmpty()) {
            return Place.none(Placement.NOT_FOUND);
        }
        List<Order> found = named.isEmpty() ? others : named;
        boolean differs = !named.isEmpty()
                && !others.isEmpty()
                && others.stream()
                        .noneMatch(other -> other.id().equals(named.get(0).id()));
        return found.size() > 1 || differs
                ? Place.none(Placement.AMBIGUOUS)
                : new Place(Placement.PLACED, Optional.of(found.get(0)));
    }

    private static boolean means(Callback callback, Order order) {
        String number = callback.orderNumber();
        return order.number().equals(number)
                || order.soId().filter(number::equals).isPresent()
                || callback.supplierOrderNumber().isPresent()
                        && order.supplierOrderNumber().equals(callback.supplierOrderNumber());
    }

    /** Nothing if the order is not any more what it was when it was found. */
    private Optional<AppliedCallback> applied(
            RecordedCallback recorded, Callback callback, RowKey key, CancelRequest request, Instant now) {
        try {
            return database.transaction(sql -> applied(sql, recorded, callback, key, request, true, now));
        } catch (NotCancelled
                | StockNotReleasableException
                | RefusedRowException
                | RowCountException
                | ArithmeticException refused) {
            // Without the engine: what it would not do is for a person, and anything else is refused again.
            return database.transaction(sql -> applied(sql, recorded, callback, key, request, false, now));
        }
    }

    private Optional<AppliedCallback> applied(
            Sql sql,
            RecordedCallback recorded,
            Callback callback,
            RowKey key,
            CancelRequest request,
            boolean mayCancel,
            Instant now) {
        RecordedCallback locked = Callbacks.lock(sql, recorded.number());
        if (locked.isApplied()) {
            return Optional.of(AppliedCallback.of(locked, true, rejected(sql, locked)));
        }
        Order order =
                new OrderClaim(sql, schema, true).take(List.of(key)).orders().get(key);
        if (order == null || !means(callback, order)) {
            return Optional.empty();
        }
        Outcome outcome = Callbacks.isAnotherBody(sql, locked)
                ? Outcome.of(Effect.CONTRADICTION, Callbacks.ANOTHER_BODY)
                : callback.method() == Method.CANCEL
                        ? cancelled(sql, order, callback, request, mayCancel, now)
                        : supplied(sql, order, locked, callback, now);
        Ruling ruling = outcome.ruling();
        Optional<Long> cancellation = outcome.delivery()
                .map(Cancellation::id)
                .or(() -> outcome.written().stream().boxed().findFirst());
        callbacks.applied(
                sql,
                locked,
                order.id(),
                cancellation,
                ruling.effect(),
                ruling.code(),
                outcome.delivery().map(Cancellation::state),
                ruling.to(),
                outcome.unknownProducts(),
                now);
        RecordedCallback done = Callbacks.lock(sql, recorded.number());
        return Optional.of(AppliedCallback.of(done, false, rejected(sql, done)));
    }

    /** The delivery that has to be put back because of this, if that is still to be done. */
    private static OptionalLong rejected(Sql sql, RecordedCallback callback) {
        if (callback.to().filter(DeliveryState.REJECTED::equals).isEmpty()) {
            return OptionalLong.empty();
        }
        return Callbacks.rejectedBy(sql, callback.number());
    }

    private Outcome cancelled(
            Sql sql, Order order, Callback callback, CancelRequest request, boolean mayCancel, Instant now) {
        List<Cancellation> deliveries = Cancellations.lockOfOrder(sql, order.id());
        Optional<Cancellation> about = CallbackRules.about(deliveries, callback.state(), callback.at());
        Optional<Instant> retried = about.flatMap(one -> Interventions.lastRetry(sql, one));
        Ruling ruling = CallbackRules.ofCancel(order, about, callback.state(), callback.at(), retried, cancelsUnasked);
        if (ruling.effect() == Effect.CANCELS && !mayCancel) {
            return Outcome.of(Effect.LISTED, NOT_CANCELLABLE);
        }
        if (ruling.effect() == Effect.SETTLED) {
            Cancellation seen = about.orElseThrow();
            Cancellation settled = seen.settled(ruling.to().orElseThrow(), Optional.empty(), now)
                    .saying(callback.failure());
            Counts.require(1, Cancellations.settle(sql, seen, settled) ? 1 : 0);
        }
        if (ruling.effect() == Effect.SHOP_REFUSED || ruling.to().equals(Optional.of(DeliveryState.REJECTED))) {
            new SupplierWords(sql, schema, now)
                    .write(
                            order.id(),
                            Optional.of(ShopValue.SUPPLIER_REFUSED),
                            Optional.empty(),
                            Optional.of(callback.failure()));
        }
        OptionalLong written =
                ruling.effect() == Effect.CANCELS ? cancel(sql, order, request, now) : OptionalLong.empty();
        String unknown = ruling.quantities() ? new ItemQuantities(sql, schema).set(order.id(), callback.items()) : "";
        return new Outcome(ruling, about, written, unknown);
    }

    /** By the engine that cancels every order; answers the delivery, which is confirmed from the start. */
    private OptionalLong cancel(Sql sql, Order order, CancelRequest request, Instant now) {
        List<Entry> held = new ArrayList<>();
        CancelAnswer answer = new CancelSet(
                        sql,
                        schema,
                        history,
                        new Step(runId, 0, ++steps),
                        account,
                        true,
                        checkpoints,
                        Guard.CANCELLED_BY_YLH,
                        StockLock.CAREFULLY,
                        Optional.empty(),
                        now)
                .write(List.of(new Entry(order.id(), request, Optional.empty())), true, held).answers().stream()
                        .findFirst()
                        .orElseThrow(NotCancelled::new);
        if (answer instanceof CancelAnswer.Cancelled done) {
            return done.cancellationId().map(OptionalLong::of).orElseGet(OptionalLong::empty);
        }
        throw new NotCancelled();
    }

    /** Whether YLH has taken the order, or has not got it. */
    private Outcome supplied(Sql sql, Order order, RecordedCallback recorded, Callback callback, Instant now) {
        if (Callbacks.isOvertaken(sql, order.id(), recorded)) {
            return Outcome.of(Effect.NOTED, "overtaken");
        }
        boolean confirmed = callback.method() == Method.CONFIRM && callback.state() == State.SUCCESS;
        boolean outOfStock = callback.method() == Method.OUT_OF_STOCK;
        Optional<String> supplierNumber = confirmed ? callback.supplierOrderNumber() : Optional.empty();
        SupplierWords words = new SupplierWords(sql, schema, now);
        if (order.toldByShop()) {
            // The word that is there keeps us from telling YLH a second time what the shop has told it.
            words.write(order.id(), Optional.empty(), supplierNumber, Optional.empty());
            return Outcome.of(Effect.NOTED, "asked-to-cancel");
        }
        ShopValue word = confirmed
                ? ShopValue.SUPPLIER_CONFIRMED
                : outOfStock ? ShopValue.SUPPLIER_OUT_OF_STOCK : ShopValue.SUPPLIER_FAILED;
        Optional<String> failure =
                confirmed ? Optional.of("") : outOfStock ? Optional.empty() : Optional.of(callback.failure());
        words.write(order.id(), Optional.of(word), supplierNumber, failure);
        return Outcome.of(Effect.NOTED, word.key());
    }
}
