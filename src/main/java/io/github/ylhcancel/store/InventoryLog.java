package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the shop's inventory log says of some orders beyond what the tool wrote there. Only where it names the order of a row and which way
 * stock went; otherwise nothing is known.
 */
final class InventoryLog {
    private static final String RELEASED = """
            SELECT {v:inventory.order_id} AS order_key, {v:inventory.product_id} AS product_key, {v:inventory.sku_id?} AS sku_key,
                   SUM({v:inventory.quantity}) AS quantity
              FROM {inventory} v
             WHERE {v:inventory.order_id} IN (:keys) AND {v:inventory.change_type} IN {all value.release} AND {v:inventory.quantity} > 0
                   [inventory.reason ? AND {v:inventory.reason} IN {all value.order-cancelled}]
             GROUP BY {v:inventory.order_id}, {v:inventory.product_id} [inventory.sku_id ? , {v:inventory.sku_id}]
            """;
    /** A shop that takes an order up again, or puts its stock right, may do so under whatever reason. */
    private static final String TAKEN = """
            SELECT {v:inventory.order_id} AS order_key, {v:inventory.product_id} AS product_key, {v:inventory.sku_id?} AS sku_key,
                   ABS({v:inventory.quantity}) AS quantity, {v:inventory.created_at} AS created_at
              FROM {inventory} v
             WHERE {v:inventory.order_id} IN (:keys) AND {v:inventory.change_type} IN {all value.take}
                   [inventory.reason ? AND {v:inventory.reason} NOT IN {all value.order-restored}]
            """;

    private static final String FIRST = """
            SELECT order_key, MIN(created_at) AS created_at FROM ylh_transition WHERE order_key IN (:keys) AND kind = 'cancel'
             GROUP BY order_key
            """;
    private static final String BOOKED_TAKEN = """
            SELECT order_key, product_key, stock_kind, stock_key, SUM(quantity) AS quantity
              FROM ylh_stock_ledger
             WHERE order_key IN (:keys) AND direction = 'take' AND quantity > 0
             GROUP BY order_key, product_key, stock_kind, stock_key
            """;
    private static final String BOOKED = """
            SELECT order_key, product_key, stock_kind, stock_key, SUM(quantity) AS quantity
              FROM ylh_stock_ledger
             WHERE order_key IN (:keys) AND direction = 'release' AND quantity > 0
             GROUP BY order_key, product_key, stock_kind, stock_key
            """;

    private final Sql sql;
    private final ShopSchema schema;
    private final Map<RowKey, Map<StockRow, Long>> tooMuch = new HashMap<>();
    private final Set<RowKey> takenSince = new HashSet<>();

    InventoryLog(Sql sql, ShopSchema schema) {
        this.sql = sql;
        this.schema = schema;
    }

    /** Whether it says of which order a row is, and which way stock went. */
    boolean isKnown() {
        return isKnown(schema);
    }

    static boolean isKnown(ShopSchema schema) {
        return schema.has(ShopTable.INVENTORY, "order_id") && schema.has(ShopTable.INVENTORY, "change_type");
    }

    /** Those of the orders of which more came back, by the log, than the tool gave back. */
    Set<RowKey> moreThanReleased(Collection<RowKey> keys) {
        if (!isKnown()) {
            return Set.of();
        }
        Parameters all = Parameters.of("keys", keys);
        Map<RowKey, Map<StockRow, Long>> logged = new HashMap<>();
        // The log before the ledger: what the tool writes meanwhile is then in the ledger at least.
        sql.list(
                schema.render(RELEASED),
                all,
                row -> add(logged, row.key("order_key"), logged(row), row.number("quantity")));
        sql.list(
                BOOKED,
                all,
                row -> logged.containsKey(row.key("order_key"))
                        && add(logged, row.key("order_key"), booked(row), -row.number("quantity")));
        logged.forEach((order, quantities) -> {
            quantities.values().removeIf(quantity -> quantity <= 0);
            if (!quantities.isEmpty()) {
                tooMuch.put(order, quantities);
            }
        });
        return Set.copyOf(tooMuch.keySet());
    }

    /** From now on what the shop itself took of these orders again, since they were cancelled, is no longer too much. */
    void lessWhatWasTaken(Collection<RowKey> keys) {
        if (!isKnown()) {
            return;
        }
        Parameters all = Parameters.of("keys", keys);
        Map<RowKey, Instant> first = new HashMap<>();
        sql.list(FIRST, all, row -> first.put(row.key("order_key"), row.instant("created_at")));
        sql.list(
                schema.render(TAKEN),
                all,
                row -> first.containsKey(row.key("order_key"))
                        && schema.time("inventory.created_at")
                                .at(row, "created_at")
                                .isAfter(first.get(row.key("order_key")))
                        && take(row.key("order_key"), logged(row), row.number("quantity")));
        if (!schema.has(ShopTable.INVENTORY, "reason")) {
            // Then our own rows are among them.
            sql.list(BOOKED_TAKEN, all, row -> take(row.key("order_key"), booked(row), -row.number("quantity")));
        }
        tooMuch.values().forEach(quantities -> quantities.values().removeIf(quantity -> quantity <= 0));
        tooMuch.values().removeIf(Map::isEmpty);
    }

    private boolean take(RowKey order, StockRow row, long quantity) {
        takenSince.add(order);
        return add(tooMuch, order, row, -quantity);
    }

    /** Whether the shop itself took stock for it again since it was cancelled. */
    boolean isTakenSince(RowKey order) {
        return takenSince.contains(order);
    }

    /** How much too much of each stock row came back for an order that {@link #moreThanReleased} was asked about. */
    Map<StockRow, Long> tooMuch(RowKey order) {
        return tooMuch.getOrDefault(order, Map.of());
    }

    private static boolean add(Map<RowKey, Map<StockRow, Long>> sums, RowKey order, StockRow row, long quantity) {
        sums.computeIfAbsent(order, key -> new TreeMap<>()).merge(row, quantity, Long::sum);
        return true;
    }

    private static StockRow logged(Row row) {
        return row.optionalKey("sku_key").map(StockRow::sku).orElseGet(() -> StockRow.product(row.key("product_key")));
    }

    /** A log that does not name SKUs names their product. */
    private StockRow booked(Row row) {
        return schema.has(ShopTable.INVENTORY, "sku_id")
                ? StockKind.ofWord(row.text("stock_kind")).row(row.key("stock_key"))
                : StockRow.product(row.key("product_key"));
    }
}
