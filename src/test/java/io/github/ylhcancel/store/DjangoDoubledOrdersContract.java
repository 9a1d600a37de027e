package io.github.ylhcancel.store;

import org.junit.jupiter.api.Test;

/** The shop's own sweep beside ours, in the specification's own shop. */
abstract class DjangoDoubledOrdersContract extends DjangoContract {
    @Test
    void whatTheShopsOwnSweepCancelledOnceMoreIsFoundAndNothingElse() throws Exception {
        for (long order : DoubledOrders.ids()) {
            shop.order(order, "pending", "haier_so_id", "SO" + order);
            shop.item(order * 10 + 1, order, 1, null, DoubledOrders.quantity(order, 1));
            shop.item(order * 10 + 2, order, 2, null, DoubledOrders.quantity(order, 2));
        }
        SweepRace.Tables tables = new SweepRace.Tables(
                "orders_order",
                "orders_orderitem",
                "catalog_product",
                "catalog_productsku",
                "orders_orderstatushistory",
                "catalog_inventorylog",
                "orders_payment");
        new DoubledOrders(address, schema, tables, shop.rows(), false).run();
    }
}
