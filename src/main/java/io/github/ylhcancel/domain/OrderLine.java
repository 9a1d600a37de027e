package io.github.ylhcancel.domain;

import java.util.OptionalLong;

/**
 * One line of an order.
 *
 * @param id 0 for the product of an order that has no items but itself names one
 * @param skuId when present, the stock of the line is the SKU's and not the product's
 * @param sku the SKU's code, empty without a SKU
 * @param ownStock false for the supplier's products: their stock was never taken, so it is never given back
 */
public record OrderLine(
        long id, long productId, String product, OptionalLong skuId, String sku, int quantity, boolean ownStock) {
    OrderLine withQuantity(int other) {
        return new OrderLine(id, productId, product, skuId, sku, other, ownStock);
    }

    /** What a person calls the line's article. */
    public String article() {
        return sku.isEmpty() ? product : product + " / " + sku;
    }
}
