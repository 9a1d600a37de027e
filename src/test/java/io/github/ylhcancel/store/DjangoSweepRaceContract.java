package io.github.ylhcancel.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The race in the specification's own shop: with payments, families and old orders. */
abstract class DjangoSweepRaceContract extends DjangoContract {
    @Test
    void noPaidOrderIsCancelledAndNoUnitIsLostOrReleasedTwice() throws Exception {
        SweepRaceContract.seeded(random -> new SweepRace(
                        address,
                        schema,
                        new SweepRace.Tables(
                                "orders_order",
                                "orders_orderitem",
                                "catalog_product",
                                "catalog_productsku",
                                "orders_orderstatushistory",
                                "catalog_inventorylog",
                                "orders_payment"),
                        shop.rows(),
                        random)
                .run(fill(random)));
    }

    private List<SweepRace.Purchase> fill(Random random) {
        shop.product(4, "local", 400, 0);
        shop.rows()
                .execute("UPDATE catalog_product SET stock = 100000", "UPDATE catalog_productsku SET stock = 100000");
        List<SweepRace.Purchase> purchases = new ArrayList<>();
        for (long id = 1; id <= SweepRaceContract.ORDERS; id++) {
            Map<Long, Integer> units = new TreeMap<>();
            List<Long> orders = new ArrayList<>(List.of(id));
            if (random.nextInt(20) == 0) {
                shop.order(id, "pending", "product_id", 2, "quantity", 3);
                units.put(2L, 3);
            } else {
                shop.order(id, "pending");
                boolean family = random.nextInt(5) == 0;
                if (family) {
                    orders.add(id + 1);
                    shop.order(id + 1, "pending", "parent_order_id", id);
                }
                lines(orders, random, units);
            }
            shop.insert("orders_payment", "id", id, "order_id", id, "status", "init");
            purchases.add(new SweepRace.Purchase(List.copyOf(orders), units));
            id += orders.size() - 1;
        }
        return purchases;
    }

    /** The same for each member of a family; the supplier's goods among them. */
    private void lines(List<Long> orders, Random random, Map<Long, Integer> units) {
        int lines = 1 + random.nextInt(2);
        for (int line = 0; line < lines; line++) {
            long product = 1 + random.nextInt(4);
            Long sku = product == 1 && random.nextBoolean() ? 11L + random.nextInt(2) : null;
            int quantity = 1 + random.nextInt(3);
            for (long order : orders) {
                shop.item(order * 10 + line, order, product, sku, quantity);
            }
            if (product != 3) {
                units.merge(sku == null ? product : -sku, quantity, Integer::sum);
            }
        }
    }
}
