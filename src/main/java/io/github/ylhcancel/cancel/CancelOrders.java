package io.github.ylhcancel.cancel;

import java.util.List;

/**
 * Cancels orders, many of them at once: decide, record in one transaction, then tell YLH. May be called again for the same orders,
 * also after a crash: what is done is not done twice, and what is left is finished.
 */
public final class CancelOrders {
    private final CancelOrder one;

    public CancelOrders(CancelOrder one) {
        this.one = one;
    }

    /**
     * No change: says what {@link #cancel} would do now, of each in the order of {@code items}. What only the database can refuse,
     * such as a stock row that is gone, is not foreseen.
     */
    public List<CancelResult> preview(List<CancelItem> items) {
        return items.stream().map(this::preview).toList();
    }

    private CancelResult preview(CancelItem item) {
        return item.seen().map(seen -> one.preview(item.request(), seen)).orElseGet(() -> one.preview(item.request()));
    }

    /** Cancels each and has YLH told of it; answers what became of each, in the order of {@code items}. */
    public List<CancelResult> cancel(List<CancelItem> items) {
        return items.stream().map(this::cancel).toList();
    }

    private CancelResult cancel(CancelItem item) {
        return item.seen().map(seen -> one.cancel(item.request(), seen)).orElseGet(() -> one.cancel(item.request()));
    }
}
