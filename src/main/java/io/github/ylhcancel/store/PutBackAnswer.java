package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.domain.Transition;
import java.util.List;
import java.util.Optional;

/** What came of an order that was to be put back. What it says is committed. */
public sealed interface PutBackAnswer {
    /**
     * It is as it was before it was cancelled; or, of a look, it would be.
     *
     * @param order as it was while it was cancelled
     * @param cancelled what was taken back
     * @param to what the order is again
     * @param delivery as it is now; nothing if YLH need not hear of it
     * @param taken the stock that was taken again
     */
    record Back(
            Order order,
            Transition cancelled,
            StoredStatus to,
            Optional<Cancellation> delivery,
            List<StockRelease> taken)
            implements PutBackAnswer {}

    /** A person has to decide, because of what its hold says. */
    record Held(Cancellation delivery) implements PutBackAnswer {}

    /** It was put back before. */
    record AlreadyBack(Order order, Transition back) implements PutBackAnswer {}

    /**
     * It may not be put back.
     *
     * @param why and what to do instead
     */
    record Refused(Order order, Message why) implements PutBackAnswer {}

    /** There is nothing to put back any more: its delivery stands otherwise by now. */
    record Settled(Cancellation delivery) implements PutBackAnswer {}

    /** Others had it in hand, or the database refused something. All is as it was, and is tried again later. */
    record Left(Message why) implements PutBackAnswer {}

    /** The order is not there. */
    record Missing() implements PutBackAnswer {}
}
