package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.ShopTable;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many units of stock come back with each order of a page, for a plan. A family's stock counts once, with the first of its
 * members on the page. Reads a few statements a page and keeps nothing from one page to the next.
 */
final class UnpaidUnits {
    private static final String PARENTS = """
            SELECT {orders.id} AS id, {orders.parent_id} AS parent_id FROM {orders}
             WHERE {orders.parent_id} IS NOT NULL AND {orders.id} IN (:ids)
            """;
    private static final String RETURNED = """
            SELECT family_id, product_id, sku_id, released FROM ylh_family_stock WHERE family_id IN (:ids)
            """;

    private final ChunkStatements statements;
    private final ShopSchema schema;
    /** What each family got back so far, or gets back with an order that was counted before. */
    private final Map<Long, Map<StockRow, Integer>> returned = new HashMap<>();

    private final Map<Long, Long> roots = new HashMap<>();

    UnpaidUnits(ChunkStatements statements, ShopSchema schema) {
        this.statements = statements;
        this.schema = schema;
    }

    /**
     * By the key of the order.
     *
     * @param ids in the order in which they are to be cancelled
     */
    Map<Long, Long> of(List<Long> ids) throws SQLException {
        ids.forEach(id -> roots.put(id, id));
        if (schema.has(ShopTable.ORDERS, "parent_id")) {
            statements.list(PARENTS, row -> roots.put(row.getLong("id"), row.getLong("parent_id")), ids);
            readReturned();
        }
        Map<Long, List<OrderLine>> lines = Orders.lines(statements, schema, ids);
        Map<Long, Long> units = new HashMap<>();
        ids.forEach(id -> units.put(id, units(roots.get(id), lines.get(id))));
        return units;
    }

    private void readReturned() throws SQLException {
        statements.list(
                RETURNED,
                row -> family(row.getLong("family_id"))
                        .merge(Families.stockRow(row), row.getInt("released"), Integer::sum),
                new HashSet<>(roots.values()));
    }

    private Map<StockRow, Integer> family(long root) {
        return returned.computeIfAbsent(root, ignored -> new HashMap<>());
    }

    /** An order alone is a family of one. More than a stock can hold comes back as nothing: such an order cannot be cancelled. */
    private long units(long root, List<OrderLine> lines) {
        try {
            Map<StockRow, Integer> before = family(root);
            List<StockRelease> releases = StockPlan.of(
                            lines, Optional.of(new Family(root, List.of(), Map.copyOf(before))))
                    .releases();
            releases.forEach(release -> before.merge(release.row(), release.quantity(), Math::addExact));
            return releases.stream().mapToLong(StockRelease::quantity).sum();
        } catch (ArithmeticException overflow) {
            return 0;
        }
    }
}
