package io.github.ylhcancel.domain;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What goes back to one stock row: an SKU's, or, for lines without one, the product's.
 *
 * @param line one of the lines that it is made of, to name the article
 */
public record StockRelease(long productId, OptionalLong skuId, int quantity, OrderLine line) {
    /** Products before SKUs, each by key: the order in which every cancellation locks them. */
    private static final Comparator<OrderLine> BY_STOCK_ROW = Comparator.comparing(
                    (OrderLine line) -> line.skuId().isPresent())
            .thenComparingLong(line -> line.skuId().orElse(line.productId()));

    /**
     * Sums an order's lines per stock row, in the order of the rows' keys. The supplier's products are left out.
     *
     * @throws ArithmeticException if a sum is more than a stock column can hold
     */
    public static List<StockRelease> of(List<OrderLine> lines) {
        TreeMap<OrderLine, Integer> sums = new TreeMap<>(BY_STOCK_ROW);
        for (OrderLine line : lines) {
            if (line.ownStock()) {
                sums.merge(line, line.quantity(), Math::addExact);
            }
        }
        return sums.entrySet().stream()
                .map(sum ->
                        new StockRelease(sum.getKey().productId(), sum.getKey().skuId(), sum.getValue(), sum.getKey()))
                .toList();
    }
}
