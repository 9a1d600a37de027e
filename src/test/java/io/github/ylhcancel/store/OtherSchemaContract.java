package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A shop that names things differently, or lacks what the tool can do without. */
abstract class OtherSchemaContract extends OneOrderContract {
    private static final List<String> OPTIONAL = List.of(
            "orders.cancel_reason",
            "orders.cancelled_at",
            "orders.haier_order_no",
            "orders.haier_status",
            "orders.haier_fail_msg",
            "inventory.order_id");

    private ShopSchema withoutOptionalColumns() {
        Map<String, String> unmapped = new LinkedHashMap<>();
        OPTIONAL.forEach(column -> unmapped.put(column, ""));
        return OtherSchemas.with(unmapped);
    }

    private void dropOptionalColumns() {
        shop.execute(
                "ALTER TABLE orders DROP COLUMN cancel_reason",
                "ALTER TABLE orders DROP COLUMN cancelled_at",
                "ALTER TABLE orders DROP COLUMN haier_order_no",
                "ALTER TABLE orders DROP COLUMN haier_status",
                "ALTER TABLE orders DROP COLUMN haier_fail_msg");
    }

    @Test
    void cancelsWithoutTheOptionalColumns() {
        dropOptionalColumns();
        Cancelling modest = new Cancelling(database, withoutOptionalColumns(), true, checkpoint -> {});

        assertThat(modest.write(entry(find(withoutOptionalColumns(), "PO1")))).isInstanceOf(Cancelled.class);

        assertThat(shop.rows("SELECT status, updated_at FROM orders WHERE id = 1"))
                .containsExactly("cancelled | 2026-03-08T02:30:00.123456");
        assertThat(shop.rows("SELECT product_id, order_id FROM inventory_log ORDER BY id"))
                .containsExactly("1 | null", "2 | null");
        assertThat(shop.rows("SELECT cancel_reason FROM ylh_cancellation")).containsExactly(REASON);
    }

    @Test
    void readsUnmappedColumnsAsNothing() {
        dropOptionalColumns();

        Order order = find(withoutOptionalColumns(), "PO1");

        assertThat(order.cancelReason()).isEmpty();
        assertThat(order.cancelledAt()).isEmpty();
        assertThat(order.supplierOrderNumber()).isEmpty();
        assertThat(order.supplierStatus()).isEmpty();
        assertThat(order.supplierFailure()).isEmpty();
        assertThat(order.soId()).contains("SO1");
    }

    @Test
    void leavesAColumnAloneThatIsNotMapped() {
        ShopSchema modest = withoutOptionalColumns();

        new Cancelling(database, modest, true, checkpoint -> {}).write(entry(find(modest, "PO1")));

        assertThat(shop.rows("SELECT status, cancel_reason, cancelled_at FROM orders WHERE id = 1"))
                .containsExactly("cancelled | null | null");
    }

    @Test
    void usesTheShopsOwnNamesAndWords() {
        shop.execute(
                "ALTER TABLE orders RENAME TO shop_order",
                "ALTER TABLE shop_order RENAME COLUMN status TO State_1",
                "UPDATE shop_order SET State_1 = 'BEZAHLT'");
        Map<OrderStatus, String> words = new EnumMap<>(OrderStatus.class);
        for (OrderStatus status : OrderStatus.values()) {
            words.put(status, "is-" + status.word());
        }
        words.put(OrderStatus.PAID, "BEZAHLT");
        words.put(OrderStatus.CANCELLED, "已取消");
        ShopSchema german = OtherSchemas.with(Map.of("orders.table", "shop_order", "orders.status", "State_1"), words);

        Order order = find(german, "PO1");
        assertThat(order.status()).isEqualTo(new StoredStatus("BEZAHLT", Optional.of(OrderStatus.PAID)));
        new Cancelling(database, german, true, checkpoint -> {}).write(entry(order));

        assertThat(find(german, "PO1").status().known()).contains(OrderStatus.CANCELLED);
        assertThat(shop.rows("SELECT State_1 FROM shop_order ORDER BY id")).containsExactly("已取消", "BEZAHLT");
        assertThat(shop.rows("SELECT from_status, to_status FROM order_status_history"))
                .containsExactly("BEZAHLT | 已取消");
        assertThat(new Orders(database, german).counts())
                .containsEntry("cancelled", 1L)
                .containsEntry("paid", 1L)
                .containsEntry("pending", 0L);
    }

    private Order find(ShopSchema schema, String number) {
        return new Orders(database, schema).find(number, LookupBy.NUMBER).get(0);
    }
}
