package io.github.ylhcancel.domain;

import java.util.Optional;

/**
 * One line of an order.
 *
 * @param productId absent where the shop has taken the product off the line
 * @param skuId when present, the stock of the line is the SKU's and not the product's
 * @param sku the SKU's code, empty without a SKU
 * @param ownStock false for the supplier's products: their stock was never taken, so it is never given back
 */
public record OrderLine(
        LineKey key,
        Optional<RowKey> productId,
        String product,
        Optional<RowKey> skuId,
        String sku,
        int quantity,
        boolean ownStock) {
    /** The row that holds its stock; nothing where it names neither an SKU nor a product. */
    public Optional<StockRow> stock() {
        return skuId.map(StockRow::sku).or(() -> productId.map(StockRow::product));
    }

    OrderLine withQuantity(int other) {
        return new OrderLine(key, productId, product, skuId, sku, other, ownStock);
    }

    /** What a person calls the line's article. */
    public String article() {
        return sku.isEmpty() ? product : product + " / " + sku;
    }
}
