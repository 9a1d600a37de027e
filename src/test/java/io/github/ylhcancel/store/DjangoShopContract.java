package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Keys.keys;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.LineKey;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.domain.TimelineEvent.StatusChanged;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.schema.ShopSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one must know of the specification's own shop, each with its test; its families have a contract of their own. */
abstract class DjangoShopContract extends DjangoContract {
    private static final String UNTOUCHED = "100 110 120 200 300";

    @Test
    void releasesByItemAndLeavesTheOrdersOwnProductAlone() {
        shop.order(1, "pending", "product_id", 2, "quantity", 50);
        shop.item(1, 1, 1, null, 2);
        shop.item(2, 1, 1, null, 3);

        assertThat(cancel("PO1").outcome()).isEqualTo(Outcome.CANCELLED);

        assertThat(stocks()).isEqualTo("105 110 120 200 300");
        assertThat(
                        rows(
                                "SELECT line_key, product_key, stock_kind, stock_key, quantity FROM ylh_stock_ledger ORDER BY line_key"))
                .containsExactly("1 | 1 | product | 1 | 2", "2 | 1 | product | 1 | 3");
    }

    @Test
    void releasesTheOwnProductOfAnOrderWithoutItems() {
        shop.order(1, "pending", "product_id", 2, "quantity", 50);

        CancelResult result = cancel("PO1");

        assertThat(result.released()).extracting(StockRelease::quantity).containsExactly(50);
        assertThat(stocks()).isEqualTo("100 110 120 250 300");
        assertThat(rows("SELECT line_kind, line_key, stock_kind, stock_key, quantity FROM ylh_stock_ledger"))
                .containsExactly("order | 1 | product | 2 | 50");
        assertThat(new Orders(database, schema).lines(keys(1)).get(key(1)))
                .containsExactly(new OrderLine(
                        LineKey.order(key(1)), Optional.of(key(2)), "Product 2", Optional.empty(), "", 50, true));
    }

    @Test
    void anOrderWithoutItemsAndWithoutAProductReleasesNothing() {
        shop.order(1, "pending", "quantity", 50);
        shop.order(2, "pending", "product_id", 2, "quantity", 0);
        shop.order(3, "pending", "product_id", 3, "quantity", 50);

        assertThat(List.of(cancel("PO1"), cancel("PO2"), cancel("PO3")))
                .extracting(CancelResult::outcome)
                .containsOnly(Outcome.CANCELLED);

        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(rows("SELECT id FROM catalog_inventorylog")).isEmpty();
    }

    @Test
    void anItemWithASkuChangesTheStockOfTheSkuOnly() {
        shop.order(1, "pending");
        shop.item(1, 1, 1, 12L, 5);
        shop.item(2, 1, 2, null, 1);

        cancel("PO1");

        assertThat(stocks()).isEqualTo("100 110 125 201 300");
    }

