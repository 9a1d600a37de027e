package io.github.ylhcancel.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The race in the default schema, which has no payments: an order is paid when its state says so. */
abstract class SweepRaceContract extends StoreContract {
    static final int ORDERS = Integer.getInteger("ylh.race-orders", 1500);

    static final long SEED = Long.getLong("ylh.seed", System.nanoTime());

    /** Runs it, and says how to repeat it. */
    static void seeded(RaceRun race) throws Exception {
        try {
            race.run(new Random(SEED));
        } catch (AssertionError | Exception failure) {
            throw new AssertionError(
                    failure.getMessage() + "\nagain with -Dylh.race-orders=" + ORDERS + " -Dylh.seed=" + SEED, failure);
        }
    }

    /** A race with its random choices. */
    interface RaceRun {
        void run(Random random) throws Exception;
    }

    @Test
    void noPaidOrderIsCancelledAndNoUnitIsLostOrReleasedTwice() throws Exception {
        seeded(random -> new SweepRace(
                        address,
                        schema,
                        new SweepRace.Tables(
                                "orders",
                                "order_items",
                                "products",
                                "product_skus",
                                "order_status_history",
                                "inventory_log",
                                null),
                        shop,
                        random)
                .run(fill(random)));
    }

    private List<SweepRace.Purchase> fill(Random random) {
        for (long product = 1; product <= 4; product++) {
            shop.product(product, "P" + product, "own", 100_000);
            shop.sku(product, product, "S" + product, 100_000);
        }
        shop.product(9, "P9", "supplier", 100_000);
        List<SweepRace.Purchase> purchases = new ArrayList<>();
        for (long id = 1; id <= ORDERS; id++) {
            shop.order(id, "PO" + id, "pending", id % 3 == 0 ? "SO" + id : null, LONG_AGO);
            Map<Long, Integer> units = new TreeMap<>();
            for (int line = 0; line < random.nextInt(3); line++) {
                long product = 1 + random.nextInt(4);
                boolean sku = random.nextBoolean();
                int quantity = 1 + random.nextInt(3);
                shop.line(id * 10 + line, id, product, sku ? product : null, quantity);
                units.merge(sku ? -product : product, quantity, Integer::sum);
            }
            if (id % 7 == 0) {
                shop.line(id * 10 + 9, id, 9, null, 5);
            }
            purchases.add(new SweepRace.Purchase(List.of(id), units));
        }
        return purchases;
    }
}
