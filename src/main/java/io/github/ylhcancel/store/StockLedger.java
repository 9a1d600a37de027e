package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.LineKey;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockHold;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.StockTake;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which stock each line of an order gives back, or takes again. It is written first; the stock rows and the inventory log follow from what it then
 * says, so that the three cannot disagree.
 */
final class StockLedger {
    /** The supplier's products give back nothing, but of a paid order they were counted as sold. */
    private static final String ITEMS = """
            SELECT {i:items.order_id} AS order_key, 'item' AS line_kind, {i:items.id} AS line_key, {i:items.product_id} AS product_key,
                   [items.sku_id ? CASE WHEN {i:items.sku_id} IS NOT NULL THEN 'sku' ELSE] 'product' [items.sku_id ? END] AS stock_kind,
                   COALESCE([items.sku_id ? {i:items.sku_id},] {i:items.product_id}) AS stock_key, {i:items.quantity} AS quantity,
                   [items.sku_id ? CASE WHEN {i:items.sku_id} IS NOT NULL THEN '%4$s' ELSE] '%3$s' [items.sku_id ? END] AS part,
                   %1$s AS own
              FROM {items} i %2$s
             WHERE {i:items.quantity} > 0 AND {i:items.order_id} IN (:keys) {i:items there}
            """;
    /** An old order has no items and names its product itself. */
    private static final String OWN_PRODUCT = """
            SELECT {o:orders.id} AS order_key, 'order' AS line_kind, {o:orders.id} AS line_key, {o:orders.product_id} AS product_key,
                   'product' AS stock_kind, {o:orders.product_id} AS stock_key, {o:orders.quantity} AS quantity, '%3$s' AS part, %1$s AS own
              FROM {orders} o %2$s
             WHERE {o:orders.product_id} IS NOT NULL AND {o:orders.quantity} > 0 AND {o:orders.id} IN (:keys) {o:orders there}
               AND NOT EXISTS (SELECT 1 FROM {items} i WHERE {i:items.order_id} = {o:orders.id} {i:items there})
            """;

    /** Of many orders. A line whose product is gone must be noticed, and not left out. */
    private static final String JOIN =
            "[products.stock_source ? LEFT JOIN {products} p ON {p:products.id} = %s {p:products there}]";

    private static final String OWN = "{p:products own}";
    /** Of one order, whose lines are counted once, however many rows a product has. */
    private static final String OWN_LOOKED_UP = "[products.stock_source ? COALESCE((SELECT MAX(] " + OWN
            + "[products.stock_source ? ) FROM {products} p WHERE {p:products.id} = %s {p:products there}), 1)]";

    private static final String INSERT = """
            INSERT INTO ylh_stock_ledger (order_key, line_kind, line_key, cancellation_no, direction, product_key, stock_kind, stock_key,
                                          location, stock_column, quantity, sold, created_at)
            SELECT l.order_key, l.line_kind, l.line_key, :number, 'release', l.product_key, l.stock_kind, l.stock_key, '', l.part,
                   CASE WHEN l.own = 1 AND l.part <> 'none' THEN l.quantity ELSE 0 END, CASE WHEN :sold = 1 THEN l.quantity ELSE 0 END,
                   :now
              FROM (%s) l
             WHERE l.own = 1 AND l.part <> 'none' OR :sold = 1
            """;

