package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelAnswer.Failed;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order that cannot be cancelled completely is left exactly as it was. */
abstract class CancelRefusalContract extends OneOrderContract {
    @Test
    void writesNothingWhenAnSkuIsGone() {
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM product_skus WHERE id = 1");

        CancelAnswer result = writeInVain(entry(order(1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(english(failed.why()))
                                .isEqualTo("there is no stock row for 洗衣机 B-2, so nothing of it was written"));
    }

    @Test
    void writesNothingWhenAProductIsGone() {
        shop.execute(databases.ignoreForeignKeys(), "DELETE FROM products WHERE id = 1");

        CancelAnswer result = writeInVain(entry(order(1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(english(failed.why()))
                                .isEqualTo("there is no stock row for #1, so nothing of it was written"));
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
                "ALTER TABLE ylh_stock_ledger ADD CONSTRAINT house_rule CHECK (line_key <> 14)",
                "ALTER TABLE ylh_cancellation ADD CONSTRAINT house_rule CHECK (so_id <> 'SO1')",
                "UPDATE products SET stock = 2147483645 WHERE id = 1",
                "CREATE UNIQUE INDEX house_rule ON orders (cancel_reason)|UPDATE orders SET cancel_reason = '客户要求取消' WHERE id = 2",
            })
    void writesNothingWhenTheDatabaseRefusesARow(String rule) {
        shop.execute(rule.split("\\|"));

        CancelAnswer result = writeInVain(entry(order(1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(english(failed.why()))
                                .startsWith("the database refused it")
                                .doesNotContain("\n"));
    }

    @Test
    void writesNothingWhenTheLedgerHasTheLine() {
        shop.execute(
                "INSERT INTO ylh_stock_ledger (order_key, line_kind, line_key, cancellation_no, direction, product_key,"
                        + " stock_kind, stock_key, location, stock_column, quantity, sold, created_at)"
                        + " VALUES (1, 'item', 14, 1, 'release', 1, 'product', 1, '', 'stock', 3, 0, '2026-03-01 00:00:00')");

        assertThat(writeInVain(entry(order(1)))).isInstanceOf(Failed.class);
    }

    @Test
    void writesNothingWhenTheLinesAddUpToMoreThanAStockHolds() {
        shop.line(99, 1, 1, null, Integer.MAX_VALUE);

        assertThat(writeInVain(entry(order(1)))).isInstanceOf(Failed.class);
    }

    @Test
    void writesNothingWhenAValueDoesNotFit() {
        CancelAnswer result = writeInVain(entry(order(1), "S".repeat(65)));

        assertThat(result).isInstanceOf(Failed.class);
    }

    @Test
    void cancelsTheNextOrderAfterARefusedOne() {
        shop.execute("UPDATE products SET stock = 2147483645 WHERE id = 1");
        writeInVain(entry(order(1)));

        assertThat(transaction.write(entry(order(2)))).isInstanceOf(Cancelled.class);
    }

    private CancelAnswer writeInVain(Entry entry) {
        Map<String, List<String>> before = shop.everything();
        CancelAnswer result = transaction.write(entry);
        assertThat(shop.everything()).isEqualTo(before);
        return result;
    }
}
