package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The orders that the tool has changed or told YLH of, page by page in the order of their keys, which is that of the primary key. */
final class ChangedKeys {
    static final String NEXT = "SELECT t.order_key FROM ylh_transition t%s ORDER BY t.order_key LIMIT :limit";
    /** What YLH was told is kept for longer than the rest of what is known of an order. */
    static final String NEXT_TOLD = "SELECT t.order_id FROM ylh_cancellation t%s ORDER BY t.order_id LIMIT :limit";

    /**
     * A stretch of them.
     *
     * @param end where the next one begins; nothing behind the last
     */
    record Stretch(Set<RowKey> keys, Optional<RowKey> end) {}

    private ChangedKeys() {}

    /** Of one order there are few rows, so a page may be a little shorter than it could be. */
    static Stretch changedOrTold(Sql sql, Optional<RowKey> after, int limit) {
        List<RowKey> changed = list(sql, NEXT, "t.order_key", after, limit);
        List<RowKey> told = list(sql, NEXT_TOLD, "t.order_id", after, limit);
        Optional<RowKey> end = Optional.empty();
        for (List<RowKey> one : List.of(changed, told)) {
            if (one.size() == limit) {
                RowKey last = one.get(limit - 1);
                end = Optional.of(end.filter(other -> other.compareTo(last) < 0).orElse(last));
            }
        }
        Set<RowKey> keys = new LinkedHashSet<>();
        for (List<RowKey> one : List.of(changed, told)) {
            for (RowKey key : one) {
                if (end.isEmpty() || key.compareTo(end.get()) <= 0) {
                    keys.add(key);
                }
            }
        }
        return new Stretch(keys, end);
    }

    private static List<RowKey> list(Sql sql, String select, String key, Optional<RowKey> after, int limit) {
        Parameters values = Parameters.of("limit", limit).and("after", after);
        return sql.list(select.formatted(after.isPresent() ? " WHERE " + key + " > :after" : ""), values, Row::key);
    }
}
