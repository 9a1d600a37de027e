package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.Cancelling.Swept;
import io.github.ylhcancel.testing.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chunk of a sweep writes, and which of its orders it leaves alone. */
@SuppressWarnings("try")
abstract class SweepTransactionContract extends SweepContract {
    private static final String AT = "2026-03-08T02:30:00.123456";
    /** Much shorter than any wait for a lock. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    /** Order 1 has every kind of line, order 2 some of the same, order 3 none, order 4 the supplier's goods only. */
    private void variety() {
        shop.order(1, "PO1", "pending", "SO1", LONG_AGO);
        shop.line(11, 1, 1, null, 2);
        shop.line(12, 1, 2, 1L, 1);
        shop.line(13, 1, 3, null, 4);
        shop.line(14, 1, 1, null, 3);
        shop.order(2, "PO2", "pending", null, LONG_AGO.plusSeconds(1));
        shop.line(21, 2, 1, null, 7);
        shop.line(22, 2, 2, 2L, 2);
        shop.line(23, 2, 2, null, 1);
        shop.order(3, "PO3", "pending", "SO3", LONG_AGO.plusSeconds(2));
        shop.order(4, "PO4", "pending", "", LONG_AGO.plusSeconds(3));
        shop.line(41, 4, 3, null, 9);
        shop.order(5, "PO5", "pending", "SO5", LONG_AGO.plusSeconds(4));
        shop.line(51, 5, 1, null, 100);
    }

    @Test
    void cancelsTheOrdersOfTheChunkAndNoOther() {
        variety();

        Swept swept = swept(1L, 2L, 3L, 4L);

        assertThat(swept).isEqualTo(new Swept(4, 16, 2, List.of()));
        assertThat(shop.rows("SELECT id, status, cancel_reason, cancelled_at, updated_at, created_at FROM orders"
                        + " ORDER BY id"))
                .containsExactly(
                        "1 | cancelled | 超时未支付 | " + AT + " | " + AT + " | 2026-02-01T08:00",
                        "2 | cancelled | 超时未支付 | " + AT + " | " + AT + " | 2026-02-01T08:00:01",
                        "3 | cancelled | 超时未支付 | " + AT + " | " + AT + " | 2026-02-01T08:00:02",
                        "4 | cancelled | 超时未支付 | " + AT + " | " + AT + " | 2026-02-01T08:00:03",
                        "5 | pending | null | null | 2026-02-01T08:00:04 | 2026-02-01T08:00:04");
    }

    @Test
    void writesOneRowOfHistoryForEach() {
        variety();

        swept(1L, 2L, 3L, 4L);

        assertThat(shop.rows("SELECT order_id, from_status, to_status, operator, note, created_at"
                        + " FROM order_status_history ORDER BY order_id"))
                .containsExactly(
                        "1 | pending | cancelled | cron | 超时未支付 · 过期 [run " + RUN + "] | " + AT,
                        "2 | pending | cancelled | cron | 超时未支付 · 过期 [run " + RUN + "] | " + AT,
                        "3 | pending | cancelled | cron | 超时未支付 · 过期 [run " + RUN + "] | " + AT,
                        "4 | pending | cancelled | cron | 超时未支付 · 过期 [run " + RUN + "] | " + AT);
    }

    @Test
    void givesStockBackToProductsAndSkusAndLeavesTheSuppliersAlone() {
        variety();

        swept(1L, 2L, 3L, 4L);

        assertThat(shop.rows("SELECT id, stock FROM products ORDER BY id"))
                .containsExactly("1 | 22", "2 | 21", "3 | 30");
        assertThat(shop.rows("SELECT id, stock FROM product_skus ORDER BY id")).containsExactly("1 | 22", "2 | 24");
    }

