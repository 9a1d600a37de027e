package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Keys.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.LineKey;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.testing.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the shop's orders are found and read. */
abstract class OrdersContract extends StoreContract {
    private Orders orders;

    @BeforeEach
    void openOrders() {
        orders = new Orders(database, schema);
    }

    @Test
    void readsEveryColumn() {
        shop.order(1, "PO1", "cancelled", "SO1", LONG_AGO);
        shop.execute("UPDATE orders SET haier_order_no = 'HE.1', haier_status = 'confirmed', haier_fail_msg = '缺货',"
                + " cancel_reason = '超时未支付', cancelled_at = '2026-03-08 02:30:00.123456',"
                + " updated_at = '2026-11-01 01:30:00.000001'");

        assertThat(orders.find("PO1", LookupBy.NUMBER))
                .containsExactly(new Order(
                        key(1),
                        "PO1",
                        new StoredStatus("cancelled", Optional.of(OrderStatus.CANCELLED)),
                        Optional.of("SO1"),
                        Optional.of("HE.1"),
                        Optional.of("confirmed"),
                        Optional.of("缺货"),
                        Optional.of("超时未支付"),
                        Optional.of(NOW),
                        LONG_AGO,
                        Instant.parse("2026-11-01T01:30:00.000001Z"),
                        Optional.empty(),
                        false));
    }

    @Test
    void takesNullAndEmptyForNothing() {
        shop.order(1, "PO1", "pending", null, LONG_AGO);
        shop.order(2, "PO2", "pending", "", LONG_AGO);
        shop.execute("UPDATE orders SET haier_order_no = '', cancel_reason = '' WHERE id = 2");

        assertThat(List.of(order(1), order(2))).allSatisfy(order -> {
            assertThat(order.soId()).isEmpty();
            assertThat(order.supplierOrderNumber()).isEmpty();
            assertThat(order.cancelReason()).isEmpty();
            assertThat(order.cancelledAt()).isEmpty();
        });
    }

    @Test
    void findsByNumberBySoIdAndById() {
        shop.order(17, "PO1", "paid", "SO1", LONG_AGO);
        shop.order(18, "PO2", "paid", "SO2", LONG_AGO);

        assertThat(ids("PO1", LookupBy.NUMBER)).containsExactly(17L);
        assertThat(ids("SO1", LookupBy.SO_ID)).containsExactly(17L);
        assertThat(ids("17", LookupBy.ID)).containsExactly(17L);
        assertThat(ids("PO1", LookupBy.AUTO)).containsExactly(17L);
        assertThat(ids("SO1", LookupBy.AUTO)).containsExactly(17L);
    }

