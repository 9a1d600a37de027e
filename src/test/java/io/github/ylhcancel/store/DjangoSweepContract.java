package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.Cancelling.Swept;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A chunk of a sweep in the specification's own shop: payments, families, old orders, users as operators. */
@SuppressWarnings("try")
abstract class DjangoSweepContract extends DjangoContract {
    private static final String UNTOUCHED = "100 110 120 200 300";
    private static final String FAMILY_BACK = "107 110 122 200 300";
    private static final String AT = "2026-03-08T02:30:00.123456";
    /** Much shorter than any wait for a lock. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    private Swept sweep(Long... ids) {
        return sweepAs("cron", ids);
    }

    private Swept sweepAs(String operator, Long... ids) {
        return new Cancelling(database, schema, false, checkpoint -> {})
                .sweep(
                        List.of(ids),
                        Cancelling.unpaid(REASON, Optional.of("过期"), operator, Optional.of("TEST")),
                        StoreContract.NOW);
    }

    private Map<Long, Reason> left(Long... ids) {
        return SweepContract.left(assertTimeout(AT_ONCE, () -> sweep(ids)));
    }

    private List<String> cancelled() {
        return rows("SELECT id FROM orders_order WHERE status = 'cancelled' ORDER BY id");
    }

    private void pending(long id, Object... more) {
        shop.order(id, "pending", more);
        shop.item(id * 10 + 1, id, 2, null, 1);
    }

    /** Order 1 is the main order, order 2 its child; both have 7 of product 1 and 2 of SKU 12. */
    private void family(String main, String child) {
        shop.order(1, main);
        shop.order(2, child, "parent_order_id", 1, "order_type", "local");
        for (long id = 1; id <= 2; id++) {
            shop.item(id * 10 + 1, id, 1, null, 3);
            shop.item(id * 10 + 2, id, 1, null, 4);
            shop.item(id * 10 + 3, id, 1, 12L, 2);
        }
    }

    private void payment(long id, long order, String status, Object... more) {
        Object[] all = new Object[6 + more.length];
        System.arraycopy(new Object[] {"id", id, "order_id", order, "status", status}, 0, all, 0, 6);
        System.arraycopy(more, 0, all, 6, more.length);
        shop.insert("orders_payment", all);
    }

    private void checkout(long id) {
        shop.insert("orders_checkoutorder", "id", id, "checkout_number", "C" + id);
    }

    @Test
    void writesTheShopsTablesWithTheirConstants() {
        shop.order(1, "pending", "haier_so_id", "SO1");
        shop.item(11, 1, 1, null, 2);
        shop.item(12, 1, 1, 11L, 3);
        shop.item(13, 1, 3, null, 4);
        shop.item(14, 1, 2, null, 0);

        Swept swept = sweepAs("zhang", 1L);

        assertThat(swept).isEqualTo(new Swept(1, 5, 1, List.of()));
        assertThat(rows("SELECT status, cancel_reason FROM orders_order")).containsExactly("cancelled | " + REASON);
        assertThat(rows("SELECT order_id, from_status, to_status, operator_id, note FROM orders_orderstatushistory"))
                .containsExactly("1 | pending | cancelled | 17 | " + REASON + " · 过期 [run " + StoreContract.RUN + "]");
        assertThat(rows("SELECT product_id, sku_id, change_type, quantity, reason FROM catalog_inventorylog"
                        + " ORDER BY quantity"))
                .containsExactly("1 | null | release | 2 | order_cancelled", "1 | 11 | release | 3 | order_cancelled");
        assertThat(stocks()).isEqualTo("102 113 120 200 300");
        assertThat(sales()).isEqualTo("10 20 30");
        assertThat(rows("SELECT line_key, quantity FROM ylh_stock_ledger ORDER BY line_key"))
                .containsExactly("11 | 2", "12 | 3");
        assertThat(rows("SELECT so_id, cancel_time, created_at FROM ylh_cancellation"))
                .containsExactly("SO1 | 2026-03-08T02:30:00.123 | " + AT);
    }

    @Test
    void anOperatorWhomTheShopDoesNotKnowGoesIntoTheNote() {
        pending(1);

        sweep(1L);

        assertThat(rows("SELECT operator_id, note FROM orders_orderstatushistory"))
                .containsExactly("null | [cron] " + REASON + " · 过期 [run " + StoreContract.RUN + "]");
    }

