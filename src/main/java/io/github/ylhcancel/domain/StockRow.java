package io.github.ylhcancel.domain;

import java.util.Comparator;

/**
 * The row that holds a stock: an SKU's, or a product's own. Sorted products before SKUs, each by key: the order in which every
 * cancellation locks them, so that no two wait for each other crosswise.
 *
 * @param id the SKU's key or the product's
 */
public record StockRow(boolean isSku, RowKey id) implements Comparable<StockRow> {
    private static final Comparator<StockRow> ORDER =
            Comparator.comparing(StockRow::isSku).thenComparing(StockRow::id);

    public static StockRow product(RowKey id) {
        return new StockRow(false, id);
    }

    public static StockRow sku(RowKey id) {
        return new StockRow(true, id);
    }

    @Override
    public int compareTo(StockRow other) {
        return ORDER.compare(this, other);
    }
}
