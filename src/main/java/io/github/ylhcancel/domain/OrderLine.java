package io.github.ylhcancel.domain;

import java.util.OptionalLong;

/**
 * One line of an order.
 *
 * @param skuId when present, the stock of the line is the SKU's and not the product's
 * @param sku the SKU's code, empty without a SKU
 * @param ownStock false for the supplier's products: their stock was never taken, so it is never given back
 */
public record OrderLine(
        long id, long productId, String product, OptionalLong skuId, String sku, int quantity, boolean ownStock) {
    /** What a person calls the line's article. */
    public String article() {
        return sku.isEmpty() ? product : product + " / " + sku;
    }
}
