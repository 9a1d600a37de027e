package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Keys.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.UntoldOrder;
import io.github.ylhcancel.inspect.Inspection;
import io.github.ylhcancel.inspect.Inspection.Standing;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that were cancelled before they had their so-id. */
abstract class UntoldOrdersContract extends OneOrderContract {
    private static final Instant LATER = NOW.plusSeconds(3600);

    @BeforeEach
    void forgetTheSoIds() {
        shop.execute("UPDATE orders SET haier_so_id = NULL");
    }

    private void soId(long order, String soId) {
        shop.execute("UPDATE orders SET haier_so_id = '" + soId + "' WHERE id = " + order);
    }

    private List<UntoldOrder> listed() {
        List<UntoldOrder> found = new UntoldOrders(database, schema).list(Optional.empty(), Optional.empty(), 100);
        assertThat(new UntoldOrders(database, schema).count(Optional.empty(), Optional.empty()))
                .isEqualTo(found.size());
        // Whoever asks for one order hears the same as who reads the list.
        assertThat(shop.rows("SELECT id FROM orders").stream()
                        .map(id -> key(Long.parseLong(id)))
                        .map(new UntoldOrders(database, schema)::byKey)
                        .flatMap(Optional::stream))
                .containsExactlyInAnyOrderElementsOf(found);
        return found;
    }

    private void repeat(long order) {
        CancelRequest request = new CancelRequest(
                "PO" + order,
                LookupBy.NUMBER,
                Optional.of("another reason"),
                Optional.of("LATER"),
                Optional.empty(),
                Optional.empty(),
                "another");
        transaction.parts(List.of(new Entry(key(order), request, Optional.empty())), Guard.AS_IT_STANDS, LATER);
    }

    @Test
    void isListedUntilARepeatQueuesItWithTheFirstReasonAndTime() {
        transaction.write(entry(order(1)));
        assertThat(listed()).isEmpty();
        soId(1, "SO-LATE");

        assertThat(listed()).containsExactly(new UntoldOrder(key(1), "PO1", "SO-LATE", 1, REASON, "kefu", NOW, RUN));
        repeat(1);

        assertThat(listed()).isEmpty();
        assertThat(shop.rows(
                        "SELECT so_id, cancel_reason, cancel_time, source_system, operator, cancellation_no, from_status, state"
                                + " FROM ylh_cancellation"))
                .containsExactly(
                        "SO-LATE | " + REASON + " | 2026-03-08T02:28:30.123 | LATER | another | 1 | paid | pending");
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_transition")).isEqualTo(1);
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(15);
    }

    /** What YLH was told of an earlier cancellation is not how it stands with this one. */
    @Test
    void whoLooksAtTheOrderIsToldSoAsWell() {
        shop.cancellation(7, 1, 1, "compensated", null);
        transaction.write(entry(order(1)));
        soId(1, "SO-LATE");
        shop.execute("UPDATE orders SET status = 'cancelled', haier_so_id = 'SO2' WHERE id = 2");

        Standing standing = standing(1);
        assertThat(standing.untold()).contains(new UntoldOrder(key(1), "PO1", "SO-LATE", 2, REASON, "kefu", NOW, RUN));
        assertThat(standing.cancellation()).isEmpty();
        assertThat(standing(2).untold()).isEmpty();
        repeat(1);

        assertThat(standing(1).untold()).isEmpty();
        assertThat(standing(1).cancellation()).map(Cancellation::number).contains(2);
    }

    private Standing standing(long order) {
        return new Inspection(
                        new Orders(database, schema),
                        new Cancellations(database),
                        new UntoldOrders(database, schema),
                        new Callbacks(database, StoreContract.RUN),
                        () -> new Timeline(database, schema))
                .standing(order(order));
    }

    @Test
    void onlyWhatThisProgramCancelledIsListed() {
        shop.execute("UPDATE orders SET status = 'cancelled', haier_so_id = 'SO1' WHERE id = 1");

        assertThat(listed()).isEmpty();
    }

    @Test
    void anEmptySoIdIsNone() {
        transaction.write(entry(order(1)));
        soId(1, "");

        assertThat(listed()).isEmpty();
    }

    @Test
    void anOrderThatWasPutBackIsNotListed() {
        transaction.write(entry(order(1)));
        soId(1, "SO1");
        shop.execute("UPDATE orders SET status = 'paid' WHERE id = 1");

        assertThat(listed()).isEmpty();
    }

    @Test
    void onlyTheLastCancellationOfAnOrderCounts() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE orders SET status = 'paid' WHERE id = 1");
        transaction.write(entry(order(1)));
        soId(1, "SO1");

