package io.github.ylhcancel.store;

import io.github.ylhcancel.db.Dialect.AddToMany;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.ShopTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The rows that hold stocks, of products or of SKUs. They are locked in the order of their keys, by every cancellation. */
final class StockRows {
    private static final String ADD_TO_PRODUCT =
            "UPDATE {products} SET {products.stock} = {products.stock} + ? WHERE {products.id} = ?";
    private static final String ADD_TO_SKU = "UPDATE {skus} SET {skus.stock} = {skus.stock} + ? WHERE {skus.id} = ?";

    private final ChunkStatements statements;
    private final ShopSchema schema;
    private final ShopTable table;
    private final Optional<AddToMany> together;

    /**
     * @param table {@link ShopTable#PRODUCTS} or {@link ShopTable#SKUS}
     */
    StockRows(ChunkStatements statements, ShopSchema schema, ShopTable table, Optional<AddToMany> together) {
        this.statements = statements;
        this.schema = schema;
        this.table = table;
        this.together = together;
    }

    /**
     * @param quantities by key; more than a stock can hold is refused by the database
     * @throws CannotGiveBack if there is no such row
     */
    void add(SortedMap<Long, Long> quantities) throws SQLException {
        if (together.isPresent()) {
            addTogether(together.get(), quantities);
        } else {
            addEach(quantities);
        }
    }

    private void addTogether(AddToMany sql, SortedMap<Long, Long> quantities) throws SQLException {
        List<Long> keys = new ArrayList<>(quantities.keySet());
        Set<Long> missing = new HashSet<>(keys);
        statements.arrays(named(sql.lock()), row -> missing.remove(row.getLong(1)), keys);
        for (long row : missing) {
            throw missing(row);
        }
        statements.updateArrays(named(sql.add()), keys, quantities.values());
    }

    private String named(String format) {
        return format.formatted(schema.table(table), schema.column(table, "id"), schema.column(table, "stock"));
    }

    private void addEach(SortedMap<Long, Long> quantities) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        quantities.forEach((row, quantity) -> rows.add(new Object[] {quantity, row}));
        int[] changed = statements.batch(table == ShopTable.SKUS ? ADD_TO_SKU : ADD_TO_PRODUCT, rows);
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] != 1) {
                throw missing((long) rows.get(i)[1]);
            }
        }
    }

    private CannotGiveBack missing(long row) {
        return new CannotGiveBack(Message.of(table == ShopTable.SKUS ? "stock.no-sku" : "stock.no-product", row));
    }
}
