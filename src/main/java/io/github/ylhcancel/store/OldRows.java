package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.store.OldRecords.Age;
import io.github.ylhcancel.store.OldRecords.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rows of one of the tool's tables in the order of their time and then their key. */
final class OldRows<K> {
    private static final String PAGE = """
            SELECT %2$s AS row_key, %3$s AS row_time FROM %1$s
             WHERE %3$s < :before%4$s%5$s
             ORDER BY %3$s, %2$s LIMIT :limit
            """;
    private static final String BEHIND = " AND %2$s >= :at AND (%2$s > :at OR %1$s > :key)";

    /** A row and when it is from. */
    record OldRow<K>(K key, Instant at) {}

    private final String table;
    private final String key;
    private final String time;
    private final String condition;
    private final Row.Reader<K> reader;
    private final Function<String, Object> bound;

    private OldRows(
            String table,
            String key,
            String time,
            String condition,
            Row.Reader<K> reader,
            Function<String, Object> bound) {
        this.table = table;
        this.key = key;
        this.time = time;
        this.condition = condition;
        this.reader = reader;
        this.bound = bound;
    }

    static OldRows<Long> numbered(String table, String time) {
        return new OldRows<>(table, "id", time, "", row -> row.number("row_key"), Long::valueOf);
    }

    static OldRows<String> named(String table, String time) {
        return new OldRows<>(table, "id", time, "", row -> row.text("row_key"), key -> key);
    }

    /** By the orders that they are about. */
    static OldRows<RowKey> ofOrders(String table, String time, String condition) {
        return new OldRows<>(
                table,
                "order_key",
                time,
                condition,
                row -> row.key("row_key"),
                key -> RowKey.ofText(key).orElseThrow());
    }

    List<OldRow<K>> page(Database database, Age age, Optional<Place> after, int limit) {
        String select =
                PAGE.formatted(table, key, time, condition, after.isPresent() ? BEHIND.formatted(key, time) : "");
        Parameters values = Parameters.of("before", age.before()).and("limit", limit);
        after.ifPresent(place -> values.and("at", place.at()).and("key", bound.apply(place.key())));
        return database.read(
                sql -> sql.list(select, values, row -> new OldRow<>(reader.read(row), row.instant("row_time"))));
    }

    /** Where the next page begins. */
    static <K> Optional<Place> end(List<OldRow<K>> page, int limit) {
        return Optional.of(page)
                .filter(rows -> rows.size() == limit)
                .map(rows -> rows.get(limit - 1))
                .map(last -> new Place(last.at(), last.key().toString()));
    }
}