    private static final String OF_LINE = """
             WHERE order_key = :order_key AND line_kind = :line_kind AND line_key = :line_key AND cancellation_no = :number
               AND direction = 'release'
            """;
    private static final String CUT = "UPDATE ylh_stock_ledger SET quantity = :quantity" + OF_LINE;
    private static final String CLIP = "UPDATE ylh_stock_ledger SET sold = :sold" + OF_LINE;
    private static final String REMOVE = "DELETE FROM ylh_stock_ledger" + OF_LINE + " AND quantity = 0 AND sold = 0";
    private static final String SUMS = """
            SELECT product_key, stock_kind, stock_key, stock_column, SUM(quantity) AS quantity, SUM(sold) AS sold
              FROM ylh_stock_ledger
             WHERE order_key IN (:keys) AND cancellation_no = :number AND direction = 'release'
             GROUP BY product_key, stock_kind, stock_key, stock_column
            """;
    private static final String BY_ORDER = """
            SELECT order_key, stock_kind, stock_key, SUM(quantity) AS quantity
              FROM ylh_stock_ledger
             WHERE order_key IN (:keys) AND cancellation_no = :number AND direction = :direction AND quantity > 0
             GROUP BY order_key, stock_kind, stock_key
             ORDER BY order_key, stock_kind, stock_key
            """;
    private static final String SOLD = """
            SELECT order_key, line_kind, line_key, product_key, sold
              FROM ylh_stock_ledger
             WHERE order_key IN (:keys) AND cancellation_no = :number AND direction = 'release' AND sold > 0
             ORDER BY order_key, line_kind, line_key
            """;
    private static final String INVENTORY = """
            INSERT INTO {inventory} ({inventory.product_id}, {inventory.quantity}, {inventory.created_at}
                                     [inventory.sku_id ? , {inventory.sku_id}]
                                     [inventory.order_id ? , {inventory.order_id}]
                                     [inventory.change_type ? , {inventory.change_type}]
                                     [inventory.reason ? , {inventory.reason}] {inventory.more-columns})
            SELECT r.product_key, SUM(r.quantity), :at
                   [inventory.sku_id ? , CASE WHEN r.stock_kind = 'sku' THEN r.stock_key END] [inventory.order_id ? , r.order_key]
                   [inventory.change_type ? , {value.%1$s}] [inventory.reason ? , {value.%2$s}]
                   {inventory.more-values of r.order_key}
              FROM ylh_stock_ledger r
             WHERE r.order_key IN (:keys) AND r.cancellation_no = :number AND r.direction = :direction AND r.quantity > 0
             GROUP BY r.order_key, r.product_key, r.stock_kind, r.stock_key
            """;
    private static final String RELEASED = INVENTORY.formatted("release", "order-cancelled");
    private static final String TAKEN = INVENTORY.formatted("take", "order-restored");

    private static final String LINES = """
            SELECT line_kind, line_key, product_key, stock_kind, stock_key, stock_column, sold
              FROM ylh_stock_ledger
             WHERE order_key = :order_key AND cancellation_no = :number AND direction = 'release'
             ORDER BY line_kind, line_key
            """;
    private static final String INSERT_TAKE = """
            INSERT INTO ylh_stock_ledger (order_key, line_kind, line_key, cancellation_no, direction, product_key, stock_kind, stock_key,
                                          location, stock_column, quantity, sold, created_at)
            VALUES (:order_key, :line_kind, :line_key, :number, 'take', :product_key, :stock_kind, :stock_key, '', :stock_column,
                    :quantity, :sold, :now)
            """;

    private static final String PARTS = """
            SELECT stock_kind, MAX(stock_column) AS stock_column
              FROM ylh_stock_ledger
             WHERE order_key = :order_key AND cancellation_no = :number AND direction = 'release' AND quantity > 0
             GROUP BY stock_kind
            """;

    /** Which way stock goes. */
    enum Direction {
        /** It comes back. */
        RELEASE,
        /** It is taken again. */
        TAKE;

        /** As it stands in the ledger. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A line of an order that is put back.
     *
     * @param part which column of its stock it is taken from
     * @param quantity what is taken
     * @param sold what goes back onto the product's count of sales
     */
    record Taken(LineKey line, RowKey productKey, StockRow stock, StockPart part, int quantity, int sold) {
        Taken withoutSales() {
            return new Taken(line, productKey, stock, part, quantity, 0);
        }
    }

    /** What one kind of line adds up to. */
    record Sum(RowKey productKey, StockKind kind, RowKey stockKey, StockPart part, long quantity, long sold) {}

    /** A line that was counted as sold. */
    private record SoldLine(Parameters line, RowKey productKey, long sold) {}

    private final Sql sql;
    private final ShopSchema schema;
    private final Instant now;

    StockLedger(Sql sql, ShopSchema schema, Instant now) {
        this.sql = sql;
        this.schema = schema;
        this.now = now;
    }

