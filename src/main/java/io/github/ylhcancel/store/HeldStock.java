package io.github.ylhcancel.store;

import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Database.Patience;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stock rows that somebody has in hand and does not let go of. A set that waited in vain asks which these are; the orders that need
 * one of them then wait apart from the others, and together.
 */
final class HeldStock {
    private final Database database;
    private final ShopSchema schema;
    /** Remembered from set to set, so that a second one need not find out by waiting. */
    private final TreeSet<StockRow> held = new TreeSet<>();
    /** Those among them that an order alone has waited for, too. */
    private final Set<StockRow> hopeless = new HashSet<>();
    /** What the orders of this set need, by key. */
    private final Map<RowKey, Set<StockRow>> needs = new HashMap<>();

    private boolean countsSales;
    private boolean isUnpaid;
    /** Whether anything was waited for in vain, be it a row that nobody needs. */
    private boolean waitedInVain;

    HeldStock(Database database, ShopSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /** Another set begins. */
    void begin(Guard guard) {
        // An order that was not paid for was not counted as sold.
        isUnpaid = guard == Guard.UNPAID;
        countsSales = !isUnpaid && StockRows.countsSales(schema);
        needs.clear();
        lookAgain();
    }

    /** What was held for long may be free by now. */
    void lookAgain() {
        if (!held.isEmpty()) {
            held.retainAll(heldNow(held));
            hopeless.retainAll(held);
        }
    }

    /**
     * Those that can do without the rows that are held.
     *
     * @param others gets those that cannot
     */
    List<Entry> without(List<Entry> entries, List<Entry> others) {
        if (held.isEmpty()) {
            return entries;
        }
        read(entries);
        List<Entry> free = new ArrayList<>(entries.size());
        entries.forEach(entry -> (needs(entry, held) ? others : free).add(entry));
        return free;
    }

    /**
     * Finds out for which rows some orders waited in vain, and answers whether there is such a row. In a shop that works many are taken at
     * any moment, and given back in the next: one that can be had, alone and with nothing else in hand, is not held. After the first
     * that cannot be had in time, neither can those that are taken before and after.
     */
    boolean find(List<Entry> entries) {
        waitedInVain = true;
        read(entries);
        TreeSet<StockRow> taken = new TreeSet<>();
        entries.forEach(entry -> taken.addAll(needs.get(entry.key())));
        taken.retainAll(heldNow(taken));
        while (!taken.isEmpty()) {
            StockRow first = taken.pollFirst();
            boolean inVain = isWaitedForInVain(first);
            taken.retainAll(heldNow(taken));
            if (inVain) {
                held.add(first);
                held.addAll(taken);
                return true;
            }
        }
        return false;
    }

    /** How a set is to take its stock rows from now on. */
    StockLock lock() {
        return waitedInVain ? StockLock.CAREFULLY : StockLock.TOGETHER;
    }

    /** Whether it makes no sense to wait for what an order needs, since another one has done that in vain. */
    boolean isHopeless(Entry entry) {
        return !hopeless.isEmpty() && needs(entry, hopeless);
    }

    /** An order alone has waited in vain. Answers whether that was for a stock row. */
    boolean giveUp(Entry entry) {
        read(List.of(entry));
        if (!needs(entry, held)) {
            held.addAll(needs.get(entry.key()));
        }
        held.retainAll(heldNow(held));
        hopeless.clear();
        hopeless.addAll(held);
        return needs(entry, held);
    }

    /** An order alone went through: either the row that it needed is free, or it did not need that after all. */
    void release(Entry entry) {
        if (needs(entry, held)) {
            lookAgain();
        }
    }

    private boolean needs(Entry entry, Set<StockRow> rows) {
        return !Collections.disjoint(needs.getOrDefault(entry.key(), Set.of()), rows);
    }

    private void read(List<Entry> entries) {
        List<RowKey> unknown = entries.stream()
                .map(Entry::key)
                .filter(key -> !needs.containsKey(key))
                .toList();
        Map<RowKey, List<OrderLine>> lines = database.read(sql -> Orders.lines(sql, schema, unknown));
        lines.forEach((key, all) -> needs.put(key, rows(all)));
    }

    /** At most those; what of them an order really needs is decided under its lock. */
    private Set<StockRow> rows(List<OrderLine> lines) {
        Set<StockRow> rows = new HashSet<>();
        schema.held(OrderStatus.PENDING)
                .held(lines)
                .forEach(line -> rows.add(line.stock().orElseThrow()));
        if (!isUnpaid) {
            schema.held(OrderStatus.PAID)
                    .held(lines)
                    .forEach(line -> rows.add(line.stock().orElseThrow()));
        }
        if (countsSales) {
            lines.forEach(line -> line.productId().map(StockRow::product).ifPresent(rows::add));
        }
        return rows;
    }

    private Set<StockRow> heldNow(Collection<StockRow> rows) {
        Map<StockKind, Map<RowKey, StockRow>> kinds = new HashMap<>();
        rows.forEach(row -> kinds.computeIfAbsent(StockKind.of(row), kind -> new HashMap<>())
                .put(row.id(), row));
        try {
            return database.locking(
                    sql -> {
                        Set<StockRow> found = new HashSet<>();
                        kinds.forEach((kind, keys) -> new StockRows(sql, schema, kind)
                                .held(keys.keySet())
                                .forEach(key -> found.add(keys.get(key))));
                        return found;
                    },
                    Patience.SHORT);
        } catch (ContentionException nobodyCanTell) {
            return Set.of();
        }
    }

    private boolean isWaitedForInVain(StockRow row) {
        try {
            return database.locking(
                    sql -> {
                        new StockRows(sql, schema, StockKind.of(row)).await(row.id());
                        return false;
                    },
                    Patience.SHORT);
        } catch (ContentionException stillHeld) {
            return true;
        }
    }
}
