package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.PutBackAnswer.AlreadyBack;
import io.github.ylhcancel.store.PutBackAnswer.Back;
import io.github.ylhcancel.store.PutBackAnswer.Left;
import io.github.ylhcancel.store.PutBackAnswer.Missing;
import io.github.ylhcancel.store.PutBackAnswer.Refused;
import io.github.ylhcancel.store.PutBackAnswer.Settled;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An order that YLH refuses to cancel, or that a person wants back, is as it was before, as a whole or not at all. */
abstract class PutBackContract extends DjangoContract {
    private static final String NOTE = "客户改变主意";
    private static final String WORDS = "订单已发货";
    private static final String UNTOUCHED = "100 110 120 200 300";
    private static final String RUN = "20260308T030000Z-9f8e7";
    private static final long SECONDS = 60;
    private static final int ROUNDS = 8;

    private static final List<String> TABLES = List.of(
            "orders_order",
            "orders_orderstatushistory",
            "catalog_product",
            "catalog_productsku",
            "catalog_inventorylog",
            "ylh_transition",
            "ylh_stock_ledger",
            "ylh_family_release",
            "ylh_put_back",
            "ylh_intervention");

    private PutBackTransaction puttingBack(Database on, boolean rollsBack) {
        return new PutBackTransaction(on, schema, RUN, "kefu", rollsBack, checkpoint -> {});
    }

    private PutBackAnswer compensate(long order) {
        return compensate(database, order);
    }

    private PutBackAnswer compensate(Database on, long order) {
        return puttingBack(on, true).compensate(id(order), StoreContract.NOW);
    }

    private PutBackAnswer undo(long order) {
        return puttingBack(database, true).undo(key(order), NOTE, StoreContract.NOW);
    }

    /** Of the latest delivery of the order. */
    private long id(long order) {
        return shop.rows().number("SELECT MAX(id) FROM ylh_cancellation WHERE order_id = " + order);
    }

    private Cancellation delivery(long order) {
        return new Cancellations(database).byId(id(order)).orElseThrow();
    }

    private void refuse(long order) {
        deliver(order, "rejected");
    }

    private void deliver(long order, String state) {
        shop.rows()
                .execute("UPDATE ylh_cancellation SET state = '" + state + "', attempts = 1, last_error = '" + WORDS
                        + "', next_attempt_at = "
                        + (state.equals("rejected") ? "created_at" : "NULL") + " WHERE id = " + id(order));
    }

    /** Two of product 1, three of SKU 12, one of product 2 and four of the supplier's product 3. */
    private void items(long order) {
        shop.item(order * 10 + 1, order, 1, null, 2);
        shop.item(order * 10 + 2, order, 1, 12L, 3);
        shop.item(order * 10 + 3, order, 2, null, 1);
        shop.item(order * 10 + 4, order, 3, null, 4);
    }

    private void order(long id, String status, Object... more) {
        Object[] all = new Object[4 + more.length];
        System.arraycopy(new Object[] {"haier_so_id", "SO" + id, "haier_status", "confirmed"}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        shop.order(id, status, all);
        items(id);
    }

    private void paid(long id, Object... more) {
        order(id, "paid", more);
        payment(id, id, "succeeded");
    }

    private void payment(long id, long order, String status, Object... more) {
        Object[] all = new Object[6 + more.length];
        System.arraycopy(new Object[] {"id", id, "order_id", order, "status", status}, 0, all, 0, 6);
        System.arraycopy(more, 0, all, 6, more.length);
        shop.insert("orders_payment", all);
    }

    private void cancelAndRefuse(long order) {
        assertThat(cancel("PO" + order).outcome()).isEqualTo(Outcome.CANCELLED);
        refuse(order);
    }

    private Map<String, List<String>> everything() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        TABLES.forEach(table -> all.put(table, rows("SELECT * FROM " + table + " ORDER BY 1, 2, 3")));
        return all;
    }

