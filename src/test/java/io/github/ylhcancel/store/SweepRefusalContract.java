package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.store.Cancelling.Swept;
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
        shop.line(21, 2, 2, null, 2);
        shop.line(22, 2, 2, 1L, 1);
        pending(3, 1);
    }

    /** Of the orders only the one is refused, and nothing of it is written; answers why. */
    private String refusedAlone(long one, Long... ids) {
        Swept swept = swept(ids);

        assertThat(swept.left()).extracting(SkippedOrder::id).containsExactly(key(one));
        assertThat(swept.cancelled()).isEqualTo(ids.length - 1);
        assertThat(shop.rows("SELECT status FROM orders WHERE id = " + one)).containsExactly("pending");
        for (String table : List.of("order_status_history", "inventory_log", "ylh_cancellation")) {
            assertThat(shop.number("SELECT COUNT(*) FROM " + table + " WHERE order_id = " + one))
                    .as(table)
                    .isZero();
        }
        for (String table : List.of("ylh_stock_ledger", "ylh_transition")) {
            assertThat(shop.number("SELECT COUNT(*) FROM " + table + " WHERE order_key = " + one))
                    .as(table)
                    .isZero();
        }
        String why = english(swept.left().get(0).cause());
        assertThat(why).isNotBlank().doesNotContain("\n");
        return why;
    }

    /** One rule for each table that is written, so that each of the statements fails in turn. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE orders ADD CONSTRAINT house_rule CHECK (order_number <> 'PO2' OR status <> 'cancelled')",
                "ALTER TABLE order_status_history ADD CONSTRAINT house_rule CHECK (order_id <> 2)",
                "ALTER TABLE products ADD CONSTRAINT house_rule CHECK (name <> '洗衣机 B-2' OR stock < 22)",
                "ALTER TABLE product_skus ADD CONSTRAINT house_rule CHECK (sku_code <> 'B-2-WHITE' OR stock < 22)",
                "ALTER TABLE inventory_log ADD CONSTRAINT house_rule CHECK (sku_id IS NULL)",
                "ALTER TABLE ylh_stock_ledger ADD CONSTRAINT house_rule CHECK (line_key <> 22)",
                "ALTER TABLE ylh_cancellation ADD CONSTRAINT house_rule CHECK (so_id <> 'SO2')",
                "UPDATE products SET stock = 2147483646 WHERE id = 2",
            })
    void writesNothingWhenTheDatabaseRefusesARow(String rule) {
        three();
        shop.execute(rule);

        assertThat(refusedAlone(2L, 2L)).startsWith("the database refused it");
        assertThat(refusedAlone(2L, 1L, 2L, 3L)).startsWith("the database refused it");
    }

    @Test
    void writesNothingWhenAProductIsGone() {
        pending(1, 1);
        shop.order(2, "PO2", "pending", "SO2", LONG_AGO);
        shop.line(21, 2, 2, null, 2);
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM products WHERE id = 2");

        assertThat(refusedAlone(2L, 1L, 2L)).contains("product 2 is not there");
    }

    @Test
    void writesNothingWhenAnSkuIsGone() {
        three();
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM product_skus WHERE id = 1");

        assertThat(refusedAlone(2L, 1L, 2L, 3L)).contains("SKU 1 is not there");
    }

    @Test
    void writesNothingWhenItDiesBeforeTheCommit() {
        three();
        Map<String, List<String>> before = shop.everything();
        List<String> seen = new ArrayList<>();
        Cancelling dying = sweep(checkpoint -> {
            seen.add(checkpoint + " " + shop.rows("SELECT status FROM orders WHERE id = 2"));
            throw new IllegalStateException("killed");
        });

        assertThatThrownBy(() -> dying.sweep(List.of(1L, 2L, 3L), REQUEST, NOW)).hasMessage("killed");

        assertThat(seen).containsExactly(Checkpoint.BEFORE_COMMIT + " [pending]");
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(swept(1L, 2L, 3L).cancelled()).isEqualTo(3);
    }

    /** A line of an order gave so many units of product 1 back with its first cancellation. */
    private void released(long order, long line, int quantity) {
        shop.execute(
                "INSERT INTO ylh_stock_ledger (order_key, line_kind, line_key, cancellation_no, direction, product_key,"
                        + " stock_kind, stock_key, location, stock_column, quantity, sold, created_at) VALUES (" + order
                        + ", 'item', "
                        + line + ", 1, 'release', 1, 'product', 1, '', 'stock', " + quantity
                        + ", 0, '2026-03-01 00:00:00')");
    }

    /** Cancelled, told, refused by YLH and put back. */
    private void cancelledBefore(String state) {
        three();
        shop.cancellation(900, 2, 1, state, null);
        released(2, 21, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compensated", "rejected"})
    void anOrderThatWasCancelledBeforeGoesThroughWithTheOthers(String state) {
        cancelledBefore(state);

        Swept swept = swept(1L, 2L, 3L);

        assertThat(swept.cancelled()).isEqualTo(3);
        assertThat(swept.units()).isEqualTo(5);
        assertThat(swept.queued()).isEqualTo(1);
        assertThat(shop.rows("SELECT cancellation_no, state FROM ylh_cancellation ORDER BY cancellation_no"))
                .containsExactly("1 | " + state, "2 | pending");
        assertThat(
                        shop.rows(
                                "SELECT line_key, cancellation_no, quantity FROM ylh_stock_ledger WHERE order_key = 2 ORDER BY cancellation_no, line_key"))
                .containsExactly("21 | 1 | 2", "21 | 2 | 2", "22 | 2 | 1");
        assertThat(shop.rows("SELECT stock FROM products WHERE id = 1")).containsExactly("12");
    }

    /** Its lines are others now, so no key is broken: what it got back then must not be added to the stock once more. */
    @Test
    void whatAnOrderGotBackBeforeIsNotGivenBackAgainWithItsChunk() {
        pending(1, 1);
        pending(2, 5);
        shop.transition(2, 1, null);
        released(2, 29, 4);

        assertThat(swept(1L, 2L).units()).isEqualTo(6);
        assertThat(shop.rows("SELECT stock FROM products WHERE id = 1")).containsExactly("16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "sending", "unknown", "accepted", "confirmed", "partial"})
    void whatYlhHasHeardOfIsNotToldTwice(String state) {
        cancelledBefore(state);

        Swept alone = swept(2L);

        assertThat(alone.cancelled()).isEqualTo(1);
        assertThat(alone.queued()).isZero();
        assertThat(shop.rows("SELECT cancellation_no, state, next_attempt_at FROM ylh_cancellation"))
                .containsExactly("1 | " + state + " | null");
    }

    @ParameterizedTest
    @CsvSource({"FALSE, pending", "TRUE, unknown"})
    void whatYlhWasNeverToldBecauseItsAttemptsWereUsedUpIsToldNow(String maybeApplied, String reopened) {
        cancelledBefore("dead");
        shop.execute("UPDATE ylh_cancellation SET attempts = 20, maybe_applied = " + maybeApplied);

        Swept alone = swept(2L);

        assertThat(alone.queued()).isEqualTo(1);
        assertThat(
                        shop.rows(
                                "SELECT cancellation_no, state, attempts, next_attempt_at, cancel_reason FROM ylh_cancellation"))
                .containsExactly("1 | " + reopened + " | 0 | 2026-03-08T02:30:00.123456 | earlier");
    }

    @Test
    void anotherSoIdThanBeforeIsTold() {
        cancelledBefore("accepted");
        shop.execute("UPDATE orders SET haier_so_id = 'SO2-NEW' WHERE id = 2");

        assertThat(swept(2L).queued()).isEqualTo(1);

        assertThat(shop.rows("SELECT cancellation_no, so_id, state FROM ylh_cancellation ORDER BY cancellation_no"))
                .containsExactly("1 | SO2 | accepted", "2 | SO2-NEW | pending");
    }
}
