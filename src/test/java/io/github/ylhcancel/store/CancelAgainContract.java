package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order that was cancelled before and put back by the shop is cancelled again. */
abstract class CancelAgainContract extends OneOrderContract {
    @ParameterizedTest
    @ValueSource(strings = {"pending", "sending", "unknown", "accepted", "confirmed", "partial", "abandoned"})
    void keepsACancellationThatStandsAsItIs(String state) {
        shop.cancellation(7, 1, 1, state, NOW.plusSeconds(60));
        var before = shop.everything().get("ylh_cancellation");

        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(recorded.cancellationId()).contains(7L);
        assertThat(shop.everything().get("ylh_cancellation")).isEqualTo(before);
        assertThat(order(1).status().word()).isEqualTo("cancelled");
    }

    @Test
    void reopensADeadCancellation() {
        shop.cancellation(7, 1, 1, "dead", null);

        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(recorded.cancellationId()).contains(7L);
        assertThat(shop.rows(
                        "SELECT id, cancellation_no, cancel_reason, state, attempts, next_attempt_at, created_at, updated_at"
                                + " FROM ylh_cancellation"))
                .containsExactly("7 | 1 | earlier | pending | 0 | 2026-03-08T02:30:00.123456 | 2026-02-01T08:00"
                        + " | 2026-03-08T02:30:00.123456");
    }

    @Test
    void reopensADeadCancellationThatMayHaveArrivedAsUnknown() {
        shop.cancellation(7, 1, 1, "dead", null);
        shop.execute("UPDATE ylh_cancellation SET maybe_applied = TRUE WHERE id = 7");

        transaction.write(entry(order(1)));

        assertThat(shop.rows("SELECT state, attempts FROM ylh_cancellation")).containsExactly("unknown | 0");
    }

    @Test
    void countsTheNextCancellationAfterARefusal() {
        shop.cancellation(7, 1, 1, "compensated", null);
        shop.cancellation(8, 2, 5, "rejected", null);

        Cancelled recorded = (Cancelled) transaction.write(entry(order(1)));

        assertThat(shop.rows("SELECT cancellation_no FROM ylh_cancellation WHERE id = "
                        + recorded.cancellationId().orElseThrow()))
                .containsExactly("2");
        assertThat(shop.rows("SELECT DISTINCT cancellation_no FROM ylh_stock_ledger"))
                .containsExactly("2");
    }

    @Test
    void givesTheStockBackAgainUnderANumberOfItsOwn() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET status = 'paid' WHERE id = 1", "UPDATE products SET stock = 10 WHERE id = 1");

        transaction.write(entry(order(1)));

        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(15);
        assertThat(shop.rows(
                        "SELECT line_key, cancellation_no FROM ylh_stock_ledger ORDER BY line_key, cancellation_no"))
                .containsExactly("11 | 1", "11 | 2", "12 | 1", "12 | 2", "14 | 1", "14 | 2");
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_cancellation")).isEqualTo(1);
    }

    @Test
    void countsCancellationsOfAnOrderThatYlhNeverHeardOf() {
        shop.execute("UPDATE orders SET haier_so_id = NULL WHERE id = 1");
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET status = 'pending' WHERE id = 1");

        transaction.write(entry(order(1)));

        assertThat(shop.rows("SELECT DISTINCT cancellation_no FROM ylh_stock_ledger ORDER BY cancellation_no"))
                .containsExactly("1", "2");
    }
}
