package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import java.util.List;
import java.util.Optional;

/** What came of one order of a set. What it says is committed. */
public sealed interface CancelAnswer {
    Entry entry();

    /**
     * It is cancelled.
     *
     * @param order as it was before
     * @param tells whether YLH has to be told
     * @param cancellationId what to deliver to YLH, if anything; only where details were wanted, as what follows
     * @param money whether it had been paid for
     * @param lines all lines of the order
     * @param stock what came back
     */
    record Cancelled(
            Entry entry,
            Order order,
            boolean tells,
            Optional<Long> cancellationId,
            PaymentState money,
            List<OrderLine> lines,
            StockPlan stock)
            implements CancelAnswer {}

    /**
     * It was cancelled before.
     *
     * @param cancellationId its delivery; also one that was queued only now
     * @param unsent why there is none
     */
    record AlreadyCancelled(Entry entry, Order order, Optional<Long> cancellationId, Optional<Decision.Unsent> unsent)
            implements CancelAnswer {}

    /**
     * It may not be cancelled.
     *
     * @param decision {@link Decision.Refused} or {@link Decision.SameAsBefore}
     */
    record Declined(Entry entry, Order order, Decision decision) implements CancelAnswer {}

    /** It is not what it was when somebody decided to cancel it. */
    record Changed(Entry entry, Order order, Message what) implements CancelAnswer {}

    /** It was to be cancelled only if nobody has paid for it. */
    record Skipped(Entry entry, Optional<Order> order, Reason why) implements CancelAnswer {}

    record Missing(Entry entry) implements CancelAnswer {}

    /** The database refused it, by a rule of its own or because there is no row that its stock could go back to. */
    record Failed(Entry entry, Message why) implements CancelAnswer {}

    /**
     * Others were in its way. Later it may well go through.
     *
     * @param held whether somebody had it or its stock in hand and did not let go; otherwise others undid it, again and again
     */
    record Busy(Entry entry, boolean held) implements CancelAnswer {}
}
