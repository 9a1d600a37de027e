package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Callback.Item;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Sets how many pieces of an order's lines were received, returned and rejected, where the shop has columns for that. They are set and never
 * added, so that saying it twice says the same.
 */
final class ItemQuantities {
    private static final String LINES = """
            SELECT {i:items.id} AS item, {i:items.quantity} AS quantity, {p:products.code?} AS code, {s:skus.sku_code?} AS sku
              FROM {items} i
              LEFT JOIN {products} p ON {p:products.id} = {i:items.product_id} {p:products there}
              [items.sku_id ? LEFT JOIN {skus} s ON {s:skus.id} = {i:items.sku_id}]
             WHERE {i:items.order_id} = :order {i:items there}
             ORDER BY {i:items.id}
            """;

    private static final Map<String, String> COLUMNS = Map.of(
            "receive_qty",
            "UPDATE {items} SET {items.receive_qty} = :quantity WHERE {items.order_id} = :order AND {items.id} = :item {items there}",
            "return_qty",
            "UPDATE {items} SET {items.return_qty} = :quantity WHERE {items.order_id} = :order AND {items.id} = :item {items there}",
            "reject_qty",
            "UPDATE {items} SET {items.reject_qty} = :quantity WHERE {items.order_id} = :order AND {items.id} = :item {items there}");

    private static final int UNKNOWN_LENGTH = 499;

    private record Line(RowKey item, int quantity, String code, String sku) {
        boolean isOf(String productCode) {
            return code.equals(productCode) || sku.equals(productCode);
        }
    }

    private final Sql sql;
    private final ShopSchema schema;

    ItemQuantities(Sql sql, ShopSchema schema) {
        this.sql = sql;
        this.schema = schema;
    }

    /**
     * Of an order that is locked.
     *
     * @return the product codes that no line of the order has, in one line; empty if there are none, and where the shop has no such columns
     */
    String set(RowKey order, List<Item> items) {
        if (COLUMNS.keySet().stream().noneMatch(column -> schema.has(ShopTable.ITEMS, column))) {
            return "";
        }
        Map<String, List<Item>> byCode = new LinkedHashMap<>();
        items.forEach(item -> byCode.computeIfAbsent(item.productCode(), code -> new ArrayList<>())
                .add(item));
        List<Line> lines = lines(order);
        List<String> unknown = new ArrayList<>();
        byCode.forEach((code, said) -> {
            List<Line> matching =
                    lines.stream().filter(line -> line.isOf(code)).distinct().toList();
            if (matching.isEmpty()) {
                unknown.add(code);
            } else {
                set(order, matching, "receive_qty", sum(said, Item::received));
                set(order, matching, "return_qty", sum(said, Item::returned));
                set(order, matching, "reject_qty", sum(said, Item::rejected));
            }
        });
        return Text.line(String.join(", ", unknown), UNKNOWN_LENGTH);
    }

    private List<Line> lines(RowKey order) {
        return sql.list(schema.render(LINES), Parameters.of("order", order), ItemQuantities::line);
    }

    private static Line line(Row row) {
        return new Line(
                row.key("item"),
                row.integer("quantity"),
                row.optionalText("code").orElse(""),
                row.optionalText("sku").orElse(""));
    }

    /** Of a product that YLH names twice. */
    private static OptionalInt sum(List<Item> said, Function<Item, OptionalInt> quantity) {
        List<OptionalInt> known =
                said.stream().map(quantity).filter(OptionalInt::isPresent).toList();
        long sum = known.stream().mapToLong(OptionalInt::getAsInt).sum();
        return known.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) Math.min(sum, Integer.MAX_VALUE));
    }

    /** Several lines of one product get as many as they have, one after the other; what is left over is the last one's. */
    private void set(RowKey order, List<Line> lines, String column, OptionalInt quantity) {
        if (quantity.isEmpty() || !schema.has(ShopTable.ITEMS, column)) {
            return;
        }
        List<Parameters> all = new ArrayList<>();
        int rest = quantity.getAsInt();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            int share = i == lines.size() - 1 ? rest : Math.min(rest, line.quantity());
            rest -= share;
            all.add(Parameters.of("order", order).and("item", line.item()).and("quantity", share));
        }
        Counts.requireOneEach(sql.batch(schema.render(COLUMNS.get(column)), all));
    }
}
