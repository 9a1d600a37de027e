package io.github.ylhcancel.undo;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.PutBackAnswer;
import io.github.ylhcancel.store.PutBackTransaction;
import io.github.ylhcancel.undo.UndoResult.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts cancelled orders back because a person wants it, as long as YLH certainly has not applied the cancellation, or has refused it. May be
 * called again with the same orders: what is back stays as it is.
 */
public final class UndoOrders {
    private static final Logger LOG = LoggerFactory.getLogger(UndoOrders.class);

    private final Orders orders;
    private final PutBackTransaction transaction;
    private final Clock clock;

    public UndoOrders(Orders orders, PutBackTransaction transaction, Clock clock) {
        this.orders = orders;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Opens the database.
     *
     * @param readOnly for a look at what it would come to
     */
    public static UndoOrders from(RunContext context, boolean readOnly) {
        Database open = context.database().toChangeShop(readOnly);
        context.catchSignals();
        return new UndoOrders(
                new Orders(open, context.database().schema()),
                new PutBackTransaction(
                        open,
                        context.database().schema(),
                        context.run().id(),
                        context.run().operator(),
                        context.settings().putsBackWhatIsRefused(),
                        context.checkpoints()),
                context.database().clock());
    }

    /** No change: what {@link #undo} would come to now. Whether the stock is still there is not foreseen. */
    public UndoResult preview(String reference, LookupBy by) {
        return each(reference, by, Outcome.WOULD_UNDO, order -> transaction.look(order.id(), clock.instant()));
    }

    /**
     * @param note why; kept with the order's history
     */
    public UndoResult undo(String reference, LookupBy by, String note) {
        UndoResult result =
                each(reference, by, Outcome.UNDONE, order -> transaction.undo(order.id(), note, clock.instant()));
        result.order()
                .ifPresent(order -> LOG.info(
                        "event=undo order={} outcome={} to={} sync={}",
                        order.number(),
                        result.outcome().word(),
                        result.to(),
                        result.sync()));
        return result;
    }

    private UndoResult each(String reference, LookupBy by, Outcome done, Function<Order, PutBackAnswer> puttingBack) {
        OrderLookup lookup = OrderLookup.of(orders.find(reference, by), by);
        if (lookup instanceof OrderLookup.Missing missing) {
            return missing(reference, missing);
        }
        Order order = ((OrderLookup.Found) lookup).order();
        PutBackAnswer answer = puttingBack.apply(order);
        if (answer instanceof PutBackAnswer.Back back) {
            return back(reference, back, done);
        }
        if (answer instanceof PutBackAnswer.AlreadyBack already) {
            Message when = Message.of(
                    "undo.already",
                    already.back().kind().outcome(),
                    already.back().at());
            return UndoResult.unchanged(reference, already.order(), Outcome.ALREADY_UNDONE, when);
        }
        if (answer instanceof PutBackAnswer.Refused refused) {
            return UndoResult.unchanged(reference, refused.order(), Outcome.REFUSED, refused.why());
        }
        if (answer instanceof PutBackAnswer.Left left) {
            return UndoResult.unchanged(reference, order, Outcome.REFUSED, left.why());
        }
        // It was there a moment ago.
        return missing(reference, (OrderLookup.Missing) OrderLookup.of(List.of(), by));
    }

    private static UndoResult back(String reference, PutBackAnswer.Back back, Outcome done) {
        return new UndoResult(
                reference,
                Optional.of(back.order()),
                done,
                back.order().status().shown(),
                back.to().shown(),
                back.delivery().map(told -> SyncState.of(told.state())).orElse(SyncState.NONE),
                Optional.empty(),
                back.taken());
    }

    private static UndoResult missing(String reference, OrderLookup.Missing missing) {
        boolean several = missing.outcome() == io.github.ylhcancel.domain.Outcome.AMBIGUOUS;
        return UndoResult.without(reference, several ? Outcome.AMBIGUOUS : Outcome.NOT_FOUND, missing.why());
    }
}
