package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.StockRow;

/** The stock of an order has no row of its own that it could go back to, so the order must stay as it is. */
final class StockNotReleasableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message what;
    private final transient StockRow row;
    private final boolean missing;

    StockNotReleasableException(StockRow row, boolean missing, Message what) {
        super(what.toString(), null, false, false);
        this.row = row;
        this.missing = missing;
        this.what = what;
    }

    Message what() {
        return what;
    }

    StockRow row() {
        return row;
    }

    /** Whether there is no row; otherwise there are several. */
    boolean missing() {
        return missing;
    }
}
