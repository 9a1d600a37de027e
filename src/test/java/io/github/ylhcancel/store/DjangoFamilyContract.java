package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.StockRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A main order and its child with the same items, whose stock was taken once: it comes back once. */
abstract class DjangoFamilyContract extends DjangoContract {
    private static final String UNTOUCHED = "100 110 120 200 300";
    private static final String BACK = "107 110 122 200 300";
    private static final long SECONDS = 60;

    /** Order 1 is the main order, order 2 its child; both have 7 of product 1 and 2 of SKU 12. */
    private void family(String main, String child) {
        shop.order(1, main);
        shop.order(2, child, "parent_order_id", 1, "order_type", "local");
        items(1);
        items(2);
    }

    private void items(long orderId) {
        shop.item(orderId * 10 + 1, orderId, 1, null, 3);
        shop.item(orderId * 10 + 2, orderId, 1, null, 4);
        shop.item(orderId * 10 + 3, orderId, 1, 12L, 2);
    }

    @ParameterizedTest
    @CsvSource({"PO1, PO2", "PO2, PO1"})
    void whoeverIsCancelledFirstBringsTheStockBackAndTheOtherNothing(String first, String second) {
        family("pending", "pending");

        CancelResult brings = cancel(first);
        CancelResult follows = cancel(second);

        assertThat(stocks()).isEqualTo(BACK);
        assertThat(brings.units()).isEqualTo(9);
        assertThat(brings.message()).isEmpty();
        assertThat(follows.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(follows.released()).isEmpty();
        assertThat(sentence(follows)).isEqualTo("no stock comes back: that of its family is back already");
        assertThat(
                        rows(
                                "SELECT family_key, stock_kind, stock_key, released FROM ylh_family_release ORDER BY stock_kind"))
                .containsExactly("1 | product | 1 | 7", "1 | sku | 12 | 2");
        assertThat(rows("SELECT SUM(quantity) FROM ylh_stock_ledger")).containsExactly("9");
        assertThat(rows("SELECT SUM(quantity) FROM catalog_inventorylog")).containsExactly("9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid", "shipped", "completed", "returning"})
    void nothingComesBackWhileTheOtherStillNeedsTheGoods(String needing) {
        family("pending", needing);

        CancelResult result = cancel("PO1");

        assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.released()).isEmpty();
        assertThat(sentence(result))
                .isEqualTo("no stock comes back yet: PO2, an order of the same family, is " + needing
                        + "; its cancellation brings it back");
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(rows("SELECT family_key FROM ylh_family_release")).isEmpty();
        assertThat(rows("SELECT order_key FROM ylh_stock_ledger")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "cancelled", "refunded"})
    void otherStatesDoNotHoldItBack(String other) {
        family("pending", other);

        cancel("PO1");

        assertThat(stocks()).isEqualTo(BACK);
    }

    @Test
    void theOneThatNeededTheGoodsBringsTheStockBackLater() {
        family("paid", "paid");

        cancel("PO2");
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        CancelResult later = cancel("PO1");

        assertThat(later.units()).isEqualTo(9);
        assertThat(stocks()).isEqualTo(BACK);
    }

    @Test
    void aLaterMemberBringsWhatIsLeft() {
        family("pending", "pending");
        shop.item(14, 1, 2, null, 5);

        assertThat(cancel("PO2").units()).isEqualTo(9);
        CancelResult main = cancel("PO1");

        assertThat(main.units()).isEqualTo(5);
        assertThat(sentence(main))
                .isEqualTo("some of the stock of its family is back already; only the rest comes with this order");
        assertThat(stocks()).isEqualTo("107 110 122 205 300");
    }

    @Test
    void theLedgerSaysWhatOfEachLineCameBack() {
        family("pending", "pending");
        shop.rows().execute("DELETE FROM orders_orderitem WHERE id IN (22, 23)");

        cancel("PO2");
        cancel("PO1");

        assertThat(rows("SELECT order_key, line_key, quantity FROM ylh_stock_ledger ORDER BY order_key, line_key"))
                .containsExactly("1 | 11 | 3", "1 | 12 | 1", "1 | 13 | 2", "2 | 21 | 3");
        assertThat(stocks()).isEqualTo(BACK);
    }

