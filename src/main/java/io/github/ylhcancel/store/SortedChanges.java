package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.store.StockRows.Change;
import io.github.ylhcancel.store.StockRows.Locked;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happens to the stock rows of one kind, in the order of their keys. */
final class SortedChanges {
    private final TreeMap<RowKey, Change> changes = new TreeMap<>();

    void add(RowKey key, StockPart part, long quantity) {
        long stock = part.isOfStock() ? quantity : 0;
        long reserved = part.isOfReserved() ? quantity : 0;
        changes.merge(key, new Change(stock, reserved, 0), Change::and);
    }

    void addSold(RowKey key, long sold) {
        changes.merge(key, new Change(0, 0, sold), Change::and);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    SortedMap<RowKey, Change> asMap() {
        return changes;
    }

    /** Leaves out the others. */
    void keepOnly(Set<RowKey> keys) {
        changes.keySet().retainAll(keys);
    }

    /**
     * A count of sales never falls below nothing: takes off no more than there is, and leaves out rows that are not there.
     *
     * @param locked the rows that are there
     * @return what is there of those of which there is less than was to be taken off
     */
    Map<RowKey, Long> clip(Map<RowKey, Locked> locked) {
        Map<RowKey, Long> clipped = new HashMap<>();
        changes.keySet().stream().filter(key -> !locked.containsKey(key)).forEach(key -> clipped.put(key, 0L));
        changes.keySet().removeAll(clipped.keySet());
        changes.replaceAll((key, change) -> {
            long there = Math.max(0, locked.get(key).sold());
            if (change.sold() > there) {
                clipped.put(key, there);
                return new Change(change.stock(), change.reserved(), there);
            }
            return change;
        });
        return clipped;
    }
}