    /**
     * The lines of some orders, as if each stood alone.
     *
     * @param number which cancellation of each of the orders it is
     * @param hold what they held
     * @param sold whether they were counted as sold
     * @param alone whether there is one order only: then a product that has several rows is left for its lock to name. Of many it
     *     would make two of one line, which the key refuses
     */
    void insert(Collection<RowKey> keys, int number, StockHold hold, boolean sold, boolean alone) {
        if (hold.isNothing() && !sold) {
            return;
        }
        Parameters parameters = of(keys, number).and("sold", sold ? 1 : 0).and("now", now);
        // Two statements, since MariaDB would make a table of what a union finds.
        sql.update(insert(ITEMS, "{i:items.product_id}", hold, alone), parameters);
        if (schema.has(ShopTable.ORDERS, "product_id") && schema.has(ShopTable.ORDERS, "quantity")) {
            sql.update(insert(OWN_PRODUCT, "{o:orders.product_id}", hold, alone), parameters);
        }
    }

    private String insert(String lines, String product, StockHold hold, boolean alone) {
        String found = lines.formatted(
                alone ? OWN_LOOKED_UP.formatted(product) : OWN,
                alone ? "" : JOIN.formatted(product),
                hold.ofProducts().word(),
                hold.ofSkus().word());
        return schema.render(INSERT.formatted(found));
    }

    private static Parameters of(Collection<RowKey> keys, int number) {
        return Parameters.of("keys", keys).and("number", number);
    }

    /** What it comes to less for an order whose family has got some of it back, or still needs it. */
    List<Parameters> cuts(Order order, int number, List<OrderLine> lines, StockPlan plan) {
        Map<LineKey, Integer> released = new HashMap<>();
        StockRelease.perLine(lines, plan.releases()).forEach(line -> released.put(line.key(), line.quantity()));
        List<Parameters> cuts = new ArrayList<>();
        for (OrderLine line : schema.held(order.status()).held(lines)) {
            int quantity = released.getOrDefault(line.key(), 0);
            if (quantity < line.quantity()) {
                cuts.add(Parameters.of("order_key", order.id())
                        .and("line_kind", line.key().kind().word())
                        .and("line_key", line.key().key())
                        .and("number", number)
                        .and("quantity", quantity));
            }
        }
        return cuts;
    }

    void cut(List<Parameters> cuts) {
        Counts.requireOneEach(sql.batch(CUT, cuts));
        sql.batch(REMOVE, cuts);
    }

    List<Sum> sums(Collection<RowKey> keys, int number) {
        return sql.list(SUMS, of(keys, number), StockLedger::sum);
    }

    /** What came back to which row, or was taken from it, of each order of which anything was. */
    static Map<RowKey, Map<StockRow, Integer>> moved(
            Sql sql, Collection<RowKey> keys, int number, Direction direction) {
        Map<RowKey, Map<StockRow, Integer>> moved = new HashMap<>();
        sql.list(
                BY_ORDER,
                of(keys, number).and("direction", direction.word()),
                row -> moved.computeIfAbsent(row.key("order_key"), order -> new TreeMap<>())
                        .put(
                                StockKind.ofWord(row.text("stock_kind")).row(row.key("stock_key")),
                                row.integer("quantity")));
        return moved;
    }

    /**
     * What is taken again of each line, and what goes back onto the counts of sales: of each line what was taken off for it.
     *
     * @throws StockNotReleasableException if stock is taken for a line that names no product any more
     */
    List<Taken> takes(RowKey order, int number, List<OrderLine> lines, StockTake take) {
        Map<LineKey, OrderLine> open = new LinkedHashMap<>();
        StockRelease.perLine(lines, take.takes()).forEach(line -> open.put(line.key(), line));
        List<Taken> taken = new ArrayList<>();
        sql.list(LINES, Parameters.of("order_key", order).and("number", number), row -> {
            LineKey key = LineKey.of(row.text("line_kind"), row.key("line_key"));
            StockRow released = StockKind.ofWord(row.text("stock_kind")).row(row.key("stock_key"));
            Optional<OrderLine> line = Optional.ofNullable(open.remove(key));
            int quantity = line.map(OrderLine::quantity).orElse(0);
            int sold = row.integer("sold");
            return (quantity > 0 || sold > 0)
                    && taken.add(new Taken(
                            key,
                            row.key("product_key"),
                            line.flatMap(OrderLine::stock).orElse(released),
                            StockPart.ofWord(row.text("stock_column")),
                            quantity,
                            sold));
        });
        Map<StockRow, StockPart> parts = new HashMap<>();
        take.takes().forEach(one -> parts.put(one.row(), one.part()));
        open.values().forEach(line -> taken.add(ofSibling(line, parts)));
        return taken;
    }