    @Test
    void twoChildrenOfOneMainOrderAreOneFamily() {
        family("cancelled", "pending");
        shop.order(3, "paid", "parent_order_id", 1);
        items(3);

        assertThat(cancel("PO2").released()).isEmpty();
        assertThat(cancel("PO3").units()).isEqualTo(9);

        assertThat(stocks()).isEqualTo(BACK);
    }

    @Test
    void aFamilyOfOldOrdersWithoutItemsGetsItsProductBackOnce() {
        shop.order(1, "pending", "product_id", 2, "quantity", 5);
        shop.order(2, "pending", "product_id", 2, "quantity", 5, "parent_order_id", 1);

        cancel("PO1");
        cancel("PO2");

        assertThat(stocks()).isEqualTo("100 110 120 205 300");
    }

    @Test
    void anOrderAloneNeverTouchesTheBooksOfFamilies() {
        shop.order(1, "pending");
        items(1);

        cancel("PO1");

        assertThat(stocks()).isEqualTo(BACK);
        assertThat(rows("SELECT family_key FROM ylh_family_release")).isEmpty();
    }

    @Test
    void anotherFamilysStockIsNotMixedUpWithThis() {
        family("pending", "pending");
        shop.order(5, "pending");
        shop.order(6, "pending", "parent_order_id", 5);
        items(5);
        items(6);

        cancel("PO1");
        cancel("PO6");
        cancel("PO2");
        cancel("PO5");

        assertThat(stocks()).isEqualTo("114 110 124 200 300");
    }

    @ParameterizedTest
    @CsvSource({"pending, pending", "pending, paid", "paid, pending", "cancelled, pending"})
    void aPreviewSaysTheSameAsTheCancellation(String main, String child) {
        family(main, child);

        CancelResult preview = preview("PO2");
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        CancelResult result = cancel("PO2");

        assertThat(preview.released()).isEqualTo(result.released());
        assertThat(preview.message()).isEqualTo(result.message());
        assertThat(preview.released().stream().mapToLong(StockRelease::quantity).sum())
                .isEqualTo(main.equals("paid") ? 0 : 9);
    }

    @Test
    void eachPaidMemberTakesItsOwnSalesBack() {
        family("paid", "paid");

        cancel("PO1");
        cancel("PO2");

        assertThat(sales()).isEqualTo("0 20 30");
    }

    /** Both give back, or wait for each other crosswise, unless the main order is locked first. */
    @Test
    void membersThatAreCancelledAtTheSameTimeGiveTheStockBackOnce() throws Exception {
        int rounds = 15;
        for (int round = 0; round < rounds; round++) {
            long main = 100 + round * 2;
            shop.order(main, "pending");
            shop.order(main + 1, "pending", "parent_order_id", main);
            shop.item(main * 10, main, 1, null, 1);
            shop.item(main * 10 + 1, main + 1, 1, null, 1);
        }
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            for (int round = 0; round < rounds; round++) {
                String main = "PO" + (100 + round * 2);
                String child = "PO" + (101 + round * 2);
                List<Future<CancelResult>> both = new ArrayList<>();
                both.add(threads.submit(() -> together(start, database, main)));
                both.add(threads.submit(() -> together(start, second, child)));
                for (Future<CancelResult> one : both) {
                    assertThat(one.get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(stocks()).isEqualTo(100 + rounds + " 110 120 200 300");
        assertThat(rows("SELECT COUNT(*) FROM ylh_stock_ledger")).containsExactly(String.valueOf(rounds));
        assertThat(rows("SELECT COUNT(*) FROM orders_orderstatushistory")).containsExactly(String.valueOf(2 * rounds));
    }

    private CancelResult together(CyclicBarrier start, Database on, String number) throws Exception {
        start.await(SECONDS, TimeUnit.SECONDS);
        return cancel(on, request(number, "kefu"), Optional.empty());
    }

    private static String sentence(CancelResult result) {
        return english(result.message().orElseThrow());
    }
}
