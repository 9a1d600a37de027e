package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.RowCountException;
import io.github.ylhcancel.domain.StockRelease;

/** Why what was to be written of an order was not, although nobody else was in the way. */
final class RefusedWrite {
    private static final int LONGEST = 200;

    private RefusedWrite() {}

    /**
     * @param refused by the database, a {@link io.github.ylhcancel.db.RefusedRowException}; by the number of rows that it wrote, a
     *     {@link RowCountException}; or by a stock that would be too large, an {@link ArithmeticException}
     */
    static Message why(RuntimeException refused) {
        if (refused instanceof RowCountException count) {
            return Message.of("order.row-count", count.written(), count.expected());
        }
        return Message.of(
                "order.row-refused",
                refused instanceof ArithmeticException
                        ? StockRelease.TOO_MANY
                        : Text.line(refused.getMessage(), LONGEST));
    }
}
