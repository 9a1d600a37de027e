package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.testing.Keys;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Orders that were planned to be cancelled because nobody had paid for them, and what happened to them before the plan was carried out.
 * Order 1 is alone; order 2 is a main order and order 3 its child.
 */
abstract class DjangoUnpaidPlanContract extends DjangoContract {
    private static final String UNTOUCHED = "100 110 120 200 300";
    private static final String PAID = "has been paid for; left alone";
    private static final String IN_HAND = "somebody else is working on it; the next run looks again";
    private static final String TAKE_THE_MONEY = "UPDATE orders_payment SET status = 'succeeded' WHERE id = 1";

    private interface Work<T> {
        T run();
    }

    @BeforeEach
    void placeOrders() {
        shop.order(1, "pending");
        shop.item(11, 1, 2, null, 4);
        shop.order(2, "pending");
        shop.item(21, 2, 1, 12L, 2);
        shop.order(3, "pending", "parent_order_id", 2);
        shop.item(31, 3, 1, 12L, 2);
    }

    private void payment(long orderId, String status) {
        shop.insert("orders_payment", "id", 1, "order_id", orderId, "method", "wechat", "status", status);
    }

    private OrderSnapshot planned(String number) {
        return seen(number, true);
    }

    private OrderSnapshot seen(String number, boolean unpaid) {
        Order order = order(number);
        return new OrderSnapshot(
                order.id(), number, order.soId(), order.status().word(), order.updatedAt(), unpaid);
    }

    private CancelResult carriedOut(OrderSnapshot planned) {
        return cancel(database, request(planned.number(), "kefu"), Optional.of(planned));
    }

    /** While another transaction has done that and has not ended. */
    private <T> T whileAnotherHas(String done, Work<T> work) throws SQLException {
        try (Connection other = DriverManager.getConnection(address.url(), address.username(), address.password());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(done);
            T result = work.run();
            other.rollback();
            return result;
        }
    }

    private Map<String, List<String>> everything() {
        return Map.of(
                "orders", rows("SELECT id, status, cancel_reason FROM orders_order ORDER BY id"),
                "stocks", List.of(stocks()),
                "history", rows("SELECT order_id FROM orders_orderstatushistory"),
                "log", rows("SELECT product_id FROM catalog_inventorylog"),
                "ledger", rows("SELECT order_key FROM ylh_stock_ledger"),
                "families", rows("SELECT family_key FROM ylh_family_release"),
                "requests", rows("SELECT order_id FROM ylh_cancellation"));
    }