    @Test
    void anOldOrderWithoutItemsGivesItsOwnProductBack() {
        shop.order(1, "pending", "product_id", 2, "quantity", 5);
        shop.order(2, "pending", "product_id", 3, "quantity", 6);
        shop.order(3, "pending", "product_id", 2, "quantity", 0);
        shop.order(4, "pending", "product_id", 2, "quantity", 9);
        shop.item(41, 4, 1, null, 1);
        shop.order(5, "pending");

        Swept swept = sweep(1L, 2L, 3L, 4L, 5L);

        assertThat(swept.cancelled()).isEqualTo(5);
        assertThat(swept.units()).isEqualTo(6);
        assertThat(stocks()).isEqualTo("101 110 120 205 300");
        assertThat(
                        rows(
                                "SELECT order_key, line_kind, line_key, product_key, quantity FROM ylh_stock_ledger ORDER BY order_key"))
                .containsExactly("1 | order | 1 | 2 | 5", "4 | item | 41 | 1 | 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"returning", "refunding", "something-new"})
    void wordsThatNobodyKnowsAreLeftAlone(String word) {
        pending(1);
        shop.rows().execute("UPDATE orders_order SET status = '" + word + "'");

        assertThat(left(1L)).isEqualTo(Map.of(1L, Reason.GONE));
        assertThat(rows("SELECT status FROM orders_order")).containsExactly(word);
    }

    @Test
    void anOrderWithASucceededPaymentIsPaidMeanwhileAndUntouched() {
        pending(1);
        pending(2);
        payment(1, 1, "failed");
        payment(2, 1, "succeeded");
        payment(3, 2, "init");
        List<String> before = rows("SELECT status, cancel_reason, note FROM orders_order WHERE id = 1");

        assertThat(left(1L, 2L)).isEqualTo(Map.of(1L, Reason.PAID_MEANWHILE));

        assertThat(cancelled()).containsExactly("2");
        assertThat(rows("SELECT status, cancel_reason, note FROM orders_order WHERE id = 1"))
                .isEqualTo(before);
        assertThat(rows("SELECT status FROM orders_payment ORDER BY id"))
                .containsExactly("failed", "succeeded", "expired");
    }

    @Test
    void aPaymentThatIsUnderWayHoldsTheSweepOffAndStaysAsItIs() {
        pending(1);
        payment(1, 1, "processing");

        assertThat(left(1L)).isEqualTo(Map.of(1L, Reason.PAYMENT_UNDER_WAY));

        assertThat(rows("SELECT status FROM orders_payment")).containsExactly("processing");
        shop.rows().execute("UPDATE orders_payment SET status = 'failed'");
        assertThat(left(1L)).isEmpty();
        assertThat(rows("SELECT status FROM orders_payment")).containsExactly("failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "failed", "cancelled", "expired"})
    void aPaymentThatDidNotSucceedDoesNotCount(String status) {
        pending(1);
        payment(1, 1, status);

        assertThat(left(1L)).isEmpty();
        assertThat(cancelled()).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void aPaymentOfOneMemberKeepsTheWholeFamily(long paid, long alone) {
        family("pending", "pending");
        payment(1, paid, "succeeded");

        assertThat(left(1L, 2L)).isEqualTo(Map.of(1L, Reason.PAID_MEANWHILE, 2L, Reason.PAID_MEANWHILE));
        assertThat(left(alone)).isEqualTo(Map.of(alone, Reason.PAID_MEANWHILE));

        assertThat(cancelled()).isEmpty();
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    /** One checkout has several orders, and the payment names only one of them. */
    @Test
    void aPaymentOfTheCheckoutKeepsAllItsOrders() {
        checkout(7);
        pending(1, "checkout_order_id", 7);
        pending(2, "checkout_order_id", 7);
        pending(3);
        shop.order(9, "shipped");
        payment(1, 9, "succeeded", "checkout_order_id", 7);

        assertThat(left(1L, 2L, 3L)).isEqualTo(Map.of(1L, Reason.PAID_MEANWHILE, 2L, Reason.PAID_MEANWHILE));
        assertThat(cancelled()).containsExactly("3");
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void aPaymentOfTheCheckoutOfOneMemberKeepsTheOthers(long ofCheckout, long other) {
        checkout(7);
        family("pending", "pending");
        shop.order(9, "shipped");
        shop.rows().execute("UPDATE orders_order SET checkout_order_id = 7 WHERE id = " + ofCheckout);
        payment(1, 9, "succeeded", "checkout_order_id", 7);

        assertThat(left(other)).isEqualTo(Map.of(other, Reason.PAID_MEANWHILE));
    }

    @Test
    void aPaymentThatIsJustBeingChangedLeavesItsOrderToWhoeverDoesIt() {
        pending(1);
        pending(2);
        payment(1, 1, "init");
        try (Held payer = new Held(address, "UPDATE orders_payment SET status = 'succeeded' WHERE id = 1")) {
            assertThat(left(1L, 2L)).isEqualTo(Map.of(1L, Reason.LOCKED));
            payer.commit();
        }
        assertThat(left(1L)).isEqualTo(Map.of(1L, Reason.PAID_MEANWHILE));
        assertThat(cancelled()).containsExactly("2");
    }

    @Test
    void aPaymentOfAnotherMemberOrOfTheCheckoutThatIsJustBeingChangedCountsToo() {
        checkout(7);
        family("pending", "pending");
        pending(5, "checkout_order_id", 7);
        shop.order(9, "shipped");
        payment(1, 1, "init");
        payment(2, 9, "init", "checkout_order_id", 7);
        try (Held payer = new Held(address, "UPDATE orders_payment SET status = 'succeeded' WHERE id IN (1, 2)")) {
            assertThat(left(2L, 5L)).isEqualTo(Map.of(2L, Reason.LOCKED, 5L, Reason.LOCKED));
        }
        assertThat(left(2L, 5L)).isEmpty();
    }

    @Test
    void aFamilyInOneChunkGetsItsStockBackOnce() {
        family("pending", "pending");

        Swept swept = sweep(1L, 2L);

        assertThat(swept.cancelled()).isEqualTo(2);
        assertThat(swept.units()).isEqualTo(9);
        assertThat(stocks()).isEqualTo(FAMILY_BACK);
        assertThat(rows("SELECT SUM(quantity) FROM ylh_stock_ledger")).containsExactly("9");
        assertThat(rows("SELECT SUM(quantity) FROM catalog_inventorylog")).containsExactly("9");
        assertThat(
                        rows(
                                "SELECT family_key, stock_kind, stock_key, released FROM ylh_family_release ORDER BY stock_kind"))
                .containsExactly("1 | product | 1 | 7", "1 | sku | 12 | 2");
        assertThat(rows("SELECT order_id FROM orders_orderstatushistory ORDER BY order_id"))
                .containsExactly("1", "2");
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void aFamilyInTwoChunksGetsItsStockBackOnce(long first, long second) {
        family("pending", "pending");
        pending(5);
        pending(6);

        assertThat(sweep(first, 5L).units()).isEqualTo(10);
        assertThat(sweep(second, 6L).units()).isEqualTo(1);

        assertThat(cancelled()).containsExactly("1", "2", "5", "6");
        assertThat(stocks()).isEqualTo("107 110 122 202 300");
        assertThat(rows("SELECT released FROM ylh_family_release ORDER BY stock_kind"))
                .containsExactly("7", "2");
    }

    @Test
    void severalFamiliesAndSingleOrdersInOneChunkAreNotMixedUp() {
        family("pending", "pending");
        shop.order(3, "pending", "parent_order_id", 1);
        shop.item(31, 3, 1, null, 9);
        shop.order(5, "pending");
        shop.order(6, "pending", "parent_order_id", 5);
        shop.item(51, 5, 1, null, 4);
        shop.item(61, 6, 1, null, 5);
        pending(7);

        Swept swept = sweep(1L, 2L, 3L, 5L, 6L, 7L);

        // Of product 1: family 1 had 9 at most, family 5 had 5 at most.
        assertThat(swept.units()).isEqualTo(9 + 2 + 5 + 1);
        assertThat(stocks()).isEqualTo("114 110 122 201 300");
    }

    @Test
    void aChildWhoseMainOrderWasCancelledBeforeGivesBackWhatIsLeft() {
        family("pending", "pending");
        cancel("PO1");
        shop.item(29, 2, 2, null, 6);

        Swept swept = sweep(2L);

        assertThat(swept.units()).isEqualTo(6);
        assertThat(stocks()).isEqualTo("107 110 122 206 300");
    }

    @Test
    void aMainOrderThatIsCancelledAfterItsChildWasSweptGivesNothingBack() {
        family("pending", "pending");
        assertThat(sweep(2L).units()).isEqualTo(9);

        assertThat(cancel("PO1").units()).isZero();

        assertThat(stocks()).isEqualTo(FAMILY_BACK);
    }

    /** It was put back after its cancellation: what its family got back then is not counted again. */
    @Test
    void aMemberThatWasPutBackGivesNothingBackASecondTime() {
        family("pending", "pending");
        pending(5);
        sweep(1L, 2L);
        shop.rows().execute("UPDATE orders_order SET status = 'pending' WHERE id IN (1, 2)");

        sweep(1L, 2L, 5L);

        assertThat(cancelled()).containsExactly("1", "2", "5");
        assertThat(stocks()).isEqualTo("107 110 122 201 300");
    }

    @ParameterizedTest
    @CsvSource({"paid, pending, 2", "pending, paid, 1", "shipped, pending, 2", "pending, returning, 1"})
    void aFamilyOfWhichOneIsPaidIsLeftAlone(String main, String child, long pending) {
        family(main, child);

        assertThat(left(pending)).isEqualTo(Map.of(pending, Reason.PAID_MEANWHILE));

        assertThat(cancelled()).isEmpty();
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    @Test
    void aChildWhoseMainOrderSomebodyHasLockedIsLocked() {
        family("pending", "pending");
        try (Held other = new Held(address, "SELECT id FROM orders_order WHERE id = 1 FOR UPDATE")) {
            assertThat(left(1L, 2L)).isEqualTo(Map.of(1L, Reason.LOCKED, 2L, Reason.LOCKED));
            assertThat(left(2L)).isEqualTo(Map.of(2L, Reason.LOCKED));
        }
        assertThat(sweep(1L, 2L).units()).isEqualTo(9);
    }

    /** The child is about to need the goods that its main order's cancellation would give back. */
    @Test
    void aMainOrderWhoseChildIsJustBeingPaidIsLocked() {
        family("pending", "pending");
        try (Held payer = new Held(address, "UPDATE orders_order SET status = 'paid' WHERE id = 2")) {
            assertThat(left(1L)).isEqualTo(Map.of(1L, Reason.LOCKED));
            payer.commit();
        }
        assertThat(left(1L)).isEqualTo(Map.of(1L, Reason.PAID_MEANWHILE));
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    @Test
    void aChildWhoseMainOrderIsNotThereAnyMoreIsCancelled() {
        family("pending", "pending");
        shop.rows().execute(databases.ignoreForeignKeys());
        shop.rows().execute("DELETE FROM orders_orderitem WHERE order_id = 1", "DELETE FROM orders_order WHERE id = 1");

        assertThat(sweep(2L).units()).isEqualTo(9);
        assertThat(stocks()).isEqualTo(FAMILY_BACK);
    }

    @Test
    void aFamilyWhoseQuantitiesAddUpToMoreThanAStockHoldsIsRefusedAlone() {
        family("pending", "pending");
        pending(5);
        shop.item(99, 1, 1, null, Integer.MAX_VALUE);

        assertThat(left(1L, 5L)).isEqualTo(Map.of(1L, Reason.FAILED));

        assertThat(cancelled()).containsExactly("5");
        assertThat(stocks()).isEqualTo("100 110 120 201 300");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM catalog_product WHERE id = 2",
                "UPDATE catalog_product SET stock = 2147483647 WHERE id = 2"
            })
    void aStockRowThatIsMissingOrFullRefusesItsOrderAlone(String trouble) {
        pending(1);
        shop.order(2, "pending");
        shop.item(21, 2, 1, null, 1);
        shop.rows().execute(databases.ignoreForeignKeys(), trouble);

        assertThat(left(1L, 2L)).isEqualTo(Map.of(1L, Reason.FAILED));

        assertThat(cancelled()).containsExactly("2");
        assertThat(rows("SELECT stock FROM catalog_product WHERE id = 1")).containsExactly("101");
    }
}
