package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A shop with an order that has every kind of line, PO1, and another one, PO2, that must not notice anything. */
abstract class OneOrderContract extends StoreContract {
    static final String REASON = "客户要求取消";
    static final Instant CANCELLED_AT = NOW.minusSeconds(90);

    CancelTransaction transaction;

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
        transaction = new CancelTransaction(database, schema, RUN, checkpoint -> {});
    }

    static Entry entry(Order order) {
        return entry(order, Optional.empty());
    }

    static Entry entry(Order order, Optional<Cancellation> kept) {
        Optional<CancellationRequest> request =
                order.soId().map(soId -> new CancellationRequest(soId, REASON, "TEST", CANCELLED_AT));
        return new Entry(order, REASON, CANCELLED_AT, "kefu", "客户来电", request, kept, NOW);
    }
}