    @Test
    void logsTheInventoryOfEachOrderOncePerStockRow() {
        variety();

        swept(1L, 2L, 3L, 4L);

        assertThat(shop.rows("SELECT order_id, product_id, sku_id, change_type, quantity, reason, created_at"
                        + " FROM inventory_log ORDER BY order_id, product_id, quantity"))
                .containsExactly(
                        "1 | 1 | null | release | 5 | order_cancelled | " + AT,
                        "1 | 2 | 1 | release | 1 | order_cancelled | " + AT,
                        "2 | 1 | null | release | 7 | order_cancelled | " + AT,
                        "2 | 2 | null | release | 1 | order_cancelled | " + AT,
                        "2 | 2 | 2 | release | 2 | order_cancelled | " + AT);
    }

    @Test
    void keepsALedgerOfEachLine() {
        variety();

        swept(1L, 2L, 3L, 4L);

        assertThat(shop.rows("SELECT order_key, line_key, cancellation_no, stock_kind, stock_key, quantity, created_at"
                        + " FROM ylh_stock_ledger ORDER BY line_key"))
                .containsExactly(
                        "1 | 11 | 1 | product | 1 | 2 | " + AT,
                        "1 | 12 | 1 | sku | 1 | 1 | " + AT,
                        "1 | 14 | 1 | product | 1 | 3 | " + AT,
                        "2 | 21 | 1 | product | 1 | 7 | " + AT,
                        "2 | 22 | 1 | sku | 2 | 2 | " + AT,
                        "2 | 23 | 1 | product | 2 | 1 | " + AT);
    }

    @Test
    void queuesWhatYlhIsToldWithATimeInMilliseconds() {
        variety();

        swept(1L, 2L, 3L, 4L);

        assertThat(shop.rows(
                        "SELECT order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,"
                                + " from_status, operator FROM ylh_cancellation ORDER BY order_id"))
                .containsExactly(
                        "1 | 1 | PO1 | SO1 | 超时未支付 | TEST | 2026-03-08T02:30:00.123 | pending | cron",
                        "3 | 1 | PO3 | SO3 | 超时未支付 | TEST | 2026-03-08T02:30:00.123 | pending | cron");
        assertThat(shop.rows("SELECT state, attempts, next_attempt_at, lease_owner, lease_until, maybe_applied,"
                        + " last_error, created_at, updated_at, run_id FROM ylh_cancellation"))
                .hasSize(2)
                .containsOnly(
                        "pending | 0 | " + AT + " | null | null | false | null | " + AT + " | " + AT + " | " + RUN);
    }

    @Test
    void theSameChunkAgainChangesNothing() {
        variety();
        swept(1L, 2L, 3L, 4L);
        Map<String, List<String>> before = shop.everything();

        Swept again = swept(1L, 2L, 3L, 4L);

        assertThat(again.cancelled()).isZero();
        assertThat(again.units()).isZero();
        assertThat(left(again)).isEqualTo(Map.of(1L, Reason.GONE, 2L, Reason.GONE, 3L, Reason.GONE, 4L, Reason.GONE));
        assertThat(shop.everything()).isEqualTo(before);
    }

