package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Cancelling.Swept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A shop whose stock tables have several rows of one key, such as one for each warehouse. Order 3 has something of product 2, which has
 * two rows, and order 4 of SKU 1, which has two, too.
 */
abstract class SeveralRowsContract extends SetsContract {
    private static final String PRODUCT =
            "product 2 has several rows in the table of products, so nobody can say to which its stock goes back; the order was left as it was";
    private static final String SKU =
            "SKU 1 has several rows in the table of SKUs, so nobody can say to which its stock goes back; the order was left as it was";

    @BeforeEach
    void fillWarehouses() {
        pending(1, 5);
        shop.execute(
                "CREATE TABLE warehouse AS SELECT * FROM products",
                "CREATE TABLE sku_warehouse AS SELECT * FROM product_skus",
                "INSERT INTO warehouse SELECT * FROM products WHERE id = 2",
                "UPDATE warehouse SET stock_source = 'own' WHERE id = 2",
                "INSERT INTO sku_warehouse SELECT * FROM product_skus WHERE id = 1",
                "UPDATE order_items SET product_id = 2 WHERE order_id = 3",
                "UPDATE order_items SET product_id = 2, sku_id = 1 WHERE order_id = 4");
    }

    private static ShopSchema warehouses(boolean withSource) {
        Map<String, String> names = new HashMap<>(Map.of("products.table", "warehouse", "skus.table", "sku_warehouse"));
        if (!withSource) {
            names.put("products.stock_source", "");
        }
        return OtherSchemas.with(names);
    }

    private List<String> stocks() {
        List<String> all = new ArrayList<>(rows("SELECT stock FROM warehouse ORDER BY id, stock"));
        all.addAll(rows("SELECT stock FROM sku_warehouse ORDER BY id, stock"));
        return all;
    }

    private void assertNothingIsWrittenOf(int order) {
        for (String table : List.of("order_status_history", "inventory_log", "ylh_cancellation")) {
            assertThat(rows("SELECT order_id FROM " + table + " WHERE order_id = " + order))
                    .as(table)
                    .isEmpty();
        }
        for (String table : List.of("ylh_stock_ledger", "ylh_transition")) {
            assertThat(rows("SELECT order_key FROM " + table + " WHERE order_key = " + order))
                    .as(table)
                    .isEmpty();
        }
        assertThat(rows("SELECT status FROM orders WHERE id = " + order)).containsExactly("pending");
    }

    @ParameterizedTest
    @CsvSource({"3, true", "3, false", "4, true", "4, false"})
    void anOrderAloneFailsByName(int order, boolean withSource) {
        List<String> before = stocks();

        CancelResult result =
                cancelling(warehouses(withSource)).cancel(numbers(order, order)).get(0);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(english(result.message())).isEqualTo(order == 3 ? PRODUCT : SKU);
        assertThat(stocks()).isEqualTo(before);
        assertNothingIsWrittenOf(order);
    }

    @Test
    void inASetItCostsNoOther() {
        List<CancelResult> results = cancelling(warehouses(false)).cancel(numbers(1, 5));

        assertThat(outcomes(results))
                .containsExactly(
                        Outcome.CANCELLED, Outcome.CANCELLED, Outcome.FAILED, Outcome.FAILED, Outcome.CANCELLED);
        assertThat(stocks()).containsExactly("1003", "2000", "2000", "3000", "100", "100", "200");
        assertNothingIsWrittenOf(3);
        assertNothingIsWrittenOf(4);
    }

    /** Nothing goes back to the product of order 4: only its SKU has to be the only one. */
    @Test
    void aSkuThatIsTheOnlyOneGetsItsStockBackWhateverItsProduct() {
        shop.execute(
                "DELETE FROM sku_warehouse WHERE id = 1",
                "INSERT INTO sku_warehouse SELECT * FROM product_skus WHERE id = 1");

        CancelResult preview =
                cancelling(warehouses(true)).preview(numbers(4, 4)).get(0);
        CancelResult result = cancelling(warehouses(true)).cancel(numbers(4, 4)).get(0);

        assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.units()).isEqualTo(1);
        assertThat(preview.units()).isEqualTo(1);
        assertThat(stocks()).containsExactly("1000", "2000", "2000", "3000", "101", "200");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aSweepFailsItByNameToo(boolean withSource) {
        Swept swept = new Cancelling(database, warehouses(withSource), false, checkpoint -> {})
                .sweep(
                        List.of(1L, 2L, 3L, 5L),
                        Cancelling.unpaid("超时未支付", Optional.empty(), "cron", Optional.of("TEST")),
                        NOW);

        assertThat(swept.cancelled()).isEqualTo(3);
        assertThat(swept.units()).isEqualTo(3);
        assertThat(swept.left()).singleElement().satisfies(left -> {
            assertThat(left.id()).isEqualTo(key(3));
            assertThat(english(left.cause())).isEqualTo(PRODUCT);
        });
        assertThat(stocks()).containsExactly("1003", "2000", "2000", "3000", "100", "100", "200");
        assertNothingIsWrittenOf(3);
    }
}
