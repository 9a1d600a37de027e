package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Recorded;
import io.github.ylhcancel.store.CancelTransaction.Result;
import io.github.ylhcancel.store.CancelTransaction.RowRefused;
import io.github.ylhcancel.store.CancelTransaction.StockRowMissing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order that cannot be cancelled completely is left exactly as it was. */
abstract class CancelRefusalContract extends OneOrderContract {
    @Test
    void writesNothingWhenAnSkuIsGone() {
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM product_skus WHERE id = 1");

        Result result = writeInVain(entry(order(1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        StockRowMissing.class,
                        missing -> assertThat(missing.line().id()).isEqualTo(12));
    }

    @Test
    void writesNothingWhenAProductIsGone() {
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM products WHERE id = 1");

        Result result = writeInVain(entry(order(1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        StockRowMissing.class,
                        missing -> assertThat(missing.line().id()).isEqualTo(11));
    }

    /** One rule for each table that is written, so that each of the statements fails in turn. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE orders ADD CONSTRAINT house_rule CHECK (order_number <> 'PO1' OR status <> 'cancelled')",
                "ALTER TABLE order_status_history ADD CONSTRAINT house_rule CHECK (operator <> 'kefu')",
                "ALTER TABLE products ADD CONSTRAINT house_rule CHECK (name <> '冰箱 A-1' OR stock < 15)",
                "ALTER TABLE product_skus ADD CONSTRAINT house_rule CHECK (sku_code <> 'B-2-WHITE' OR stock < 22)",
                "ALTER TABLE inventory_log ADD CONSTRAINT house_rule CHECK (sku_id IS NULL)",
                "ALTER TABLE ylh_stock_release ADD CONSTRAINT house_rule CHECK (line_id <> 14)",
                "ALTER TABLE ylh_cancellation ADD CONSTRAINT house_rule CHECK (so_id <> 'SO1')",
                "UPDATE products SET stock = 2147483645 WHERE id = 1",
                "CREATE UNIQUE INDEX house_rule ON orders (cancel_reason)|UPDATE orders SET cancel_reason = '客户要求取消' WHERE id = 2",
            })
    void writesNothingWhenTheDatabaseRefusesARow(String rule) {
        shop.execute(rule.split("\\|"));

        Result result = writeInVain(entry(order(1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        RowRefused.class,
                        refused -> assertThat(refused.why()).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void writesNothingWhenTheLedgerHasTheLine() {
        shop.execute(
                "INSERT INTO ylh_stock_release (order_id, line_id, cycle, product_id, quantity, released_at)"
                        + " VALUES (1, 14, 1, 1, 3, '2026-03-01 00:00:00')",
                "CREATE UNIQUE INDEX house_rule ON ylh_stock_release (order_id, line_id)");

        assertThat(writeInVain(entry(order(1)))).isInstanceOf(RowRefused.class);
    }

    @Test
    void writesNothingWhenTheLinesAddUpToMoreThanAStockHolds() {
        shop.line(99, 1, 1, null, Integer.MAX_VALUE);

        assertThat(writeInVain(entry(order(1)))).isInstanceOf(RowRefused.class);
    }

    @Test
    void writesNothingWhenAValueDoesNotFit() {
        Order order = order(1);
        CancellationRequest request = new CancellationRequest("SO1", REASON, "S".repeat(65), CANCELLED_AT);

        Result result = writeInVain(
                new Entry(order, REASON, CANCELLED_AT, "kefu", "note", Optional.of(request), Optional.empty(), NOW));

        assertThat(result).isInstanceOf(RowRefused.class);
    }

    @Test
    void cancelsTheNextOrderAfterARefusedOne() {
        shop.execute("UPDATE products SET stock = 2147483645 WHERE id = 1");
        writeInVain(entry(order(1)));

        assertThat(transaction.write(entry(order(2)))).isInstanceOf(Recorded.class);
    }

    private Result writeInVain(Entry entry) {
        Map<String, List<String>> before = shop.everything();
        Result result = transaction.write(entry);
        assertThat(shop.everything()).isEqualTo(before);
        return result;
    }
}