    /** It gave nothing back itself, since another of its family did. */
    private static Taken ofSibling(OrderLine line, Map<StockRow, StockPart> parts) {
        StockRow stock = line.stock().orElseThrow();
        RowKey product = line.productId()
                .orElseThrow(() -> new StockNotReleasableException(
                        stock, true, Message.of("order.stock-row-missing", line.article())));
        return new Taken(line.key(), product, stock, parts.get(stock), line.quantity(), 0);
    }

    void insertTakes(RowKey order, int number, List<Taken> taken) {
        sql.insert(
                INSERT_TAKE,
                taken.stream()
                        .map(one -> Parameters.of("order_key", order)
                                .and("line_kind", one.line().kind().word())
                                .and("line_key", one.line().key())
                                .and("number", number)
                                .and("product_key", one.productKey())
                                .and("stock_kind", StockKind.of(one.stock()).word())
                                .and("stock_key", one.stock().id())
                                .and("stock_column", one.part().word())
                                .and("quantity", one.quantity())
                                .and("sold", one.sold())
                                .and("now", now))
                        .toList());
    }

    /**
     * What an order held, by what came back.
     *
     * @param otherwise for the kind of which nothing did
     */
    StockHold released(RowKey order, int number, StockHold otherwise) {
        Map<StockKind, StockPart> parts = new EnumMap<>(StockKind.class);
        sql.list(
                PARTS,
                Parameters.of("order_key", order).and("number", number),
                row -> parts.put(StockKind.ofWord(row.text("stock_kind")), StockPart.ofWord(row.text("stock_column"))));
        return new StockHold(
                parts.getOrDefault(StockKind.PRODUCT, otherwise.ofProducts()),
                parts.getOrDefault(StockKind.SKU, otherwise.ofSkus()));
    }

    private static Sum sum(Row row) {
        return new Sum(
                row.key("product_key"),
                StockKind.ofWord(row.text("stock_kind")),
                row.key("stock_key"),
                StockPart.ofWord(row.text("stock_column")),
                row.number("quantity"),
                row.number("sold"));
    }

    /**
     * Notes what was really taken off where a product's count of sales was smaller than what is to be taken off.
     *
     * @param counts the counts of those products, which what is found is taken off
     */
    void clip(Collection<RowKey> keys, int number, Map<RowKey, Long> counts) {
        List<Parameters> clips = new ArrayList<>();
        for (SoldLine line : sql.list(SOLD, of(keys, number), row -> soldLine(row, number))) {
            Long left = counts.get(line.productKey());
            if (left != null) {
                long taken = Math.min(left, line.sold());
                counts.put(line.productKey(), left - taken);
                if (taken < line.sold()) {
                    clips.add(line.line().and("sold", taken));
                }
            }
        }
        Counts.requireOneEach(sql.batch(CLIP, clips));
    }

    private static SoldLine soldLine(Row row, int number) {
        Parameters line = Parameters.of("order_key", row.key("order_key"))
                .and("line_kind", row.text("line_kind"))
                .and("line_key", row.key("line_key"))
                .and("number", number);
        return new SoldLine(line, row.key("product_key"), row.number("sold"));
    }

    /** The shop's own log of what happened to its stock. */
    void logInventory(Collection<RowKey> keys, int number, Direction direction) {
        if (schema.has(ShopTable.INVENTORY)) {
            String log = direction == Direction.RELEASE ? RELEASED : TAKEN;
            sql.update(
                    schema.render(log),
                    of(keys, number)
                            .and("direction", direction.word())
                            .and("at", schema.time("inventory.created_at").written(now)));
        }
    }
}