    /** The statements take their keys in a few lengths; each border is tried. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 64, 65})
    void chunksOfEveryLengthAreWrittenWhole(int count) {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= count + 1; id++) {
            pending(id, 1);
            ids.add(id);
        }
        ids.remove(ids.size() - 1);

        Swept swept = sweep.sweep(ids, REQUEST, NOW);

        assertThat(swept).isEqualTo(new Swept(count, count, 0, List.of()));
        assertThat(shop.number("SELECT COUNT(*) FROM orders WHERE status = 'cancelled'"))
                .isEqualTo(count);
        assertThat(shop.number("SELECT COUNT(*) FROM order_status_history")).isEqualTo(count);
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_stock_ledger")).isEqualTo(count);
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(10 + count);
    }

    @Test
    void anOrderThatSomebodyElseHasLockedIsLeftAndNothingWaits() {
        pending(1, 1);
        pending(2, 1);
        try (Held other = new Held(address, "SELECT id FROM orders WHERE id = 1 FOR UPDATE")) {
            Swept swept = assertTimeout(AT_ONCE, () -> swept(1L, 2L));

            assertThat(swept.cancelled()).isEqualTo(1);
            assertThat(left(swept)).isEqualTo(Map.of(1L, Reason.LOCKED));
        }
        assertThat(swept(1L, 2L).cancelled()).isEqualTo(1);
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(12);
    }

    @Test
    void aPaymentThatIsJustBeingWrittenIsNotOverwritten() {
        pending(1, 1);
        try (Held payer = new Held(address, "UPDATE orders SET status = 'paid' WHERE id = 1")) {
            assertThat(left(assertTimeout(AT_ONCE, () -> swept(1L)))).isEqualTo(Map.of(1L, Reason.LOCKED));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "paid, PAID_MEANWHILE",
        "shipped, GONE",
        "completed, GONE",
        "refunded, GONE",
        "cancelled, GONE",
        "returning, GONE",
    })
    void whatIsNotPendingAnyMoreIsLeftAsItIs(String status, Reason why) {
        pending(1, 1);
        pending(2, 1);
        shop.execute("UPDATE orders SET status = '" + status + "' WHERE id = 1");
        List<String> before = shop.rows("SELECT * FROM orders WHERE id = 1");

        Swept swept = swept(1L, 2L);

        assertThat(swept.cancelled()).isEqualTo(1);
        assertThat(swept.left()).containsExactly(new SkippedOrder(key(1), "PO1", why));
        assertThat(shop.rows("SELECT * FROM orders WHERE id = 1")).isEqualTo(before);
        assertThat(shop.rows("SELECT order_id FROM order_status_history")).containsExactly("2");
    }

    @Test
    void anOrderThatIsNotThereAnyMoreIsGone() {
        pending(1, 1);

        Swept swept = swept(1L, 99L);

        assertThat(swept.cancelled()).isEqualTo(1);
        assertThat(swept.left()).containsExactly(new SkippedOrder(key(99), "#99", Reason.GONE));
    }

    @Test
    void anOrderWhoseSoIdYlhWouldNotTakeFailsAndTheOthersGoThrough() {
        pending(1, 1);
        shop.order(2, "PO2", "pending", "SO 2", LONG_AGO);
        shop.line(21, 2, 1, null, 5);

        Swept swept = swept(1L, 2L);

        assertThat(swept.cancelled()).isEqualTo(1);
        assertThat(left(swept)).isEqualTo(Map.of(2L, Reason.FAILED));
        assertThat(english(swept.left().get(0).cause())).contains("SO 2");
        assertThat(shop.rows("SELECT status FROM orders WHERE id = 2")).containsExactly("pending");
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(11);
    }

    @Test
    void withoutASourceSystemOnlyOrdersThatYlhNeedNotKnowOfAreCancelled() {
        pending(1, 1);
        shop.order(2, "PO2", "pending", "SO2", LONG_AGO);
        CancelRequest unnamed = Cancelling.unpaid("超时未支付", Optional.empty(), "cron", Optional.empty());

        Swept swept = sweep.sweep(List.of(1L, 2L), unnamed, NOW);

        assertThat(swept.cancelled()).isEqualTo(1);
        assertThat(left(swept)).isEqualTo(Map.of(2L, Reason.FAILED));
        assertThat(english(swept.left().get(0).cause())).contains("ylh.source-system");
        assertThat(shop.rows("SELECT order_id FROM ylh_cancellation")).isEmpty();
    }

    @Test
    void asksForMoreOrdersThanAStatementHasParameters() {
        List<RowKey> ids = LongStream.rangeClosed(1, 70_000).mapToObj(Keys::key).toList();

        assertThat(new UnpaidOrders(database, schema).byIds(ids))
                .extracting(Order::id)
                .containsExactlyInAnyOrderElementsOf(shop.rows("SELECT id FROM orders").stream()
                        .map(Long::valueOf)
                        .map(Keys::key)
                        .toList());
    }
}
