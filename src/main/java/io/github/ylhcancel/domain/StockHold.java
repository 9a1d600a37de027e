package io.github.ylhcancel.domain;

import java.util.List;

/**
 * What an order holds of the stock rows of its lines, by the state that it is in: its cancellation gives that back, and putting it back takes
 * that again.
 *
 * @param ofProducts of the lines whose stock is a product's
 * @param ofSkus of those whose stock is an SKU's
 */
public record StockHold(StockPart ofProducts, StockPart ofSkus) {
    /** The stock of all its lines, as in a shop that takes stock when an order is made. */
    public static final StockHold STOCK = new StockHold(StockPart.STOCK, StockPart.STOCK);

    public StockPart of(StockRow row) {
        return row.isSku() ? ofSkus : ofProducts;
    }

    public boolean isNothing() {
        return ofProducts == StockPart.NONE && ofSkus == StockPart.NONE;
    }

    /** Those of an order's lines of which it holds anything; never the supplier's goods. */
    public List<OrderLine> held(List<OrderLine> lines) {
        return lines.stream().filter(this::holds).toList();
    }

    private boolean holds(OrderLine line) {
        return line.ownStock()
                && line.quantity() > 0
                && line.stock().filter(row -> of(row) != StockPart.NONE).isPresent();
    }
}
