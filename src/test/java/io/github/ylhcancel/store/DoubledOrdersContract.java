package io.github.ylhcancel.store;

import org.junit.jupiter.api.Test;

/** The shop's own sweep beside ours, in a shop whose inventory log names orders. */
abstract class DoubledOrdersContract extends StoreContract {
    @Test
    void whatTheShopsOwnSweepCancelledOnceMoreIsFoundAndNothingElse() throws Exception {
        shop.product(1, "冰箱 A-1", "own", 1000);
        shop.product(2, "洗衣机 B-2", "own", 1000);
        for (long order : DoubledOrders.ids()) {
            shop.order(order, "PO" + order, "pending", "SO" + order, LONG_AGO);
            shop.line(order * 10 + 1, order, 1, null, DoubledOrders.quantity(order, 1));
            shop.line(order * 10 + 2, order, 2, null, DoubledOrders.quantity(order, 2));
        }
        SweepRace.Tables tables = new SweepRace.Tables(
                "orders", "order_items", "products", "product_skus", "order_status_history", "inventory_log", null);
        new DoubledOrders(address, schema, tables, shop, true).run();
    }
}
