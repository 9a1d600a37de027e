package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.LineKey;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written when an order is cancelled. */
abstract class CancelTransactionContract extends OneOrderContract {
    private static final String AT = "2026-03-08T02:30:00.123456";

    @Test
    void cancelsTheOrderAndNoOther() {
        transaction.write(entry(order(1)));

        assertThat(shop.rows("SELECT id, order_number, status, haier_so_id, cancel_reason, cancelled_at, created_at,"
                        + " updated_at FROM orders ORDER BY id"))
                .containsExactly(
                        "1 | PO1 | cancelled | SO1 | 客户要求取消 | 2026-03-08T02:28:30.123456 | 2026-02-01T08:00 | " + AT,
                        "2 | PO2 | paid | SO2 | null | null | 2026-02-01T08:00 | 2026-02-01T08:00");
    }

    @Test
    void writesTheStatusHistory() {
        transaction.write(entry(order(1)));

        assertThat(shop.rows("SELECT order_id, from_status, to_status, operator, note, created_at"
                        + " FROM order_status_history"))
                .containsExactly("1 | paid | cancelled | kefu | 客户要求取消 · 客户来电 [run " + RUN + "] | " + AT);
    }

    @Test
    void givesStockBackToItsProductOrSkuAndLeavesTheSuppliersAlone() {
        transaction.write(entry(order(1)));

        assertThat(shop.rows("SELECT id, stock FROM products ORDER BY id"))
                .containsExactly("1 | 15", "2 | 20", "3 | 30");
        assertThat(shop.rows("SELECT id, stock FROM product_skus ORDER BY id")).containsExactly("1 | 22", "2 | 22");
    }

    @Test
    void logsTheInventoryOncePerStockRow() {
        transaction.write(entry(order(1)));

        assertThat(shop.rows("SELECT product_id, sku_id, order_id, change_type, quantity, reason, created_at"
                        + " FROM inventory_log ORDER BY id"))
                .containsExactly(
                        "1 | null | 1 | release | 5 | order_cancelled | " + AT,
                        "2 | 1 | 1 | release | 1 | order_cancelled | " + AT);
    }

    @Test
    void keepsALedgerOfEachLine() {
        transaction.write(entry(order(1)));

        assertThat(
                        shop.rows(
                                "SELECT order_key, line_kind, line_key, cancellation_no, direction, product_key, stock_kind, stock_key,"
                                        + " location, stock_column, quantity, sold, created_at FROM ylh_stock_ledger ORDER BY line_key"))
                .containsExactly(
                        "1 | item | 11 | 1 | release | 1 | product | 1 |  | stock | 2 | 0 | " + AT,
                        "1 | item | 12 | 1 | release | 2 | sku | 1 |  | stock | 1 | 0 | " + AT,
                        "1 | item | 14 | 1 | release | 1 | product | 1 |  | stock | 3 | 0 | " + AT);
    }

    @Test
    void queuesWhatYlhIsTold() {
        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(shop.rows(
                        "SELECT id, order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,"
                                + " from_status, operator FROM ylh_cancellation"))
                .containsExactly(recorded.cancellationId().orElseThrow()
                        + " | 1 | 1 | PO1 | SO1 | 客户要求取消 | TEST | 2026-03-08T02:28:30.123 | paid | kefu");
        assertThat(shop.rows(
                        "SELECT state, attempts, next_attempt_at, lease_owner, lease_until, maybe_applied, last_error,"
                                + " created_at, updated_at, run_id FROM ylh_cancellation"))
                .containsExactly(
                        "pending | 0 | " + AT + " | null | null | false | null | " + AT + " | " + AT + " | " + RUN);
    }

    @Test
    void answersWithTheLinesAndWhatWentBack() {
        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        OrderLine fridge =
                new OrderLine(LineKey.item(key(11)), Optional.of(key(1)), "冰箱 A-1", Optional.empty(), "", 2, true);
        OrderLine washer = new OrderLine(
                LineKey.item(key(12)), Optional.of(key(2)), "洗衣机 B-2", Optional.of(key(1)), "B-2-WHITE", 1, true);
        assertThat(recorded.lines())
                .extracting(OrderLine::key)
                .containsExactly(
                        LineKey.item(key(11)), LineKey.item(key(12)), LineKey.item(key(13)), LineKey.item(key(14)));
        assertThat(recorded.stock().releases())
                .containsExactly(
                        new StockRelease(StockRow.product(key(1)), StockPart.STOCK, 5, fridge),
                        new StockRelease(StockRow.sku(key(1)), StockPart.STOCK, 1, washer));
    }

    @Test
    void tellsYlhNothingAboutAnOrderWithoutSoId() {
        shop.execute("UPDATE orders SET haier_so_id = NULL WHERE id = 1");

        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(recorded.cancellationId()).isEmpty();
        assertThat(shop.everything().get("ylh_cancellation")).isEmpty();
        assertThat(order(1).status().word()).isEqualTo("cancelled");
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(15);
    }

    @Test
    void takesAnEmptySoIdForNone() {
        shop.execute("UPDATE orders SET haier_so_id = '' WHERE id = 1");

        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(recorded.cancellationId()).isEmpty();
    }

    @Test
    void releasesNothingForAnOrderOfSuppliersGoods() {
        shop.execute("DELETE FROM order_items WHERE order_id = 1 AND product_id <> 3");

        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(recorded.lines()).extracting(OrderLine::key).containsExactly(LineKey.item(key(13)));
        assertThat(recorded.stock().releases()).isEmpty();
        assertThat(shop.everything())
                .containsEntry("inventory_log", List.of())
                .containsEntry("ylh_stock_ledger", List.of());
    }

    @Test
    void cancelsAnOrderWithoutLines() {
        shop.execute("DELETE FROM order_items WHERE order_id = 1");

        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(recorded.lines()).isEmpty();
        assertThat(recorded.cancellationId()).isPresent();
    }

    @Test
    void announcesTheCommitWhileNothingOfItCanBeSeen() {
        List<Checkpoint> announced = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        new Cancelling(database, schema, true, checkpoint -> {
                    announced.add(checkpoint);
                    seen.addAll(shop.rows("SELECT status FROM orders WHERE id = 1"));
                })
                .write(entry(order(1)));

        assertThat(announced).containsExactly(Checkpoint.BEFORE_COMMIT);
        assertThat(seen).containsExactly("paid");
    }

    @Test
    void writesNothingWhenItDiesBeforeTheCommit() {
        Map<String, List<String>> before = shop.everything();
        Cancelling dying = new Cancelling(database, schema, true, checkpoint -> {
            throw new IllegalStateException("killed at " + checkpoint);
        });

        assertThatThrownBy(() -> dying.write(entry(order(1)))).hasMessage("killed at BEFORE_COMMIT");

        assertThat(shop.everything()).isEqualTo(before);
        assertThat(transaction.write(entry(order(1)))).isInstanceOf(Cancelled.class);
    }

    @Test
    void leavesTheOptionalPartsOfAnOrderAsTheyWere() {
        shop.execute("UPDATE orders SET haier_order_no = 'HE.1', haier_status = 'confirmed', haier_fail_msg = '缺货'"
                + " WHERE id = 1");

        transaction.write(entry(order(1)));

        assertThat(order(1).supplierOrderNumber()).isEqualTo(Optional.of("HE.1"));
        assertThat(order(1).supplierStatus()).isEqualTo(Optional.of("confirmed"));
        assertThat(order(1).supplierFailure()).isEqualTo(Optional.of("缺货"));
    }
}