    @Test
    void neverReleasesTheSuppliersStock() {
        shop.order(1, "pending", "product_id", 3, "quantity", 9);
        shop.item(1, 1, 3, null, 9);

        CancelResult result = cancel("PO1");

        assertThat(result.released()).isEmpty();
        assertThat(result.untouched()).extracting(OrderLine::quantity).containsExactly(9);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    @Test
    void writesWhatTheShopItselfShouldHaveWritten() {
        shop.order(1, "pending");
        shop.item(1, 1, 1, 11L, 4);

        cancel("PO1");

        Order order = order("PO1");
        assertThat(order.status().word()).isEqualTo("cancelled");
        assertThat(order.cancelReason()).contains(REASON);
        assertThat(order.cancelledAt()).contains(StoreContract.NOW);
        assertThat(order.updatedAt()).isEqualTo(StoreContract.NOW);
        assertThat(order.createdAt()).isEqualTo(StoreContract.LONG_AGO);
        assertThat(rows("SELECT order_id, from_status, to_status, operator_id, note FROM orders_orderstatushistory"))
                .containsExactly("1 | pending | cancelled | null | [kefu] 超时未支付 [run " + StoreContract.RUN + "]");
        assertThat(
                        rows(
                                "SELECT product_id, sku_id, change_type, quantity, reason, created_by_id FROM catalog_inventorylog"))
                .containsExactly("1 | 11 | release | 4 | order_cancelled | null");
        assertThat(new Timeline(database, schema).of(order))
                .filteredOn(StatusChanged.class::isInstance)
                .containsExactly(new StatusChanged(
                        StoreContract.NOW,
                        "pending",
                        "cancelled",
                        "",
                        Optional.empty(),
                        "[kefu] 超时未支付 [run " + StoreContract.RUN + "]"));
    }

    @Test
    void anOperatorWhomTheShopKnowsStandsInTheHistoryAsItsUser() {
        shop.order(1, "pending");

        cancel("PO1", "zhang");

        assertThat(rows("SELECT operator_id, note FROM orders_orderstatushistory"))
                .containsExactly("17 | 超时未支付 [run " + StoreContract.RUN + "]");
        assertThat(new Timeline(database, schema).of(order("PO1")))
                .filteredOn(StatusChanged.class::isInstance)
                .extracting(event -> ((StatusChanged) event).operator())
                .containsExactly("zhang");
        assertThat(new Timeline(database, ShopSchema.of("django", Map.of())).of(order("PO1")))
                .filteredOn(StatusChanged.class::isInstance)
                .extracting(event -> ((StatusChanged) event).operator())
                .containsExactly("#17");
    }

    /** On PostgreSQL the shop's foreign keys are checked when the transaction is committed. */
    @Test
    void anOperatorMappedToAUserWhoIsNotThereFailsTheOrderAndWritesNothing() {
        shop.order(1, "pending");
        shop.item(1, 1, 1, null, 2);

        CancelResult result = cancel("PO1", "nobody");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(order("PO1").status().word()).isEqualTo("pending");
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    @Test
    void aNoteIsCutToItsColumnAndItsRunStays() {
        shop.rows().execute(narrowNote(40));
        shop.order(1, "pending");

        assertThat(cancel("PO1", "a-rather-long-name").outcome()).isEqualTo(Outcome.CANCELLED);

        assertThat(rows("SELECT note FROM orders_orderstatushistory"))
                .containsExactly("[a-rather-… [run " + StoreContract.RUN + "]");
    }

    @Test
    void whereNotEvenTheRunFitsTheNoteBeginsAsItShould() {
        shop.rows().execute(narrowNote(29));
        shop.order(1, "pending");

        assertThat(cancel("PO1", "a-rather-long-name").outcome()).isEqualTo(Outcome.CANCELLED);

        assertThat(rows("SELECT note FROM orders_orderstatushistory")).containsExactly("[a-rather-long-name] 超时未支付");
    }

    private String narrowNote(int length) {
        return switch (address.dialect().folder()) {
            case "mariadb" -> "ALTER TABLE orders_orderstatushistory MODIFY note varchar(" + length + ") NOT NULL";
            case "postgresql" -> "ALTER TABLE orders_orderstatushistory ALTER COLUMN note TYPE varchar(" + length + ")";
            default -> "ALTER TABLE orders_orderstatushistory ALTER COLUMN note VARCHAR(" + length + ") NOT NULL";
        };
    }

    @Test
    void cancellingAPaidOrderTakesEverythingOffItsSales() {
        shop.order(1, "paid", "product_id", 2, "quantity", 7);
        shop.item(1, 1, 1, 11L, 1);
        shop.item(2, 1, 1, null, 2);
        shop.item(3, 1, 3, null, 4);
        shop.item(4, 1, 3, null, 5);

        cancel("PO1");

        assertThat(sales()).isEqualTo("7 20 21");
        assertThat(stocks()).isEqualTo("102 111 120 200 300");
    }

    @Test
    void salesAreNeverLessThanNone() {
        shop.order(1, "paid", "product_id", 2, "quantity", 21);
        shop.order(2, "paid");
        shop.item(1, 2, 3, null, 31);

        cancel("PO1");
        cancel("PO2");

        assertThat(sales()).isEqualTo("10 0 0");
    }

    @Test
    void cancellingAPendingOrderLeavesTheSalesAlone() {
        shop.order(1, "pending");
        shop.item(1, 1, 1, null, 2);

        cancel("PO1");

        assertThat(sales()).isEqualTo("10 20 30");
    }

    @ParameterizedTest
    @ValueSource(strings = {"returning", "refunding"})
    void wordsBeyondTheSpecificationAreReadAndShownAndLeftAlone(String word) {
        shop.order(1, word);
        shop.item(1, 1, 1, null, 2);

        assertThat(order("PO1").status()).isEqualTo(new StoredStatus(word, Optional.empty()));
        assertThat(new Orders(database, schema).counts())
                .containsEntry(word, 1L)
                .containsEntry("pending", 0L);
        assertThat(inspection().standing(order("PO1")).next()).isEmpty();
        assertThat(preview("PO1").outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(cancel("PO1").outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(order("PO1").status().word()).isEqualTo(word);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    @Test
    void blankColumnsThatCannotBeNullAreReadAsNothing() {
        shop.order(1, "paid", "haier_so_id", "");

        Order order = order("PO1");

        assertThat(order.soId()).isEmpty();
        assertThat(order.cancelReason()).isEmpty();
        assertThat(order.supplierOrderNumber()).isEmpty();
        assertThat(order.supplierStatus()).isEmpty();
        assertThat(order.supplierFailure()).isEmpty();
    }

    @Test
    void anOrderThatTheShopItselfHasAskedYlhToCancelIsReadAsSuch() {
        shop.order(1, "paid", "haier_status", "cancel_pending");
        shop.order(2, "paid", "haier_status", "cancel_failed");

        assertThat(order("PO1").toldByShop()).isTrue();
        assertThat(order("PO1").leftToShop()).contains(Message.of("order.told-by-shop", "cancel_pending"));
        assertThat(order("PO2").toldByShop()).isFalse();
        assertThat(order("PO2").leftToShop()).isEmpty();
    }

    @Test
    void theSupplierIsToldOfAnOrderThatItKnows() {
        shop.order(1, "paid", "haier_so_id", "SO-77");

        assertThat(cancel("PO1").sync().word()).isEqualTo("pending");

        assertThat(rows("SELECT so_id, cancel_reason, from_status FROM ylh_cancellation"))
                .containsExactly("SO-77 | 超时未支付 | paid");
        assertThat(new Orders(database, schema).find("SO-77", LookupBy.AUTO)).hasSize(1);
    }

    @Test
    void aPreviewSaysTheSameAndWritesNothing() {
        shop.order(1, "paid", "product_id", 2, "quantity", 5);

        CancelResult preview = preview("PO1");

        assertThat(preview.outcome()).isEqualTo(Outcome.WOULD_CANCEL);
        assertThat(preview.released()).extracting(StockRelease::quantity).containsExactly(5);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(sales()).isEqualTo("10 20 30");
        assertThat(preview.released()).isEqualTo(cancel("PO1").released());
    }

    @Test
    void twoCancellationsOfOneOrderGiveTheStockBackOnce() {
        shop.order(1, "pending");
        shop.item(1, 1, 1, null, 2);

        cancel("PO1");

        CancelResult again = cancel("PO1");
        assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_CANCELLED);
        assertThat(again.message().map(message -> english(message))).contains("it was cancelled before");
        assertThat(stocks()).isEqualTo("102 110 120 200 300");
    }

    private Inspection inspection() {
        return new Inspection(
                new Orders(database, schema),
                new Cancellations(database),
                new UntoldOrders(database, schema),
                new Callbacks(database, StoreContract.RUN),
                () -> new Timeline(database, schema));
    }
}
