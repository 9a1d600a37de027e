package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Dialect.AddToMany;
import io.github.ylhcancel.db.Query;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.store.UnpaidClaim.Claimed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives the stock of many orders back at once. The ledger is written first; the stock rows and the inventory log follow from what it
 * then says, so that the three cannot disagree.
 */
final class ChunkStock {
    /** An outer join: a line whose product is gone must be noticed, and not left out. */
    private static final String INSERT_LEDGER = """
            INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, sku_id, quantity, released_at)
            SELECT {i:items.order_id}, {i:items.id}, ?, {i:items.product_id}, {i:items.sku_id?}, {i:items.quantity}, ?
              FROM {items} i
              [products.stock_source ? LEFT JOIN {products} p ON {p:products.id} = {i:items.product_id}]
             WHERE {i:items.quantity} > 0
                   [products.stock_source ? AND ({p:products.stock_source} IS NULL OR {p:products.stock_source} = {value.own-stock})]
               AND {i:items.order_id} IN (:ids)
            """;

    private static final String WITH_ITEMS = """
            SELECT DISTINCT {i:items.order_id} AS order_id
              FROM {items} i
             WHERE {i:items.order_id} IN (:ids)
            """;
    /** Line 0 is the order itself. */
    private static final String INSERT_LEDGER_OF_OWN_PRODUCTS = """
            INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, sku_id, quantity, released_at)
            SELECT {o:orders.id}, 0, ?, {o:orders.product_id}, NULL, {o:orders.quantity}, ?
              FROM {orders} o
              [products.stock_source ? LEFT JOIN {products} p ON {p:products.id} = {o:orders.product_id}]
             WHERE {o:orders.quantity} > 0
                   [products.stock_source ? AND ({p:products.stock_source} IS NULL OR {p:products.stock_source} = {value.own-stock})]
               AND {o:orders.id} IN (:ids)
            """;

    private static final String SUMS = """
            SELECT product_id, sku_id, SUM(quantity) AS quantity, COUNT(*) AS line_count
              FROM ylh_stock_release
             WHERE cycle = ? AND order_id IN (:ids)
             GROUP BY product_id, sku_id
            """;
    private static final String INSERT_INVENTORY = """
            INSERT INTO {inventory} ({inventory.product_id}, {inventory.quantity}, {inventory.created_at}
                                     [inventory.sku_id ? , {inventory.sku_id}]
                                     [inventory.order_id ? , {inventory.order_id}]
                                     [inventory.change_type ? , {inventory.change_type}]
                                     [inventory.reason ? , {inventory.reason}] {inventory.more-columns})
            SELECT r.product_id, SUM(r.quantity), ? [inventory.sku_id ? , r.sku_id] [inventory.order_id ? , r.order_id]
                   [inventory.change_type ? , {value.release}] [inventory.reason ? , {value.order-cancelled}]
                   {inventory.more-values}
              FROM ylh_stock_release r
             WHERE r.cycle = ? AND r.order_id IN (:ids)
             GROUP BY r.order_id, r.product_id, r.sku_id
            """;

    private record Sum(long productId, OptionalLong skuId, long quantity, long lines) {
        long row() {
            return skuId.orElse(productId);
        }
    }

    private final ChunkStatements statements;
    private final ShopSchema schema;
    private final int cycle;
    private final LocalDateTime time;
    private final Optional<AddToMany> together;

    ChunkStock(
            ChunkStatements statements,
            ShopSchema schema,
            Optional<AddToMany> together,
            int cycle,
            LocalDateTime time) {
        this.together = together;
        this.statements = statements;
        this.schema = schema;
        this.cycle = cycle;
        this.time = time;
    }

    /** Answers how many units came back. */
    long giveBack(Collection<Claimed> orders) throws SQLException {
        List<Long> ids = orders.stream().map(Claimed::id).toList();
        long lines = insertLedger(orders);
        List<Sum> sums = statements.list(SUMS, ChunkStock::sum, ids, cycle);
        if (sums.stream().mapToLong(Sum::lines).sum() != lines) {
            // One of them was cancelled before, with other lines or in a family: alone it gets a cycle of its own.
            throw new CannotGiveBack(Message.of("stock.back-before"));
        }
        // Products before SKUs, each in the order of the keys: as every cancellation does, so that none waits for
        // another crosswise.
        release(ShopTable.PRODUCTS, sums);
        release(ShopTable.SKUS, sums);
        if (schema.has(ShopTable.INVENTORY) && !sums.isEmpty()) {
            statements.update(INSERT_INVENTORY, ids, time, cycle);
        }
        return sums.stream().mapToLong(Sum::quantity).sum();
    }

    /** Answers how many lines were written. */
    private long insertLedger(Collection<Claimed> orders) throws SQLException {
        List<Claimed> alone = orders.stream().filter(order -> !order.family()).toList();
        long lines =
                statements.update(INSERT_LEDGER, alone.stream().map(Claimed::id).toList(), cycle, time);
        Set<Long> itemless = new HashSet<>(
                alone.stream().filter(Claimed::ownProduct).map(Claimed::id).toList());
        itemless.removeAll(statements.list(WITH_ITEMS, row -> row.getLong("order_id"), itemless));
        lines += statements.update(INSERT_LEDGER_OF_OWN_PRODUCTS, itemless, cycle, time);
        lines += new ChunkFamilies(statements, schema, cycle, time)
                .insertLedger(orders.stream().filter(Claimed::family).toList());
        return lines;
    }

    private void release(ShopTable table, List<Sum> sums) throws SQLException {
        SortedMap<Long, Long> quantities = new TreeMap<>();
        sums.stream()
                .filter(sum -> sum.skuId().isPresent() == (table == ShopTable.SKUS))
                .forEach(sum -> quantities.merge(sum.row(), sum.quantity(), Math::addExact));
        if (!quantities.isEmpty()) {
            new StockRows(statements, schema, table, together).add(quantities);
        }
    }

    private static Sum sum(ResultSet row) throws SQLException {
        return new Sum(
                row.getLong("product_id"),
                Query.optionalLong(row, "sku_id"),
                row.getLong("quantity"),
                row.getLong("line_count"));
    }
}
