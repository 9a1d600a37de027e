package io.github.ylhcancel.cancel;

import io.github.ylhcancel.sync.Delivery;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cancels orders, many of them at once: decide, record in one transaction, then tell YLH. May be called again for the same orders,
 * also after a crash: what is done is not done twice, and what is left is finished.
 */
public final class CancelOrders {
    private final CancelOrder one;
    private final Telling telling;

    public CancelOrders(CancelOrder one, Telling telling) {
        this.one = one;
        this.telling = telling;
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
        List<UntoldResult> untold = items.stream().map(this::record).toList();
        List<Long> toTell = untold.stream()
                .map(UntoldResult::toTell)
                .flatMap(Optional::stream)
                .toList();
        Map<Long, Delivery.Report> reports = toTell.isEmpty() ? Map.of() : telling.tell(toTell);
        return untold.stream().map(result -> result.told(reports)).toList();
    }

    private UntoldResult record(CancelItem item) {
        return item.seen().map(seen -> one.record(item.request(), seen)).orElseGet(() -> one.record(item.request()));
    }

    /** No more orders will come for a while. */
    public void pause() {
        telling.pause();
    }

    /** What has kept YLH from being told, so far. */
    public Telling.Obstacles obstacles() {
        return telling.obstacles();
    }
}
