package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.Cancelling.Swept;
import io.github.ylhcancel.testing.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;

/** A shop of the default schema in which orders wait for their payment: products 1 and 2 are its own, product 3 the supplier's. */
abstract class SweepContract extends StoreContract {
    static final CancelRequest REQUEST = Cancelling.unpaid("超时未支付", Optional.of("过期"), "cron", Optional.of("TEST"));

    Cancelling sweep;

    @BeforeEach
    void fillShop() {
        shop.product(1, "冰箱 A-1", "own", 10);
        shop.product(2, "洗衣机 B-2", "own", 20);
        shop.product(3, "空调 C-3", "supplier", 30);
        shop.sku(1, 2, "B-2-WHITE", 21);
        shop.sku(2, 2, "B-2-GREY", 22);
        sweep = sweep(checkpoint -> {});
    }

    Cancelling sweep(Consumer<Checkpoint> checkpoints) {
        return new Cancelling(database, schema, false, checkpoints);
    }

    /** A pending order with one line: so many of product 1. */
    void pending(long id, int quantity) {
        shop.order(id, "PO" + id, "pending", null, LONG_AGO);
        shop.line(id * 10 + 1, id, 1, null, quantity);
    }

    Swept swept(Long... ids) {
        return sweep.sweep(List.of(ids), REQUEST, NOW);
    }

    /** By id, why each was left. */
    static Map<Long, Reason> left(Swept swept) {
        Map<Long, Reason> left = new LinkedHashMap<>();
        for (SkippedOrder order : swept.left()) {
            if (left.put(Keys.number(order.id()), order.why()) != null) {
                throw new AssertionError("left twice: " + swept.left());
            }
        }
        return left;
    }
}
