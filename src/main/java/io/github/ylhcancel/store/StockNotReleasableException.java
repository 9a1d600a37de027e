package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Message;

/** The stock of an order has no row of its own that it could go back to, so the order must stay as it is. */
final class StockNotReleasableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message what;
    private final StockKind kind;
    private final long key;
    private final boolean missing;

    StockNotReleasableException(StockKind kind, long key, boolean missing, Message what) {
        super(what.toString(), null, false, false);
        this.kind = kind;
        this.key = key;
        this.missing = missing;
        this.what = what;
    }

    Message what() {
        return what;
    }

    StockKind kind() {
        return kind;
    }

    long key() {
        return key;
    }

    /** Whether there is no row; otherwise there are several. */
    boolean missing() {
        return missing;
    }
}
