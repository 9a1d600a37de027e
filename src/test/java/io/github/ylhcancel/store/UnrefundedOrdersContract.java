package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.UnrefundedOrder;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders that had been paid for when they were cancelled, and for which no refund is recorded. */
abstract class UnrefundedOrdersContract extends OneOrderContract {
    private static final Map<String, String> REFUNDS = Map.of(
            "refunds.table", "shop_refund",
            "refunds.order_id", "order_no",
            "refunds.status", "outcome",
            "value.refund-failed", "failed");

    private ShopSchema refunding;

    @BeforeEach
    void addRefunds() {
        shop.execute(
                "CREATE TABLE shop_refund (order_no BIGINT NOT NULL, outcome VARCHAR(20))",
                "CREATE TABLE shop_payment (id BIGINT NOT NULL, order_id BIGINT NOT NULL, state VARCHAR(20) NOT NULL)");
        refunding = with(Map.of());
    }

    private static ShopSchema with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(REFUNDS);
        all.putAll(more);
        return OtherSchemas.with(all);
    }

    private List<UnrefundedOrder> listed() {
        UnrefundedOrders orders = new UnrefundedOrders(database, refunding);
        List<UnrefundedOrder> found = orders.list(100);
        assertThat(orders.count()).isEqualTo(found.size());
        return found;
    }

    private static UnrefundedOrder one(long order, String from) {
        return new UnrefundedOrder(key(order), "PO" + order, Optional.of("SO" + order), from, REASON, "kefu", NOW, RUN);
    }

    @Test
    void isListedUntilARefundIsRecorded() {
        assertThat(listed()).isEmpty();
        transaction.write(entry(order(1)));

        assertThat(listed()).containsExactly(one(1, "paid"));
        shop.execute("INSERT INTO shop_refund VALUES (2, 'done')");
        assertThat(listed()).containsExactly(one(1, "paid"));
        shop.execute("INSERT INTO shop_refund VALUES (1, 'failed')");
        assertThat(listed()).containsExactly(one(1, "paid"));
        shop.execute("INSERT INTO shop_refund VALUES (1, 'pending')");
        assertThat(listed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pending", "processing", "done", "FAILED-not", ","})
    void everyRefundCountsThatHasNotFailed(String outcome) {
        transaction.write(entry(order(1)));
        shop.execute("INSERT INTO shop_refund VALUES (1, " + (outcome == null ? "NULL" : "'" + outcome + "'") + ")");

        assertThat(listed()).isEmpty();
    }

    @Test
    void whereRefundsHaveNoStatusOrCannotFailEveryOneCounts() {
        transaction.write(entry(order(1)));
        shop.execute("INSERT INTO shop_refund VALUES (1, 'failed')");

        assertThat(listed()).hasSize(1);
        for (String blank : List.of("refunds.status", "value.refund-failed")) {
            refunding = with(Map.of(blank, ""));
            assertThat(listed()).as(blank).isEmpty();
        }
    }

    @Test
    void whatNobodyHadPaidForIsNotListed() {
        shop.execute("UPDATE orders SET status = 'pending' WHERE id = 1");
        Cancelled done = (Cancelled) transaction.write(entry(order(1)));

        assertThat(done.money()).isEqualTo(PaymentState.UNKNOWN);
        assertThat(listed()).isEmpty();
    }

    /** The order's state may be behind its payments. */
    @Test
    void aPaymentThatSucceededMakesItPaid() {
        ShopSchema paying = with(Map.of(
                "payments.table", "shop_payment",
                "payments.id", "id",
                "payments.order_id", "order_id",
                "payments.status", "state",
                "value.payment-succeeded", "ok"));
        shop.execute(
                "UPDATE orders SET status = 'pending'",
                "INSERT INTO shop_payment VALUES (1, 1, 'ok')",
                "INSERT INTO shop_payment VALUES (2, 2, 'open')");
        Orders orders = new Orders(database, paying);
        assertThat(orders.money(List.of(order(1), order(2))))
                .isEqualTo(Map.of(key(1), PaymentState.PAID, key(2), PaymentState.NONE));
        Cancelling cancelling = new Cancelling(database, paying, true, checkpoint -> {});

        Cancelled paid = (Cancelled) cancelling.write(entry(order(1)));
        Cancelled unpaid = (Cancelled) cancelling.write(entry(order(2)));

        assertThat(paid.money()).isEqualTo(PaymentState.PAID);
        assertThat(unpaid.money()).isEqualTo(PaymentState.NONE);
        assertThat(shop.rows("SELECT order_key, money FROM ylh_transition ORDER BY order_key"))
                .containsExactly("1 | succeeded", "2 | none");
        assertThat(listed()).containsExactly(one(1, "pending"));
    }

    /** From before payments were recorded. */
    @Test
    void whoseRecordSaysNothingOfMoneyIsListedIfItsStateDoes() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE ylh_transition SET money = 'unknown'");

        assertThat(listed()).containsExactly(one(1, "paid"));
    }

    @Test
    void whatIsNotCancelledAnyMoreIsNotListed() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET status = 'paid' WHERE id = 1");

        assertThat(listed()).isEmpty();
    }

    /** It was put back, and then the shop itself cancelled it. */
    @ParameterizedTest
    @CsvSource({"undo", "compensate"})
    void whatWasPutBackIsNoLongerOurs(String kind) {
        transaction.write(entry(order(1)));
        shop.execute(
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status,"
                        + " reason, note, operator, source_system, cancel_time, money, run_id, worker, step, created_at)"
                        + " SELECT order_key, cancellation_no, '" + kind
                        + "', order_number, so_id, to_status, from_status, reason, note,"
                        + " operator, source_system, cancel_time, money, run_id, worker, step, created_at FROM ylh_transition");

        assertThat(listed()).isEmpty();
        shop.execute("UPDATE orders SET status = 'paid' WHERE id = 1");
        transaction.write(entry(order(1)));
        assertThat(listed()).containsExactly(one(1, "paid"));
    }

    @Test
    void theOldestComeFirst() {
        transaction.write(entry(order(1)));
        transaction.write(entry(order(2)));
        shop.execute("UPDATE ylh_transition SET created_at = '2026-01-01 00:00:00' WHERE order_key = 2");

        assertThat(listed()).extracting(UnrefundedOrder::orderNumber).containsExactly("PO2", "PO1");
        assertThat(new UnrefundedOrders(database, refunding).list(1))
                .extracting(UnrefundedOrder::orderNumber)
                .containsExactly("PO2");
        assertThat(new UnrefundedOrders(database, refunding).count()).isEqualTo(2);
    }

    @Test
    void aShopWithoutSoIdsHasThemToo() {
        transaction.write(entry(order(1)));
        refunding = with(Map.of("orders.haier_so_id", ""));

        assertThat(listed()).extracting(UnrefundedOrder::soId).containsExactly(Optional.empty());
        assertThat(new UnrefundedOrders(database, refunding).areKnown()).isTrue();
        assertThat(new UnrefundedOrders(database, schema).areKnown()).isFalse();
    }
}