    @Test
    void doesNotTakeOneKindOfNameForAnother() {
        shop.order(17, "PO1", "paid", "SO1", LONG_AGO);

        assertThat(ids("SO1", LookupBy.NUMBER)).isEmpty();
        assertThat(ids("PO1", LookupBy.SO_ID)).isEmpty();
        assertThat(ids("PO1", LookupBy.ID)).isEmpty();
        assertThat(ids("17", LookupBy.AUTO)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void findsNothingThatIsNotThere(LookupBy by) {
        shop.order(17, "PO1", "paid", "", LONG_AGO);

        assertThat(ids("99", by)).isEmpty();
        assertThat(ids("PO", by)).isEmpty();
        assertThat(ids("%", by)).isEmpty();
        assertThat(ids("' OR '1' = '1", by)).isEmpty();
    }

    @Test
    void prefersTheNumberWhereAnotherOrderHasItAsItsSoId() {
        shop.order(1, "A", "paid", "B", LONG_AGO);
        shop.order(2, "B", "paid", "A", LONG_AGO);

        assertThat(ids("A", LookupBy.AUTO)).containsExactly(1L);
        assertThat(ids("B", LookupBy.AUTO)).containsExactly(2L);
    }

    @Test
    void answersWithAllThatShareASoId() {
        shop.order(2, "PO2", "paid", "SO1", LONG_AGO);
        shop.order(1, "PO1", "shipped", "SO1", NOW);

        assertThat(ids("SO1", LookupBy.SO_ID)).containsExactly(1L, 2L);
        assertThat(ids("SO1", LookupBy.AUTO)).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1.0",
                "1e0",
                "0x1",
                "１",
                "٣",
                "one",
                "1000000000000000000",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999"
            })
    void findsNoOrderByAnIdThatIsNone(String id) {
        shop.order(1, "PO1", "paid", "SO1", LONG_AGO);
        assertThat(ids(id, LookupBy.ID)).isEmpty();
    }

    @Test
    void takesAnIdOfEighteenDigits() {
        shop.order(999_999_999_999_999_999L, "PO1", "paid", "SO1", LONG_AGO);

        assertThat(ids("999999999999999999", LookupBy.ID)).containsExactly(999_999_999_999_999_999L);
    }

    @Test
    void readsAStatusThatTheSpecificationDoesNotKnow() {
        shop.order(1, "PO1", "returning", "SO1", LONG_AGO);
        shop.order(2, "PO2", "PAID", "SO2", LONG_AGO);

        assertThat(order(1).status()).isEqualTo(new StoredStatus("returning", Optional.empty()));
        assertThat(order(2).status()).isEqualTo(new StoredStatus("PAID", Optional.empty()));
    }

    @Test
    void listsTheOldestOrdersOfAState() {
        shop.order(1, "PO1", "pending", null, NOW);
        shop.order(2, "PO2", "pending", null, LONG_AGO);
        shop.order(3, "PO3", "pending", null, LONG_AGO);
        shop.order(4, "PO4", "paid", null, LONG_AGO);

        assertThat(orders.inState(OrderStatus.PENDING, 10))
                .extracting(Order::id)
                .isEqualTo(keys(2, 3, 1));
        assertThat(orders.inState(OrderStatus.PENDING, 2)).extracting(Order::id).isEqualTo(keys(2, 3));
        assertThat(orders.inState(OrderStatus.SHIPPED, 10)).isEmpty();
    }

    @Test
    void countsEveryStateAlsoForeignOnesAndThoseWithoutOrders() {
        shop.order(1, "PO1", "pending", null, NOW);
        shop.order(2, "PO2", "pending", null, NOW);
        shop.order(3, "PO3", "returning", null, NOW);

        assertThat(orders.counts())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "pending",
                        2L,
                        "paid",
                        0L,
                        "shipped",
                        0L,
                        "completed",
                        0L,
                        "refunded",
                        0L,
                        "cancelled",
                        0L,
                        "returning",
                        1L));
    }

    @Test
    void readsLinesWithAndWithoutSkuInTheirOrder() {
        shop.product(1, "冰箱 A-1", "own", 10);
        shop.product(2, "空调 C-3", "supplier", 0);
        shop.sku(5, 2, "C-3-GREY", 3);
        shop.order(1, "PO1", "paid", null, NOW);
        shop.order(2, "PO2", "paid", null, NOW);
        shop.line(12, 1, 2, 5L, 7);
        shop.line(11, 1, 1, null, 2);
        shop.line(13, 2, 1, null, 1);

        assertThat(orders.lines(keys(1)).get(key(1)))
                .containsExactly(
                        new OrderLine(
                                LineKey.item(key(11)), Optional.of(key(1)), "冰箱 A-1", Optional.empty(), "", 2, true),
                        new OrderLine(
                                LineKey.item(key(12)),
                                Optional.of(key(2)),
                                "空调 C-3",
                                Optional.of(key(5)),
                                "C-3-GREY",
                                7,
                                false));
        assertThat(orders.lines(keys(99)).get(key(99))).isEmpty();
    }

    @Test
    void keepsALineWhoseProductIsGone() {
        shop.order(1, "PO1", "paid", null, NOW);
        shop.execute(
                databases.ignoreForeignKeys(),
                "INSERT INTO order_items (id, order_id, product_id, sku_id, quantity) VALUES (11, 1, 404, 405, 2)");

        assertThat(orders.lines(keys(1)).get(key(1)))
                .containsExactly(new OrderLine(
                        LineKey.item(key(11)), Optional.of(key(404)), "#404", Optional.of(key(405)), "", 2, true));
    }

    private List<Long> ids(String reference, LookupBy by) {
        return orders.find(reference, by).stream()
                .map(Order::id)
                .map(Keys::number)
                .toList();
    }
}