        assertThat(listed()).extracting(UntoldOrder::number).containsExactly(2);
        shop.cancellation(7, 1, 2, "accepted", null);
        assertThat(listed()).isEmpty();
    }

    /** The order was put back in the shop's name and cancelled by somebody else. */
    @Test
    void aCancellationThatWasTakenBackIsNotTold() {
        transaction.write(entry(order(1)));
        soId(1, "SO1");
        shop.execute(
                "INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, from_status, to_status, reason, note, operator,"
                        + " cancel_time, money, run_id, worker, step, created_at) SELECT order_key, cancellation_no, 'undo', order_number,"
                        + " to_status, from_status, reason, note, operator, cancel_time, money, run_id, worker, step + 1, created_at"
                        + " FROM ylh_transition");

        assertThat(listed()).isEmpty();
    }

    @Test
    void whatYlhWasToldUnderTheSameSoIdIsNotListed() {
        shop.cancellation(7, 1, 1, "accepted", null);
        soId(1, "SO1");
        shop.execute("UPDATE orders SET status = 'paid' WHERE id = 1");
        transaction.write(entry(order(1)));
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_cancellation")).isEqualTo(1);

        assertThat(listed()).isEmpty();
        soId(1, "SO-OTHER");
        assertThat(listed()).extracting(UntoldOrder::number).containsExactly(2);
    }

    /** A repeat would not tell it again either. */
    @Test
    void whatYlhWasToldUnderAnEarlierSoIdIsNotListed() {
        soId(1, "SO-FIRST");
        transaction.write(entry(order(1)));
        soId(1, "SO-OTHER");

        assertThat(listed()).isEmpty();
        repeat(1);
        assertThat(shop.rows("SELECT so_id FROM ylh_cancellation")).containsExactly("SO-FIRST");
    }

    /** Somebody has to know of it, but what YLH would be told is not known, so a repeat queues nothing. */
    @Test
    void whatWasCancelledBeforeReasonsWereRecordedIsListedAndNotQueued() {
        transaction.write(entry(order(1)));
        shop.execute("UPDATE ylh_transition SET reason = '', note = '', order_number = ''");
        soId(1, "SO1");

        repeat(1);

        assertThat(shop.rows("SELECT * FROM ylh_cancellation")).isEmpty();
        assertThat(listed()).containsExactly(new UntoldOrder(key(1), "PO1", "SO1", 1, "", "kefu", NOW, RUN));
    }

    @Test
    void theOldestComeFirst() {
        transaction.write(entry(order(1)));
        transaction.write(entry(order(2)));
        shop.execute("UPDATE ylh_transition SET created_at = '2026-01-01 00:00:00' WHERE order_key = 2");
        soId(1, "SO1");
        soId(2, "SO2");

        assertThat(listed()).extracting(UntoldOrder::orderKey).containsExactly(key(2), key(1));
        assertThat(new UntoldOrders(database, schema).list(Optional.empty(), Optional.empty(), 1))
                .extracting(UntoldOrder::orderKey)
                .containsExactly(key(2));
    }

    /** What the shop's own program has told YLH, or is telling it, must not be told in other words. */
    @Test
    void whatTheShopItselfHasToldIsLeftToIt() {
        ShopSchema telling = OtherSchemas.with(Map.of("value.supplier-told", "cancel_pending"));
        Cancelling cancelling = new Cancelling(database, telling, true, checkpoint -> {});
        cancelling.write(entry(order(1)));
        cancelling.write(entry(order(2)));
        soId(1, "SO1");
        soId(2, "SO2");
        shop.execute("UPDATE orders SET haier_status = 'cancel_pending' WHERE id = 1");

        assertThat(new UntoldOrders(database, telling).list(Optional.empty(), Optional.empty(), 10))
                .extracting(UntoldOrder::orderKey)
                .containsExactly(key(2));
        assertThat(new UntoldOrders(database, telling).count(Optional.empty(), Optional.empty()))
                .isEqualTo(1);
        cancelling.write(entry(new Orders(database, telling).byKeys(keys(1)).get(key(1))));
        assertThat(shop.rows("SELECT * FROM ylh_cancellation")).isEmpty();
    }

    @Test
    void aShopWithoutSoIdsHasNone() {
        ShopSchema without = OtherSchemas.with(Map.of("orders.haier_so_id", ""));
        new Cancelling(database, without, true, checkpoint -> {}).write(entry(order(1)));
        soId(1, "SO1");

        assertThat(new UntoldOrders(database, without).list(Optional.empty(), Optional.empty(), 10))
                .isEmpty();
        assertThat(new UntoldOrders(database, without).count(Optional.empty(), Optional.empty()))
                .isZero();
    }

    @Test
    void readsTheWordsOfTheShopAndSoIdsThatAreNumbers() {
        ShopSchema other =
                OtherSchemas.with(Map.of("orders.haier_so_id", "so_number"), Map.of(OrderStatus.CANCELLED, "已取消"));
        shop.execute("ALTER TABLE orders ADD so_number BIGINT");
        new Cancelling(database, other, true, checkpoint -> {}).write(entry(order(1)));
        shop.execute("UPDATE orders SET so_number = 4711 WHERE id = 1");

        assertThat(new UntoldOrders(database, other).list(Optional.empty(), Optional.empty(), 10))
                .extracting(UntoldOrder::soId)
                .containsExactly("4711");
    }
}
