package io.github.ylhcancel.sweep;

import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.store.UnpaidOrders;
import io.github.ylhcancel.store.UnpaidOrders.Page;
import io.github.ylhcancel.store.UnpaidOrders.Place;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of the overdue orders, oldest first, read page by page behind the last one: whatever becomes of an order, it is not met
 * twice. Pages are larger than chunks so that the database, asked for many rows, does not choose to walk through all orders ever
 * made for the few that it expects to find soon.
 */
final class OverdueQueue {
    static final int PAGE = 20_000;

    private final UnpaidOrders orders;
    private final Instant cutOff;
    private final Set<RowKey> leaveOut;
    private final Deque<RowKey> keys = new ArrayDeque<>();
    private Optional<Place> last = Optional.empty();
    private boolean atTheEnd;

    /**
     * @param leaveOut orders that get their turn otherwise
     */
    OverdueQueue(UnpaidOrders orders, Instant cutOff, Set<RowKey> leaveOut) {
        this.orders = orders;
        this.cutOff = cutOff;
        this.leaveOut = leaveOut;
    }

    /** The next {@code count}; fewer only at the end, and then none. */
    List<RowKey> next(int count) {
        List<RowKey> taken = new ArrayList<>(count);
        while (taken.size() < count && fill()) {
            taken.add(keys.remove());
        }
        return taken;
    }

    private boolean fill() {
        while (keys.isEmpty() && !atTheEnd) {
            Page page = orders.page(cutOff, last, PAGE);
            // No more to come, and asking again would only read what is being cancelled.
            atTheEnd = page.last().isEmpty();
            for (RowKey key : page.keys()) {
                if (!leaveOut.contains(key)) {
                    keys.add(key);
                }
            }
            last = page.last();
        }
        return !keys.isEmpty();
    }
}