    private void assertLeft(CancelResult result, Outcome outcome, String sentence) {
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(english(result.message())).isEqualTo(sentence);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    @Test
    void whatIsStillUnpaidIsCancelled() {
        payment(1, "failed");

        assertThat(carriedOut(planned("PO1")).outcome()).isEqualTo(Outcome.CANCELLED);

        assertThat(rows("SELECT status FROM orders_order ORDER BY id"))
                .containsExactly("cancelled", "pending", "pending");
        assertThat(stocks()).isEqualTo("100 110 120 204 300");
    }

    @Test
    void aFamilyIsCancelledMemberByMemberAndItsStockComesBackOnce() {
        List<OrderSnapshot> plan = List.of(planned("PO2"), planned("PO3"));

        assertThat(plan)
                .extracting(seen -> carriedOut(seen).outcome())
                .containsExactly(Outcome.CANCELLED, Outcome.CANCELLED);

        assertThat(stocks()).isEqualTo("100 110 122 200 300");
    }

    /** The order's own row looks exactly as it was planned. */
    @Test
    void aPaymentThatSucceededSinceLeavesTheOrderAlone() {
        payment(1, "processing");
        OrderSnapshot planned = planned("PO1");
        shop.rows().execute(TAKE_THE_MONEY);
        Map<String, List<String>> before = everything();

        assertLeft(carriedOut(planned), Outcome.PAID_MEANWHILE, PAID);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aPreviewOfThePlanSaysThatItWasPaid() {
        payment(1, "init");
        OrderSnapshot planned = planned("PO1");
        assertThat(preview(request("PO1", "kefu"), Optional.of(planned)).outcome())
                .isEqualTo(Outcome.WOULD_CANCEL);
        shop.rows().execute(TAKE_THE_MONEY);

        assertLeft(preview(request("PO1", "kefu"), Optional.of(planned)), Outcome.PAID_MEANWHILE, PAID);
    }

    @Test
    void aStateThatSaysPaidIsNamedSo() {
        OrderSnapshot planned = planned("PO1");
        shop.rows().execute("UPDATE orders_order SET status = 'paid' WHERE id = 1");

        assertLeft(
                carriedOut(planned),
                Outcome.PAID_MEANWHILE,
                "its state was pending when the plan was made and is paid now, so it was left alone");
    }

    /** It may be just succeeding; to wait for it would hold up everything behind it. */
    @Test
    void aPaymentThatSomebodyIsChangingLeavesTheOrderAlone() throws SQLException {
        payment(1, "init");
        OrderSnapshot planned = planned("PO1");

        CancelResult result = whileAnotherHas(TAKE_THE_MONEY, () -> carriedOut(planned));

        assertLeft(result, Outcome.SKIPPED, IN_HAND);
        assertThat(carriedOut(planned).outcome()).as("the payment was given up").isEqualTo(Outcome.CANCELLED);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void anOrderThatSomebodyHasInHandIsLeftWithItsWholeFamily(long inHand) throws SQLException {
        OrderSnapshot planned = planned("PO" + (inHand == 2 ? 3 : 2));
        String lock = "SELECT id FROM orders_order WHERE id = 2 FOR UPDATE";

        assertLeft(whileAnotherHas(lock, () -> carriedOut(planned)), Outcome.SKIPPED, IN_HAND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid", "shipped", "refunded", "returning"})
    void aMemberThatWasPaidForLeavesTheFamilyAlone(String status) {
        OrderSnapshot main = planned("PO2");
        shop.rows().execute("UPDATE orders_order SET status = '" + status + "' WHERE id = 3");
        Map<String, List<String>> before = everything();

        assertLeft(carriedOut(main), Outcome.PAID_MEANWHILE, PAID);

        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void aPaymentOfAMemberLeavesTheFamilyAlone(long paying) {
        payment(paying, "succeeded");
        OrderSnapshot planned = planned("PO" + (5 - paying));
        Map<String, List<String>> before = everything();

        assertLeft(carriedOut(planned), Outcome.PAID_MEANWHILE, PAID);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void whatWasCancelledMeanwhileIsSaidToBe() {
        OrderSnapshot planned = planned("PO1");
        cancel("PO1");

        assertThat(carriedOut(planned).outcome()).isEqualTo(Outcome.ALREADY_CANCELLED);

        assertThat(stocks()).isEqualTo("100 110 120 204 300");
    }

    @Test
    void anyOtherChangeSkipsItAsInEveryPlan() {
        OrderSnapshot planned = planned("PO1");
        shop.rows().execute("UPDATE orders_order SET haier_so_id = 'SO-NEW' WHERE id = 1");

        assertLeft(
                carriedOut(planned),
                Outcome.SKIPPED,
                "its so-id was none when the plan was made and is SO-NEW now, so it was left alone");
    }

    /** Somebody who names an order knows why; only a sweep's plan rests on nobody having paid. */
    @Test
    void anOrderThatSomebodyNamedIsCancelledWhateverItsPayments() {
        payment(1, "succeeded");

        assertThat(carriedOut(seen("PO1", false)).outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void unitsOfAFamilyCountOnceAndWhatIsBackAlreadyNotAtAll() {
        UnpaidOrders unpaid = new UnpaidOrders(database, schema);

        assertThat(units(unpaid, 1, 2, 3)).isEqualTo(Map.of(key(1), 4L, key(2), 2L, key(3), 0L));
        assertThat(units(unpaid, 3, 2)).isEqualTo(Map.of(key(3), 2L, key(2), 0L));
        assertThat(unpaid.units(List.of())).isEmpty();

        shop.item(32, 3, 1, null, 1);
        cancel("PO2");
        assertThat(units(unpaid, 3)).isEqualTo(Map.of(key(3), 1L));
    }

    /** Of the orders in that order. */
    private static Map<RowKey, Long> units(UnpaidOrders unpaid, long... ids) {
        return unpaid.units(LongStream.of(ids)
                .mapToObj(Keys::key)
                .flatMap(id -> unpaid.byIds(List.of(id)).stream())
                .toList());
    }

    // ---- why a sweep leaves an order, and what decided that

    private String left(String number) {
        return new UnpaidOrders(database, schema)
                .left(order(number))
                .map(left -> left.why().word() + ": "
                        + left.evidence()
                                .map(evidence -> english(Optional.of(evidence)))
                                .orElse("-"))
                .orElse("taken");
    }

    @Test
    void whatIsStillUnpaidIsTaken() {
        payment(1, "failed");

        assertThat(left("PO1")).isEqualTo("taken");
        assertThat(left("PO2")).isEqualTo("taken");
    }

    @Test
    void thePaymentIsNamed() {
        payment(1, "succeeded");

        assertThat(left("PO1")).isEqualTo("paid-meanwhile: it has been paid for by payment 1");
    }

    @Test
    void thePaymentOfAnotherMemberIsNamed() {
        payment(3, "succeeded");

        assertThat(left("PO2")).isEqualTo("paid-meanwhile: it has been paid for by payment 1");
    }

    @Test
    void theMemberOfTheFamilyIsNamed() {
        shop.rows().execute("UPDATE orders_order SET status = 'paid' WHERE id = 2");

        assertThat(left("PO3"))
                .isEqualTo(
                        "paid-meanwhile: another order of its family, 2, is paid: a family of which one member may be"
                                + " paid for is left alone");
    }

    @Test
    void whatWasPutBackIsSaidToBe() {
        shop.rows()
                .execute("INSERT INTO ylh_put_back (order_key, cancellation_no, kind, created_at)"
                        + " VALUES (1, 1, 'undo', '2026-03-01 00:00:00')");

        assertThat(left("PO1")).isEqualTo("put-back: -");
    }

    @Test
    void whatIsGoneOrPaidByItsOwnStateIsSaidToBe() {
        Order seen = order("PO1");
        shop.rows().execute("UPDATE orders_order SET status = 'cancelled' WHERE id = 1");
        assertThat(new UnpaidOrders(database, schema)
                        .left(seen)
                        .orElseThrow()
                        .why()
                        .word())
                .isEqualTo("gone");
        shop.rows().execute("UPDATE orders_order SET status = 'paid' WHERE id = 1");
        assertThat(new UnpaidOrders(database, schema)
                        .left(seen)
                        .orElseThrow()
                        .why()
                        .word())
                .isEqualTo("paid-meanwhile");
    }

    /** The embedded database knows no locked rows that are passed over while one process has it. */
    @Test
    void whatSomebodyHasInHandIsNamed() throws SQLException {
        payment(1, "init");
        if (address.isEmbedded()) {
            return;
        }
        assertThat(whileAnotherHas("UPDATE orders_order SET cancel_reason = 'x' WHERE id = 1", () -> left("PO1")))
                .isEqualTo("locked: -");
        assertThat(whileAnotherHas("UPDATE orders_payment SET status = 'failed' WHERE id = 1", () -> left("PO1")))
                .isEqualTo("locked: somebody is working on its payment 1 at this moment; the next sweep looks again");
        assertThat(whileAnotherHas("UPDATE orders_order SET cancel_reason = 'x' WHERE id = 3", () -> left("PO2")))
                .isEqualTo(
                        "locked: somebody is working on another order of its family (3) at this moment; the next sweep"
                                + " looks again");
        assertThat(left("PO1")).isEqualTo("taken");
    }
}
