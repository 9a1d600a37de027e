package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.store.SweepTransaction.Refused;
import io.github.ylhcancel.store.SweepTransaction.Result;
import io.github.ylhcancel.store.SweepTransaction.Swept;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A chunk that cannot be written whole is not written at all, and orders that were cancelled before are told apart. */
abstract class SweepRefusalContract extends SweepContract {
    private void three() {
        pending(1, 1);
        shop.order(2, "PO2", "pending", "SO2", LONG_AGO);
        shop.line(21, 2, 1, null, 2);
        shop.line(22, 2, 2, 1L, 1);
        pending(3, 1);
    }

    private String refused(Long... ids) {
        Map<String, List<String>> before = shop.everything();

        Result result = sweep.cancel(List.of(ids), NOW);

        assertThat(result).isInstanceOf(Refused.class);
        assertThat(shop.everything()).isEqualTo(before);
        String why = why((Refused) result);
        assertThat(why).isNotBlank().doesNotContain("\n");
        return why;
    }

    /** One rule for each table that is written, so that each of the statements fails in turn. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE orders ADD CONSTRAINT house_rule CHECK (order_number <> 'PO2' OR status <> 'cancelled')",
                "ALTER TABLE order_status_history ADD CONSTRAINT house_rule CHECK (order_id <> 2)",
                "ALTER TABLE products ADD CONSTRAINT house_rule CHECK (name <> '冰箱 A-1' OR stock < 11)",
                "ALTER TABLE product_skus ADD CONSTRAINT house_rule CHECK (sku_code <> 'B-2-WHITE' OR stock < 22)",
                "ALTER TABLE inventory_log ADD CONSTRAINT house_rule CHECK (sku_id IS NULL)",
                "ALTER TABLE ylh_stock_release ADD CONSTRAINT house_rule CHECK (line_id <> 22)",
                "ALTER TABLE ylh_cancellation ADD CONSTRAINT house_rule CHECK (so_id <> 'SO2')",
                "UPDATE products SET stock = 2147483646 WHERE id = 1",
            })
    void writesNothingWhenTheDatabaseRefusesARow(String rule) {
        three();
        shop.execute(rule);

        assertThat(refused(1L, 2L, 3L)).startsWith("the database refused it");
        assertThat(refused(2L)).startsWith("the database refused it");
    }

    @Test
    void writesNothingWhenAProductIsGone() {
        three();
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM products WHERE id = 1");

        assertThat(refused(1L, 2L, 3L)).contains("1");
    }

    @Test
    void writesNothingWhenAnSkuIsGone() {
        three();
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM product_skus WHERE id = 1");

        assertThat(refused(1L, 2L, 3L)).contains("SKU");
        assertThat(((Swept) sweep.cancel(List.of(1L, 3L), NOW)).cancelled()).isEqualTo(2);
    }

    @Test
    void writesNothingWhenItDiesBeforeTheCommit() {
        three();
        Map<String, List<String>> before = shop.everything();
        List<String> seen = new ArrayList<>();
        SweepTransaction dying = sweep(RULES, checkpoint -> {
            seen.add(checkpoint + " " + shop.rows("SELECT status FROM orders WHERE id = 2"));
            throw new IllegalStateException("killed");
        });

        assertThatThrownBy(() -> dying.cancel(List.of(1L, 2L, 3L), NOW)).hasMessage("killed");

        assertThat(seen).containsExactly(Checkpoint.BEFORE_COMMIT + " [pending]");
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(swept(1L, 2L, 3L).cancelled()).isEqualTo(3);
    }

    /** Cancelled, told, refused by YLH and put back. */
    private void cancelledBefore(String state) {
        three();
        shop.cancellation(900, 2, 1, state, null);
        shop.execute("INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, quantity, released_at)"
                + " VALUES (2, 21, 1, 1, 2, '2026-03-01 00:00:00')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compensated", "rejected"})
    void anOrderThatWasCancelledBeforeBreaksItsChunkAndGoesThroughAlone(String state) {
        cancelledBefore(state);

        refused(1L, 2L, 3L);
        Swept alone = swept(2L);

        assertThat(alone.cancelled()).isEqualTo(1);
        assertThat(alone.units()).isEqualTo(3);
        assertThat(alone.queued()).isEqualTo(1);
        assertThat(shop.rows("SELECT cycle, state FROM ylh_cancellation ORDER BY cycle"))
                .containsExactly("1 | " + state, "2 | pending");
        assertThat(shop.rows("SELECT line_id, cycle, quantity FROM ylh_stock_release ORDER BY cycle, line_id"))
                .containsExactly("21 | 1 | 2", "21 | 2 | 2", "22 | 2 | 1");
        assertThat(shop.rows("SELECT stock FROM products WHERE id = 1")).containsExactly("12");
    }

    /** Its lines are others now, so no key is broken: what it got back then must not be added to the stock once more. */
    @Test
    void whatAnOrderGotBackBeforeIsNotGivenBackAgainWithItsChunk() {
        pending(1, 1);
        pending(2, 5);
        shop.execute("INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, quantity, released_at)"
                + " VALUES (2, 29, 1, 1, 4, '2026-03-01 00:00:00')");

        refused(1L, 2L);

        assertThat(swept(2L).units()).isEqualTo(5);
        assertThat(swept(1L).units()).isEqualTo(1);
        assertThat(shop.rows("SELECT stock FROM products WHERE id = 1")).containsExactly("16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "sending", "unknown", "accepted", "confirmed", "partial"})
    void whatYlhHasHeardOfIsNotToldTwice(String state) {
        cancelledBefore(state);

        Swept alone = swept(2L);

        assertThat(alone.cancelled()).isEqualTo(1);
        assertThat(alone.queued()).isZero();
        assertThat(shop.rows("SELECT cycle, state, next_attempt_at FROM ylh_cancellation"))
                .containsExactly("1 | " + state + " | null");
    }

    @ParameterizedTest
    @CsvSource({"FALSE, pending", "TRUE, unknown"})
    void whatYlhWasNeverToldBecauseItsAttemptsWereUsedUpIsToldNow(String maybeApplied, String reopened) {
        cancelledBefore("dead");
        shop.execute("UPDATE ylh_cancellation SET attempts = 20, maybe_applied = " + maybeApplied);

        Swept alone = swept(2L);

        assertThat(alone.queued()).isEqualTo(1);
        assertThat(shop.rows("SELECT cycle, state, attempts, next_attempt_at, cancel_reason FROM ylh_cancellation"))
                .containsExactly("1 | " + reopened + " | 0 | 2026-03-08T02:30:00.123456 | earlier");
    }

    @Test
    void anotherSoIdThanBeforeIsTold() {
        cancelledBefore("accepted");
        shop.execute("UPDATE orders SET haier_so_id = 'SO2-NEW' WHERE id = 2");

        assertThat(swept(2L).queued()).isEqualTo(1);

        assertThat(shop.rows("SELECT cycle, so_id, state FROM ylh_cancellation ORDER BY cycle"))
                .containsExactly("1 | SO2 | accepted", "2 | SO2-NEW | pending");
    }
}