    private void assertHeld(long order, Hold why, Map<String, List<String>> before) {
        Cancellation held = delivery(order);
        assertThat(held.state()).isEqualTo(DeliveryState.HELD);
        assertThat(held.hold()).contains(why);
        assertThat(held.nextAttemptAt()).isEmpty();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aPaidOrderIsAsItWasBefore() {
        paid(1);
        String sales = sales();
        cancelAndRefuse(1);
        assertThat(stocks()).isEqualTo("102 110 123 201 300");

        Back back = (Back) compensate(1);

        assertThat(back.delivery().map(Cancellation::state)).contains(DeliveryState.COMPENSATED);
        assertThat(back.taken()).extracting(StockRelease::quantity).containsExactly(2, 1, 3);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(sales()).isEqualTo(sales);
        assertThat(rows("SELECT status, cancel_reason, cancelled_at, haier_status, haier_fail_msg FROM orders_order"))
                .containsExactly("paid |  | null | cancel_failed | " + WORDS);
        assertThat(rows("SELECT from_status, to_status, note FROM orders_orderstatushistory ORDER BY id"))
                .last()
                .isEqualTo("cancelled | paid | [kefu] compensate: " + WORDS + " [run " + RUN + "]");
        assertThat(rows("SELECT cancellation_no, kind, from_status, to_status, reason, operator, money, run_id"
                        + " FROM ylh_transition ORDER BY kind"))
                .last()
                .isEqualTo("1 | compensate | cancelled | paid | " + WORDS + " | kefu | succeeded | " + RUN);
        assertThat(rows("SELECT line_key, stock_kind, stock_key, quantity, sold FROM ylh_stock_ledger"
                        + " WHERE direction = 'take' ORDER BY line_key"))
                .isEqualTo(rows("SELECT line_key, stock_kind, stock_key, quantity, sold FROM ylh_stock_ledger"
                        + " WHERE direction = 'release' ORDER BY line_key"))
                .hasSize(4);
        assertThat(rows("SELECT product_id, sku_id, quantity, reason FROM catalog_inventorylog"
                        + " WHERE change_type = 'lock' ORDER BY product_id, quantity"))
                .containsExactly(
                        "1 | null | 2 | order_restored",
                        "1 | 12 | 3 | order_restored",
                        "2 | null | 1 | order_restored");
        assertThat(rows("SELECT order_key, cancellation_no, kind FROM ylh_put_back"))
                .containsExactly("1 | 1 | compensate");
        assertThat(rows("SELECT state, attempts, next_attempt_at, maybe_applied, hold FROM ylh_cancellation"))
                .containsExactly("compensated | 1 | null | false | null");
        assertThat(rows("SELECT id FROM ylh_intervention")).isEmpty();
    }

    @Test
    void anUnpaidOrderIsAsItWasBefore() {
        order(1, "pending");
        payment(1, 1, "init");
        cancelAndRefuse(1);

        assertThat(compensate(1)).isInstanceOf(Back.class);

        assertThat(rows("SELECT status FROM orders_order")).containsExactly("pending");
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(sales()).isEqualTo("10 20 30");
    }

    @Test
    void anOldOrderWithoutItemsTakesItsOwnProduct() {
        shop.order(1, "pending", "product_id", 2, "quantity", 50, "haier_so_id", "SO1");
        cancelAndRefuse(1);
        assertThat(stocks()).isEqualTo("100 110 120 250 300");

        compensate(1);

        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(rows("SELECT line_kind, line_key, quantity FROM ylh_stock_ledger WHERE direction = 'take'"))
                .containsExactly("order | 1 | 50");
    }

    /** Of a count that was smaller than the order only so much was taken off, and only that comes back. */
    @Test
    void aCountOfSalesGetsBackWhatWasTakenOff() {
        paid(1);
        shop.rows().execute("UPDATE catalog_product SET sales_count = 1 WHERE id = 3");
        cancelAndRefuse(1);
        shop.rows().execute("UPDATE catalog_product SET sales_count = 8 WHERE id = 3");

        compensate(1);

        assertThat(sales()).isEqualTo("10 20 9");
        assertThat(rows("SELECT quantity, sold FROM ylh_stock_ledger WHERE direction = 'take' AND product_key = 3"))
                .containsExactly("0 | 1");
    }

    @Test
    void aSecondTimeNothingHappens() {
        paid(1);
        cancelAndRefuse(1);
        compensate(1);
        Map<String, List<String>> before = everything();

        assertThat(compensate(1)).isInstanceOf(Settled.class);
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shipped", "paid", "refunding"})
    void anOrderThatHasMovedOnIsHeld(String status) {
        paid(1);
        cancelAndRefuse(1);
        shop.rows().execute("UPDATE orders_order SET status = '" + status + "'");
        Map<String, List<String>> before = everything();

        compensate(1);

        assertHeld(1, Hold.ORDER_MOVED, before);
    }

    /** Also of the rows that would have had enough nothing is taken. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE catalog_product SET stock = 1 WHERE id = 1",
                "UPDATE catalog_product SET stock = 0 WHERE id = 2",
                "UPDATE catalog_productsku SET stock = 2 WHERE id = 12"
            })
    void whoseStockHasBeenSoldIsHeld(String sale) {
        paid(1);
        cancelAndRefuse(1);
        shop.rows().execute(sale);
        Map<String, List<String>> before = everything();

        compensate(1);

        assertHeld(1, Hold.STOCK_GONE, before);
        Refused undone = (Refused) undo(1);
        assertThat(english(undone.why())).startsWith("the goods that came back have been sold: get stock");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void exactlyTheStockThatIsThereIsEnough() {
        order(1, "pending");
        cancelAndRefuse(1);
        shop.rows()
                .execute(
                        "UPDATE catalog_product SET stock = 2 WHERE id = 1",
                        "UPDATE catalog_product SET stock = 1 WHERE id = 2",
                        "UPDATE catalog_productsku SET stock = 3 WHERE id = 12");

        assertThat(compensate(1)).isInstanceOf(Back.class);

        assertThat(stocks()).isEqualTo("0 110 0 0 300");
    }

    @Test
    void whereTheConfigurationWantsItSoItIsHeldAndAPersonPutsItBack() {
        paid(1);
        cancelAndRefuse(1);
        Map<String, List<String>> before = everything();

        puttingBack(database, false).compensate(id(1), StoreContract.NOW);

        assertHeld(1, Hold.BY_SETTING, before);
        assertThat(((Back) undo(1)).delivery().map(Cancellation::state)).contains(DeliveryState.COMPENSATED);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    /** What was paid when it was cancelled, and how payments and refunds stand when it is to come back. */
    @ParameterizedTest
    @CsvSource({
        "paid, succeeded, succeeded, , back",
        "paid, succeeded, refunded, , refunded",
        "paid, , , , refunded",
        "pending, init, init, , back",
        "pending, init, succeeded, , paid-since",
        "pending, , , , back",
        "paid, succeeded, succeeded, init, refunded",
        "paid, succeeded, succeeded, failed, back",
        "pending, init, init, succeeded, refunded"
    })
    void moneyThatHasGoneBackKeepsItFromComingBack(
            String status, String payment, String since, String refund, String expected) {
        refunds();
        order(1, status);
        if (payment != null) {
            payment(1, 1, payment);
        }
        cancelAndRefuse(1);
        if (since != null) {
            shop.rows().execute("UPDATE orders_payment SET status = '" + since + "'");
        }
        if (refund != null) {
            shop.rows().execute("INSERT INTO shop_refund (order_id, status) VALUES (1, '" + refund + "')");
        }
        Map<String, List<String>> before = everything();

        PutBackAnswer answer = compensate(1);

        if (expected.equals("back")) {
            assertThat(answer).isInstanceOf(Back.class);
            assertThat(stocks()).isEqualTo(UNTOUCHED);
        } else {
            assertHeld(1, Hold.ofWord(expected), before);
            assertThat(undo(1)).isInstanceOf(Refused.class);
        }
    }

    private void refunds() {
        shop.rows().execute("CREATE TABLE shop_refund (order_id BIGINT NOT NULL, status VARCHAR(20) NOT NULL)");
        schema = ShopSchema.of(
                "django",
                Map.of(
                        "refunds.table",
                        "shop_refund",
                        "refunds.order_id",
                        "order_id",
                        "refunds.status",
                        "status",
                        "value.refund-failed",
                        "failed"));
    }

    /** A payment that names the check-out, or another order of it, counts. */
    @Test
    void thePaymentOfItsCheckOutIsItsPayment() {
        shop.insert("orders_checkoutorder", "id", 7, "checkout_number", "C7");
        shop.order(9, "paid", "checkout_order_id", 7);
        order(1, "paid", "checkout_order_id", 7);
        payment(1, 9, "succeeded", "checkout_order_id", 7);
        cancelAndRefuse(1);

        assertThat(compensate(1)).isInstanceOf(Back.class);
    }

    @Test
    void thePaymentOfItsFamilyIsItsPayment() {
        paid(1);
        order(2, "paid", "parent_order_id", 1);
        cancelAndRefuse(2);

        assertThat(compensate(2)).isInstanceOf(Back.class);
    }

    @ParameterizedTest
    @CsvSource({"paid, true", "pending, false"})
    void whereNothingIsKnownOfMoneyAPaidOrderIsHeld(String status, boolean held) {
        Map<String, String> none = new HashMap<>();
        for (String column : List.of("table", "id", "order_id", "status", "checkout_id")) {
            none.put("payments." + column, "");
        }
        schema = ShopSchema.of("django", none);
        order(1, status);
        cancelAndRefuse(1);
        Map<String, List<String>> before = everything();

        PutBackAnswer answer = compensate(1);

        if (held) {
            assertHeld(1, Hold.MONEY_UNKNOWN, before);
        } else {
            assertThat(answer).isInstanceOf(Back.class);
        }
    }

    /** Whoever brought the stock back: what one has taken again the other does not. */
    @ParameterizedTest
    @CsvSource({"1, 2, 1, 2", "1, 2, 2, 1", "2, 1, 1, 2", "2, 1, 2, 1"})
    void theStockOfAFamilyIsTakenOnce(long first, long second, long firstBack, long secondBack) {
        order(1, "pending");
        order(2, "pending", "parent_order_id", 1);
        cancelAndRefuse(first);
        cancelAndRefuse(second);
        assertThat(stocks()).isEqualTo("102 110 123 201 300");

        Back takes = (Back) compensate(firstBack);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        Back follows = (Back) compensate(secondBack);

        assertThat(takes.taken()).hasSize(3);
        assertThat(follows.taken()).isEmpty();
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(rows("SELECT SUM(released) FROM ylh_family_release")).containsExactly("0");
        assertThat(
                        rows(
                                "SELECT SUM(CASE WHEN direction = 'take' THEN -quantity ELSE quantity END) FROM ylh_stock_ledger"))
                .containsExactly("0");
        assertThat(rows("SELECT status FROM orders_order")).containsOnly("pending");
    }

    /** And when it is cancelled once more the family gets it back once more. */
    @Test
    void aMemberThatCameBackGivesTheStockBackAgain() {
        order(1, "pending");
        order(2, "pending", "parent_order_id", 1);
        cancelAndRefuse(2);
        compensate(2);

        assertThat(cancel("PO2").units()).isEqualTo(6);

        assertThat(stocks()).isEqualTo("102 110 123 201 300");
        assertThat(rows("SELECT SUM(released) FROM ylh_family_release")).containsExactly("6");
    }

    @Test
    void twoAtOncePutItBackOnce() throws Exception {
        for (long id = 1; id <= ROUNDS; id++) {
            paid(id);
            cancelAndRefuse(id);
        }
        try (Database second = Database.open(address, Access.WRITE)) {
            for (long id = 1; id <= ROUNDS; id++) {
                long order = id;
                List<Object> answers = together(() -> compensate(order), () -> compensate(second, order));

                assertThat(answers).hasAtLeastOneElementOfType(Back.class).hasAtLeastOneElementOfType(Settled.class);
            }
        }
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(rows("SELECT COUNT(*) FROM orders_orderstatushistory")).containsExactly(String.valueOf(2 * ROUNDS));
    }

    /** Main order and child at once: the main order is locked first, so they neither wait crosswise nor take twice. */
    @Test
    void twoOfAFamilyAtOnceTakeTheStockOnce() throws Exception {
        try (Database second = Database.open(address, Access.WRITE)) {
            for (long id = 1; id <= 2 * ROUNDS; id += 2) {
                long main = id;
                order(main, "pending");
                order(main + 1, "pending", "parent_order_id", main);
                cancelAndRefuse(main);
                cancelAndRefuse(main + 1);

                assertThat(together(() -> compensate(main), () -> compensate(second, main + 1)))
                        .hasOnlyElementsOfType(Back.class);
            }
        }
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    /** YLH's callback may say that it has cancelled after all: whichever is first, the other changes nothing. */
    @Test
    void aRefusalAndAConfirmationAtOnceNeverBothCount() throws Exception {
        for (long id = 1; id <= ROUNDS; id++) {
            order(id, "pending");
            cancelAndRefuse(id);
        }
        try (Database second = Database.open(address, Access.WRITE)) {
            for (long id = 1; id <= ROUNDS; id++) {
                long order = id;
                Cancellation seen = delivery(order);
                together(
                        () -> compensate(order),
                        () -> second.transaction(sql -> Cancellations.settle(
                                sql,
                                seen,
                                seen.settled(DeliveryState.CONFIRMED, Optional.empty(), StoreContract.NOW))));
            }
        }
        assertThat(rows("SELECT c.state, o.status FROM ylh_cancellation c JOIN orders_order o ON o.id = c.order_id"))
                .isSubsetOf("confirmed | cancelled", "compensated | pending");
    }

    @Test
    void whatWasConfirmedMeanwhileStaysCancelled() {
        order(1, "pending");
        cancelAndRefuse(1);
        deliver(1, "confirmed");
        Map<String, List<String>> before = everything();

        assertThat(compensate(1)).isInstanceOf(Settled.class);
        assertThat(everything()).isEqualTo(before);
    }

    /** Its row is somebody else's for long: nothing is lost, it is only later. */
    @Test
    void whatOthersHoldIsPutBackLater() {
        order(1, "pending");
        cancelAndRefuse(1);
        database.close();
        database = databases.waiting(address, Duration.ofMillis(50));

        try (Held held = new Held(address, "SELECT id FROM catalog_product WHERE id = 2 FOR UPDATE")) {
            assertThat(compensate(1)).isInstanceOf(Left.class);
            held.release();
        }

        assertThat(rows("SELECT state, next_attempt_at FROM ylh_cancellation"))
                .containsExactly("rejected | 2026-03-08T02:30:30.123456");
        assertThat(new Cancellations(database).toPutBack(StoreContract.NOW, 0, 9))
                .isEmpty();
        assertThat(new Cancellations(database).toPutBack(StoreContract.NOW.plusSeconds(31), 0, 9))
                .containsExactly(id(1));
        assertThat(compensate(1)).isInstanceOf(Back.class);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    // ---- a person's wish

    @Test
    void aPersonTakesBackWhatYlhHasNotHeardOf() {
        paid(1);
        String sales = sales();
        cancel("PO1");

        Back back = (Back) undo(1);

        assertThat(back.delivery().map(Cancellation::state)).contains(DeliveryState.WITHDRAWN);
        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(sales()).isEqualTo(sales);
        assertThat(rows("SELECT status, cancel_reason, cancelled_at, haier_status, haier_fail_msg FROM orders_order"))
                .containsExactly("paid |  | null | confirmed | ");
        assertThat(rows("SELECT note FROM orders_orderstatushistory ORDER BY id"))
                .last()
                .isEqualTo("[kefu] undo: " + NOTE + " [run " + RUN + "]");
        assertThat(rows("SELECT word, from_state, to_state, operator, note FROM ylh_intervention"))
                .containsExactly("undo | pending | withdrawn | kefu | " + NOTE);
        assertThat(rows("SELECT kind FROM ylh_put_back")).containsExactly("undo");
        assertThat(undo(1)).isInstanceOf(AlreadyBack.class);
    }

    @Test
    void whatYlhDoesNotKnowIsTakenBackWithoutARequest() {
        shop.order(1, "pending");
        items(1);
        cancel("PO1");

        assertThat(((Back) undo(1)).delivery()).isEmpty();

        assertThat(stocks()).isEqualTo(UNTOUCHED);
        assertThat(undo(404)).isInstanceOf(Missing.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"SENDING", "ACCEPTED", "CONFIRMED", "PARTIAL", "UNKNOWN"})
    void whatYlhMayHaveDoneIsNotTakenBack(DeliveryState state) {
        order(1, "pending");
        cancel("PO1");
        deliver(1, state.word());
        Map<String, List<String>> before = everything();

        assertThat(undo(1)).isInstanceOf(Refused.class);
        assertThat(everything()).isEqualTo(before);
        assertThat(delivery(1).state()).isEqualTo(state);
    }

    @Test
    void aLookSaysTheSameAndChangesNothing() {
        paid(1);
        cancel("PO1");
        Map<String, List<String>> before = everything();

        Back look = (Back) puttingBack(database, true).look(key(1), StoreContract.NOW);

        assertThat(everything()).isEqualTo(before);
        Back back = (Back) undo(1);
        assertThat(look.taken()).isEqualTo(back.taken());
        assertThat(look.delivery().map(Cancellation::state)).contains(DeliveryState.WITHDRAWN);
    }

    /** A process claims the delivery, or a person takes the order back: one of them, and the other finds it so. */
    @Test
    void aSyncThatIsJustClaimingItLosesOrWins() throws Exception {
        for (long id = 1; id <= ROUNDS; id++) {
            order(id, "pending");
            cancel("PO" + id);
        }
        try (Database second = Database.open(address, Access.WRITE)) {
            Outbox outbox = new Outbox(second, "other", "run-2", TestAccess.ACCOUNT, StoreContract.LEASE);
            for (long id = 1; id <= ROUNDS; id++) {
                long order = id;
                long delivery = id(order);
                List<Object> both = together(
                        () -> undo(order),
                        () -> outbox.claim(delivery, true, StoreContract.NOW).isPresent());

                assertThat(both.get(0)).isInstanceOf((Boolean) both.get(1) ? Refused.class : Back.class);
                assertThat(delivery(order).state())
                        .isEqualTo((Boolean) both.get(1) ? DeliveryState.SENDING : DeliveryState.WITHDRAWN);
            }
            assertThat(outbox.claimDue(StoreContract.NOW, true, 99, StoreContract.NOW))
                    .isEmpty();
        }
    }

    /** A claim that is not committed yet is waited for, and then seen. */
    @Test
    void anUndoWaitsForAClaim() throws Exception {
        order(1, "pending");
        cancel("PO1");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Held claim = new Held(
                address,
                "UPDATE ylh_cancellation SET state = 'sending', attempts = attempts + 1, lease_owner = 'x' WHERE id = "
                        + id(1))) {
            Future<PutBackAnswer> undo = thread.submit(() -> undo(1));
            await().atMost(Duration.ofSeconds(SECONDS))
                    .until(() -> rows("SELECT id FROM orders_order WHERE id = 1 FOR UPDATE SKIP LOCKED")
                            .isEmpty());
            claim.commit();

            assertThat(undo.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(Refused.class);
        } finally {
            thread.shutdownNow();
        }
        assertThat(rows("SELECT status FROM orders_order")).containsExactly("cancelled");
    }

    @Test
    void anUndoAndASecondCancelAtOnceLeaveAWholeOrder() throws Exception {
        for (long id = 1; id <= ROUNDS; id++) {
            order(id, "pending");
            cancel("PO" + id);
        }
        try (Database second = Database.open(address, Access.WRITE)) {
            for (long id = 1; id <= ROUNDS; id++) {
                long order = id;
                List<Object> both = together(
                        () -> undo(order),
                        () -> cancel(second, request("PO" + order, "kefu"), Optional.empty())
                                .outcome());

                assertThat(both.get(0)).isInstanceOf(Back.class);
                boolean again = both.get(1) == Outcome.CANCELLED;
                assertThat(rows("SELECT status FROM orders_order WHERE id = " + order))
                        .containsExactly(again ? "cancelled" : "pending");
                assertThat(rows("SELECT cancellation_no, state FROM ylh_cancellation WHERE order_id = " + order
                                + " ORDER BY 1"))
                        .containsExactlyElementsOf(
                                again ? List.of("1 | withdrawn", "2 | pending") : List.of("1 | withdrawn"));
                if (again) {
                    undo(order);
                }
            }
        }
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    // ---- and then

    @Test
    void cancelledAnewItIsANewRequestWhichMayBeRefusedAgain() {
        order(1, "pending");
        cancelAndRefuse(1);
        compensate(1);

        CancelResult again = cancel("PO1");

        assertThat(again.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(rows("SELECT cancellation_no, state FROM ylh_cancellation ORDER BY 1"))
                .containsExactly("1 | compensated", "2 | pending");
        refuse(1);
        assertThat(compensate(1)).isInstanceOf(Back.class);
        assertThat(rows("SELECT cancellation_no, state FROM ylh_cancellation ORDER BY 1"))
                .containsExactly("1 | compensated", "2 | compensated");
        assertThat(rows("SELECT cancellation_no, kind FROM ylh_transition ORDER BY 1, 2"))
                .containsExactly("1 | cancel", "1 | compensate", "2 | cancel", "2 | compensate");
        assertThat(rows("SELECT cancellation_no FROM ylh_put_back")).containsExactly("2");
        assertThat(stocks()).isEqualTo(UNTOUCHED);
    }

    @Test
    void noSweepTakesItAgainByItself() {
        order(1, "pending");
        order(2, "pending");
        order(3, "pending");
        cancelAndRefuse(1);
        compensate(1);
        cancel("PO2");
        undo(2);
        UnpaidOrders unpaid = new UnpaidOrders(database, schema);

        assertThat(unpaid.counts(StoreContract.NOW)).isEqualTo(new UnpaidOrders.Counts(1, 1));
        UnpaidOrders.Page first = unpaid.page(StoreContract.NOW, Optional.empty(), 1);
        assertThat(first.keys()).containsExactly(key(3));
        assertThat(unpaid.page(StoreContract.NOW, first.last(), 9).keys()).isEmpty();
        assertThat(unpaid.skipped(List.of(key(1), key(2), key(3))))
                .isEqualTo(Map.of(key(1), Reason.PUT_BACK, key(2), Reason.PUT_BACK));
        Cancelling.Swept swept = new Cancelling(database, schema, false, checkpoint -> {})
                .sweep(
                        List.of(1L, 2L, 3L),
                        Cancelling.unpaid(REASON, Optional.empty(), "cron", Optional.of("TEST")),
                        StoreContract.NOW);
        assertThat(swept.cancelled()).isEqualTo(1);
        assertThat(SweepContract.left(swept)).isEqualTo(Map.of(1L, Reason.PUT_BACK, 2L, Reason.PUT_BACK));
        assertThat(cancel("PO1").outcome()).isEqualTo(Outcome.CANCELLED);
    }

    private static List<Object> together(Callable<?> one, Callable<?> other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Object>> both = new ArrayList<>();
            for (Callable<?> each : List.of(one, other)) {
                both.add(threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return each.call();
                }));
            }
            List<Object> answers = new ArrayList<>();
            for (Future<Object> each : both) {
                answers.add(each.get(SECONDS, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
