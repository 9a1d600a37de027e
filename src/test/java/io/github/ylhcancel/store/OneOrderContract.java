package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A shop with an order that has every kind of line, PO1, and another one, PO2, that must not notice anything. */
abstract class OneOrderContract extends StoreContract {
    static final String REASON = "客户要求取消";
    static final Instant CANCELLED_AT = NOW.minusSeconds(90);

    Cancelling transaction;

    @BeforeEach
    void fillShop() {
        shop.product(1, "冰箱 A-1", "own", 10);
        shop.product(2, "洗衣机 B-2", "own", 20);
        shop.product(3, "空调 C-3", "supplier", 30);
        shop.sku(1, 2, "B-2-WHITE", 21);
        shop.sku(2, 2, "B-2-GREY", 22);
        shop.order(1, "PO1", "paid", "SO1", LONG_AGO);
        shop.line(11, 1, 1, null, 2);
        shop.line(12, 1, 2, 1L, 1);
        shop.line(13, 1, 3, null, 4);
        shop.line(14, 1, 1, null, 3);
        shop.order(2, "PO2", "paid", "SO2", LONG_AGO);
        shop.line(21, 2, 1, null, 1);
        transaction = new Cancelling(database, schema, true, checkpoint -> {});
    }

    static Entry entry(Order order) {
        return entry(order, "TEST");
    }

    static Entry entry(Order order, String sourceSystem) {
        CancelRequest request = new CancelRequest(
                order.number(),
                LookupBy.ID,
                Optional.of(REASON),
                Optional.of(sourceSystem),
                Optional.of(CANCELLED_AT),
                Optional.of("客户来电"),
                "kefu");
        return new Entry(order.id(), request, Optional.empty());
    }

    /** As somebody saw it who decided to cancel it. */
    static Entry seen(Order order) {
        OrderSnapshot seen = new OrderSnapshot(
                order.id(), order.number(), order.soId(), order.status().word(), order.updatedAt(), false);
        return new Entry(order.id(), entry(order).request(), Optional.of(seen));
    }
}
