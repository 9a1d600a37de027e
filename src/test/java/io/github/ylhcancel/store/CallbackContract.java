package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static io.github.ylhcancel.testing.SignedCallback.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.callback.CallbackAnswer;
import io.github.ylhcancel.callback.CallbackAnswer.Outcome;
import io.github.ylhcancel.callback.ReceiveCallback;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.config.CallbackAccess;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Call;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.domain.TimelineEvent.CallbackReceived;
import io.github.ylhcancel.testing.CapturedLog;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.TestAccess;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What YLH says by itself, from the bytes to the rows, in the specification's own shop. Order 1 has a line of SKU 11, of product 1, and one of
 * product 2.
 */
abstract class CallbackContract extends DjangoContract {
    private static final Instant NOW = StoreContract.NOW;
    private static final Instant SENT = NOW.minusSeconds(60);
    private static final String RUN = StoreContract.RUN;
    private static final String ORDER =
            "SELECT status, haier_status, haier_fail_msg, haier_order_no FROM orders_order WHERE id = 1";
    private static final String RECORDED = "SELECT effect, code, from_state, to_state FROM ylh_callback ORDER BY id";
    private static final String QUANTITIES =
            "SELECT id, receive_qty, return_qty, reject_qty FROM orders_orderitem ORDER BY id";
    private static final String UNTOUCHED = "1 | 0 | 0 | 0;2 | 0 | 0 | 0";
    private static final String ITEMS = ",\"itemList\":[{\"productCode\":\"SKU-11\",\"totalQty\":3,\"receiveQty\":3,"
            + "\"returnQty\":2,\"rejectQty\":1},{\"productCode\":\"P2\",\"receiveQty\":\"2\"},"
            + "{\"productCode\":\"P9\",\"receiveQty\":9}]";
    private static final long SECONDS = 60;
    private static final int ROUNDS = 20;

    private ReceiveCallback receive;

    @BeforeEach
    void openReceiver() {
        receive = receiver(database, RUN, false, step -> {});
    }

    private ReceiveCallback receiver(
            Database on, String runId, boolean cancelsUnasked, Consumer<Checkpoint> checkpoints) {
        CallbackAccess access = new CallbackAccess(
                SignedCallback.APP_KEY,
                SignedCallback.SECRET,
                Set.of(),
                Set.of(),
                Duration.ofHours(24),
                cancelsUnasked);
        Callbacks callbacks = new Callbacks(on, runId);
        return new ReceiveCallback(
                access,
                callbacks,
                new CallbackTransaction(
                        on, schema, callbacks, runId, Optional.of(TestAccess.ACCOUNT), cancelsUnasked, checkpoints),
                Optional.of("TEST"),
                "ylh",
                checkpoints,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void given(String status, Object... more) {
        shop.order(1, status, more);
        shop.item(1, 1, 1, 11L, 3);
        shop.item(2, 1, 2, null, 2);
    }

    /** An order that is cancelled, and its delivery in that state. */
    private void givenDelivery(String state) {
        given("cancelled", "haier_so_id", "SO1", "haier_status", "confirmed");
        boolean fresh = state.equals("fresh");
        shop.rows().cancellation(7, 1, 1, fresh ? "pending" : state, StoreContract.LONG_AGO);
        shop.rows().execute("UPDATE ylh_cancellation SET maybe_applied = TRUE, attempts = " + (fresh ? 0 : 2));
        if (state.equals("sending")) {
            shop.rows().execute("UPDATE ylh_cancellation SET lease_owner = 'host:1', lease_until = next_attempt_at");
        }
    }

    private CallbackAnswer cancelled(int state, String more) {
        return take(SignedCallback.of("cancel", SENT, data("PO1", state, more)));
    }

    private CallbackAnswer take(SignedCallback callback) {
        return receive.receive(callback.body(), Optional.empty());
    }

    private static String json(CallbackAnswer answer) {
        return answer.json(message -> message.key());
    }

    private String quantities() {
        return String.join(";", rows(QUANTITIES));
    }

    /** Everything but what a callback may write. */
    private List<List<String>> rest() {
        List<List<String>> rest = new ArrayList<>();
        for (String rows : List.of(
                "id, stock, sales_count FROM catalog_product ORDER BY id",
                "id, stock FROM catalog_productsku ORDER BY id",
                "id, product_id, sku_id, change_type, quantity FROM catalog_inventorylog ORDER BY id",
                "id, order_id, from_status, to_status, note FROM orders_orderstatushistory ORDER BY id",
                "* FROM ylh_transition ORDER BY order_key, cancellation_no",
                "* FROM ylh_stock_ledger ORDER BY order_key, line_key",
                "* FROM ylh_call ORDER BY id",
                "* FROM ylh_intervention ORDER BY id")) {
            rest.add(rows("SELECT " + rows));
        }
        return rest;
    }

    /** The table of the deliveries, cell by cell: what becomes of the delivery, what it is called, the shop's word, the quantities. */
    @ParameterizedTest(name = "{0}, state {1}")
    @CsvSource({
        "fresh,       1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "fresh,       0, pending,     contradiction, refused-before-told,         confirmed,     false",
        "fresh,       2, partial,     settled,       partial,                     confirmed,     true",
        "pending,     1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "pending,     0, rejected,    settled,       refused,                     cancel_failed, false",
        "pending,     2, partial,     settled,       partial,                     confirmed,     true",
        "sending,     1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "sending,     0, rejected,    settled,       refused,                     cancel_failed, false",
        "sending,     2, partial,     settled,       partial,                     confirmed,     true",
        "unknown,     1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "unknown,     0, rejected,    settled,       refused,                     cancel_failed, false",
        "unknown,     2, partial,     settled,       partial,                     confirmed,     true",
        "dead,        1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "dead,        0, rejected,    settled,       refused,                     cancel_failed, false",
        "dead,        2, partial,     settled,       partial,                     confirmed,     true",
        "accepted,    1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "accepted,    0, rejected,    settled,       refused,                     cancel_failed, false",
        "accepted,    2, partial,     settled,       partial,                     confirmed,     true",
        "held,        1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "held,        0, rejected,    settled,       refused,                     cancel_failed, false",
        "held,        2, partial,     settled,       partial,                     confirmed,     true",
        "abandoned,   1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "abandoned,   0, rejected,    settled,       refused,                     cancel_failed, false",
        "abandoned,   2, partial,     settled,       partial,                     confirmed,     true",
        "confirmed,   1, confirmed,   repeated,      repeated,                    confirmed,     false",
        "confirmed,   0, confirmed,   contradiction, refused-what-was-confirmed,  confirmed,     false",
        "confirmed,   2, confirmed,   contradiction, partly-what-was-confirmed,   confirmed,     false",
        "partial,     1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "partial,     0, partial,     contradiction, refused-what-was-partial,    confirmed,     false",
        "partial,     2, partial,     repeated,      repeated,                    confirmed,     true",
        "rejected,    1, confirmed,   settled,       confirmed,                   confirmed,     false",
        "rejected,    0, rejected,    repeated,      repeated,                    confirmed,     false",
        "rejected,    2, partial,     settled,       partial,                     confirmed,     true",
        "compensated, 1, compensated, contradiction, cancelled-what-was-put-back, confirmed,     false",
        "compensated, 0, compensated, repeated,      repeated,                    confirmed,     false",
        "compensated, 2, compensated, contradiction, partly-what-was-put-back,    confirmed,     false",
        "withdrawn,   1, withdrawn,   contradiction, cancelled-what-was-put-back, confirmed,     false",
        "withdrawn,   0, withdrawn,   repeated,      repeated,                    confirmed,     false",
        "withdrawn,   2, withdrawn,   contradiction, partly-what-was-put-back,    confirmed,     false",
    })
    void settlesADelivery(
            String delivery, int state, String to, String effect, String code, String word, boolean quantities) {
        givenDelivery(delivery);
        List<List<String>> rest = rest();
        String before = rows("SELECT * FROM ylh_cancellation").get(0);
        String was = delivery.equals("fresh") ? "pending" : delivery;
        boolean settled = effect.equals("settled");

        CallbackAnswer answer = cancelled(state, ",\"FailMsg\":\"已出库\"" + ITEMS);

        assertThat(answer.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows(RECORDED))
                .containsExactly(effect + " | " + code + " | " + was + " | " + (settled ? to : "null"));
        assertThat(rows("SELECT state FROM ylh_cancellation")).containsExactly(to);
        if (settled) {
            boolean due = to.equals("rejected");
            assertThat(rows("SELECT lease_owner, lease_until, hold, attempts FROM ylh_cancellation"
                            + " WHERE maybe_applied = " + (due && delivery.equals("sending"))
                            + " AND next_attempt_at IS " + (due ? "NOT NULL" : "NULL")))
                    .containsExactly("null | null | null | " + (delivery.equals("fresh") ? 0 : 2));
        } else {
            assertThat(rows("SELECT * FROM ylh_cancellation")).containsExactly(before);
        }
        assertThat(answer.refused())
                .isEqualTo(settled && to.equals("rejected") ? OptionalLong.of(7) : OptionalLong.empty());
        assertThat(rows(ORDER))
                .containsExactly("cancelled | " + word + " | " + (word.equals("confirmed") ? "" : "已出库") + " | ");
        assertThat(quantities()).isEqualTo(quantities ? "1 | 3 | 2 | 1;2 | 2 | 0 | 0" : UNTOUCHED);
        assertThat(rows("SELECT unknown_products FROM ylh_callback")).containsExactly(quantities ? "P9" : "null");
        assertThat(rest()).isEqualTo(rest);
        assertIsAnsweredTheSameAgain(state, ",\"FailMsg\":\"已出库\"" + ITEMS, answer);
    }

    private void assertIsAnsweredTheSameAgain(int state, String more, CallbackAnswer first) {
        List<String> before = everythingWritten();

        CallbackAnswer again = cancelled(state, more);

        assertThat(again.outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(json(again)).isEqualTo(json(first));
        assertThat(again.refused()).isEqualTo(first.refused());
        assertThat(everythingWritten()).isEqualTo(before);
    }

    private List<String> everythingWritten() {
        List<String> all = new ArrayList<>();
        rest().forEach(all::addAll);
        all.addAll(rows("SELECT id, status, haier_so_id, haier_order_no, haier_status, haier_fail_msg, cancel_reason"
                + " FROM orders_order ORDER BY id"));
        all.addAll(rows(QUANTITIES));
        all.addAll(rows("SELECT * FROM ylh_cancellation ORDER BY id"));
        all.addAll(rows("SELECT * FROM ylh_callback ORDER BY id"));
        return all;
    }

    /** The rows of the table without a delivery, but those in which the order is cancelled here. */
    @ParameterizedTest(name = "{0} {1}, state {2}")
    @CsvSource({
        "paid,      confirmed,      1, listed,        unasked,                   confirmed,      false",
        "paid,      confirmed,      0, listed,        unasked-refusal,           confirmed,      false",
        "paid,      confirmed,      2, listed,        unasked-partly,            confirmed,      true",
        "paid,      cancel_pending, 0, shop-refused,  shop-refused,              cancel_failed,  false",
        "paid,      cancel_pending, 2, listed,        partly-asked-by-shop,      cancel_pending, true",
        "cancelled, confirmed,      1, noted,         cancelled-here-too,        confirmed,      false",
        "cancelled, confirmed,      0, contradiction, refused-what-is-cancelled, confirmed,      false",
        "cancelled, confirmed,      2, listed,        partly-what-is-cancelled,  confirmed,      true",
    })
    void takesWhatNobodyHereToldYlh(
            String status, String before, int state, String effect, String code, String word, boolean quantities) {
        given(status, "haier_so_id", "SO1", "haier_status", before);
        List<List<String>> rest = rest();

        CallbackAnswer answer = cancelled(state, ",\"FailMsg\":\"已出库\"" + ITEMS);

        assertThat(answer.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows(RECORDED)).containsExactly(effect + " | " + code + " | null | null");
        assertThat(rows(ORDER))
                .containsExactly(status + " | " + word + " | " + (word.equals("cancel_failed") ? "已出库" : "") + " | ");
        assertThat(quantities()).isEqualTo(quantities ? "1 | 3 | 2 | 1;2 | 2 | 0 | 0" : UNTOUCHED);
        assertThat(rest()).isEqualTo(rest);
        assertThat(rows("SELECT * FROM ylh_cancellation")).isEmpty();
        assertIsAnsweredTheSameAgain(state, ",\"FailMsg\":\"已出库\"" + ITEMS, answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel_pending", "confirmed"})
    void anOrderThatYlhHasCancelledIsCancelledHereByTheEngine(String word) {
        given("paid", "haier_so_id", "SO1", "haier_status", word);
        boolean asked = word.equals("cancel_pending");
        receive = receiver(database, RUN, !asked, step -> {});

        CallbackAnswer answer = cancelled(1, asked ? "" : ",\"FailMsg\":\"门口拒收\"");

        assertThat(answer.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows(RECORDED))
                .containsExactly("cancels | " + (asked ? "asked-by-shop" : "unasked") + " | null | null");
        assertThat(rows("SELECT status, cancel_reason FROM orders_order"))
                .containsExactly("cancelled | " + (asked ? "易理货已取消" : "门口拒收"));
        assertThat(stocks()).isEqualTo("100 113 120 202 300");
        assertThat(sales()).isEqualTo("7 18 30");
        assertThat(rows("SELECT from_status, to_status FROM orders_orderstatushistory"))
                .containsExactly("paid | cancelled");
        assertThat(rows("SELECT state, attempts, next_attempt_at, so_id, source_system, account FROM ylh_cancellation"))
                .containsExactly("confirmed | 0 | null | SO1 | TEST | " + TestAccess.ACCOUNT.stored());
        assertThat(rows("SELECT c.order_key FROM ylh_callback c JOIN ylh_cancellation k ON k.id = c.cancellation_id"))
                .containsExactly("1");
        assertIsAnsweredTheSameAgain(1, asked ? "" : ",\"FailMsg\":\"门口拒收\"", answer);
        assertThat(cancel("PO1").sync()).isEqualTo(SyncState.of(DeliveryState.CONFIRMED));
    }

    /** Without a so-id there is nothing that YLH could be told, and nothing to confirm. */
    @Test
    void anOrderWithoutASoIdIsCancelledHereToo() {
        given("paid", "haier_status", "cancel_pending");

        assertThat(cancelled(1, "").outcome()).isEqualTo(Outcome.APPLIED);

        assertThat(rows("SELECT status FROM orders_order")).containsExactly("cancelled");
        assertThat(rows("SELECT * FROM ylh_cancellation")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shipped", "completed", "refunded", "frozen"})
    void whatTheEngineDoesNotCancelIsForAPerson(String status) {
        given(status, "haier_so_id", "SO1", "haier_status", "cancel_pending");
        List<List<String>> rest = rest();

        assertThat(cancelled(1, "").outcome()).isEqualTo(Outcome.APPLIED);

        assertThat(rows(RECORDED)).containsExactly("listed | not-cancellable | null | null");
        assertThat(rows(ORDER)).containsExactly(status + " | cancel_pending |  | ");
        assertThat(rest()).isEqualTo(rest);
        assertThat(rows("SELECT * FROM ylh_cancellation")).isEmpty();
    }

    /** The database refuses in the middle of what the engine writes; nothing of that stays. */
    @Test
    void whatTheDatabaseRefusesTheEngineIsForAPerson() {
        given("paid", "haier_so_id", "SO1", "haier_status", "cancel_pending");
        shop.rows().execute(databases.ignoreForeignKeys(), "DELETE FROM catalog_productsku WHERE id = 11");
        List<List<String>> rest = rest();

        assertThat(cancelled(1, "").outcome()).isEqualTo(Outcome.APPLIED);

        assertThat(rows(RECORDED)).containsExactly("listed | not-cancellable | null | null");
        assertThat(rows("SELECT status FROM orders_order")).containsExactly("paid");
        assertThat(rest()).isEqualTo(rest);
    }

    @Test
    void theAnswerToACallThatIsUnderWayChangesNothingButTheRecordOfTheCall() {
        givenDelivery("pending");
        Outbox outbox = new Outbox(database, "host:1", "run-1", TestAccess.ACCOUNT, StoreContract.LEASE);
        shop.rows().execute("UPDATE ylh_cancellation SET maybe_applied = FALSE");
        Cancellation claimed = outbox.claim(7, true, NOW).orElseThrow();

        cancelled(1, "");
        String settled = rows("SELECT * FROM ylh_cancellation").get(0);
        boolean ours = outbox.finish(
                claimed,
                new Progress(DeliveryState.ACCEPTED, 3, Optional.empty(), false, Optional.empty()),
                List.of(new Call(
                        Call.Endpoint.CANCEL, NOW, Duration.ofMillis(80), OptionalInt.of(200), "accepted", "")),
                NOW.plusSeconds(1));

        assertThat(ours).isFalse();
        assertThat(rows("SELECT * FROM ylh_cancellation")).containsExactly(settled);
        assertThat(settled).contains("confirmed");
        assertThat(rows("SELECT outcome FROM ylh_call")).containsExactly("accepted");
    }

    @Test
    void ofSeveralCancellationsItIsAboutTheLatestThatYlhCanHaveHeardOf() {
        givenDelivery("compensated");
        shop.rows().cancellation(8, 1, 2, "accepted", null);
        shop.rows().execute("UPDATE ylh_cancellation SET created_at = '2026-03-08 02:29:30' WHERE id = 8");

        assertThat(take(SignedCallback.cancel(NOW.minus(Duration.ofHours(2)), "PO1", 0))
                        .outcome())
                .isEqualTo(Outcome.APPLIED);
        assertThat(cancelled(1, "").outcome()).isEqualTo(Outcome.APPLIED);

        assertThat(rows(RECORDED))
                .containsExactly(
                        "repeated | repeated | compensated | null", "settled | confirmed | accepted | confirmed");
    }

    @Test
    void quantitiesAreSetAndNeverAdded() {
        givenDelivery("accepted");

        cancelled(2, ITEMS);
        take(SignedCallback.of("cancel", SENT.plusSeconds(1), data("PO1", 2, ITEMS)));
        take(SignedCallback.of(
                "cancel",
                SENT.plusSeconds(2),
                data("PO1", 2, ",\"itemList\":\"[{\\\"productCode\\\":\\\"P2\\\",\\\"rejectQty\\\":\\\"1\\\"}]\"")));

        assertThat(quantities()).isEqualTo("1 | 3 | 2 | 1;2 | 2 | 0 | 1");
    }

    @Test
    void linesOfOneProductGetAsManyAsTheyHave() {
        givenDelivery("accepted");
        shop.item(3, 1, 2, null, 4);
        String twice =
                ",\"itemList\":[{\"productCode\":\"P2\",\"receiveQty\":4},{\"productCode\":\"P2\",\"receiveQty\":1}]";

        cancelled(2, twice);

        assertThat(quantities()).isEqualTo("1 | 0 | 0 | 0;2 | 2 | 0 | 0;3 | 3 | 0 | 0");
    }

    @Test
    void aProductOfAnotherSpellingIsUnknown() {
        givenDelivery("accepted");

        cancelled(
                2,
                ",\"itemList\":[{\"productCode\":\"sku-11\",\"receiveQty\":1},{\"productCode\":\"P2 \",\"receiveQty\":1}]");

        assertThat(quantities()).isEqualTo(UNTOUCHED);
        assertThat(rows("SELECT unknown_products FROM ylh_callback")).containsExactly("sku-11, P2 ");
        assertThat(callbacks().forAPerson(10)).hasSize(1);
    }

    @Test
    void whatCannotBePlacedIsAppliedWhenItComesAgain() {
        CallbackAnswer first = cancelled(1, "");

        assertThat(first.outcome()).isEqualTo(Outcome.UNPLACED);
        assertThat(first.code()).isEqualTo("order_not_found");
        assertThat(first.outcome().httpStatus()).isNotEqualTo(200);
        assertThat(rows(RECORDED)).containsExactly("null | order-not-found | null | null");

        givenDelivery("accepted");
        assertThat(cancelled(1, "").outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows(RECORDED)).containsExactly("settled | confirmed | accepted | confirmed");
    }

    @Test
    void whatCouldNotBePlacedIsAppliedByAnyLaterRun() {
        cancelled(0, "");
        givenDelivery("accepted");

        assertThat(receive.applyLeftBehind(List.of(number()))).isEmpty();
        assertThat(rows("SELECT state FROM ylh_cancellation")).containsExactly("accepted");
        assertThat(receive.applyLeftBehind(List.of())).containsExactly(7L);
        assertThat(rows("SELECT state FROM ylh_cancellation")).containsExactly("rejected");
        assertThat(receive.applyLeftBehind(List.of())).isEmpty();
    }

    private long number() {
        return Long.parseLong(rows("SELECT id FROM ylh_callback").get(0));
    }

    @Test
    void theShopsNumberOrTheSoIdComesFirstAndYlhsNumberSecond() {
        givenDelivery("accepted");
        shop.order(2, "paid", "haier_order_no", "HO2");

        assertThat(take(named("SO1", "HO1")).callback().orElseThrow().orderKey())
                .contains(key(1));
        assertThat(take(named("nobody", "HO2")).callback().orElseThrow().orderKey())
                .contains(key(2));
        assertThat(take(named("PO2", "HO2")).callback().orElseThrow().orderKey())
                .contains(key(2));
        CallbackAnswer both = take(named("PO1", "HO2"));
        assertThat(both.outcome()).isEqualTo(Outcome.CONFLICTING);
        assertThat(both.code()).isEqualTo("order_ambiguous");
    }

    @Test
    void aNumberOfYlhThatSeveralOrdersHaveMeansNone() {
        shop.order(1, "paid", "haier_order_no", "HO1");
        shop.order(2, "paid", "haier_order_no", "HO1");

        assertThat(take(named("nobody", "HO1")).code()).isEqualTo("order_ambiguous");
        assertThat(take(named("PO2", "HO1")).callback().orElseThrow().orderKey())
                .contains(key(2));
    }

    private static SignedCallback named(String order, String supplierOrder) {
        return SignedCallback.of("confirm", SENT, data(order, 1, ",\"ExtOrderNo\":\"" + supplierOrder + "\""));
    }

    /** The orders of this shop that YLH has given no number have an empty one. */
    @Test
    void anEmptyNumberOfYlhMatchesNoOrderWithoutOne() {
        givenDelivery("accepted");

        for (String none : List.of("", ",\"ExtOrderNo\":\"\"", ",\"ExtOrderNo\":\" \"", ",\"ExtOrderNo\":null")) {
            CallbackAnswer answer = take(SignedCallback.of("cancel", SENT, data("nobody", 0, none)));

            assertThat(answer.code()).isEqualTo("order_not_found");
        }
        assertThat(rows("SELECT state FROM ylh_cancellation")).containsExactly("accepted");
    }

    /** MariaDB takes each of these for the order's number. */
    @ParameterizedTest
    @ValueSource(strings = {"po1", "PO1 ", "PÓ1", "so1"})
    void anOrderNumberIsComparedExactly(String number) {
        givenDelivery("accepted");

        assertThat(take(SignedCallback.cancel(SENT, number, 1)).code()).isEqualTo("order_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ho1", "HO1 ", "HÓ1"})
    void aNumberOfYlhIsComparedExactlyToo(String number) {
        shop.order(1, "paid", "haier_order_no", "HO1");

        assertThat(take(named("nobody", number)).code()).isEqualTo("order_not_found");
        assertThat(take(named("nobody", "HO1")).code()).isEqualTo("success");
    }

    @Test
    void anotherBodyOfTheSameOrderMethodAndTimeIsAContradiction() {
        givenDelivery("accepted");
        cancelled(1, "");
        List<String> before = rows("SELECT * FROM ylh_cancellation");

        CallbackAnswer other = cancelled(0, ",\"FailMsg\":\"不能取消\"");

        assertThat(other.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(rows(RECORDED))
                .containsExactly(
                        "settled | confirmed | accepted | confirmed", "contradiction | another-body | null | null");
        assertThat(rows("SELECT * FROM ylh_cancellation")).isEqualTo(before);
        assertThat(rows(ORDER)).containsExactly("cancelled | confirmed |  | ");
        assertThat(callbacks().forAPerson(key(1)))
                .extracting(RecordedCallback::state)
                .hasSize(1);
    }

    /** The first is written down, and its process dies; the second must not win by that. */
    @Test
    void ofTwoBodiesTheOneThatCameFirstCountsAlsoWhenItIsAppliedLater() {
        givenDelivery("accepted");
        receive = receiver(database, RUN, false, CallbackContract::die);
        assertThatThrownBy(() -> cancelled(1, "")).isInstanceOf(Died.class);
        openReceiver();

        cancelled(0, "");
        cancelled(1, "");

        assertThat(rows(RECORDED))
                .containsExactly(
                        "settled | confirmed | accepted | confirmed", "contradiction | another-body | null | null");
    }

    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void die(Checkpoint step) {
        if (step == Checkpoint.AFTER_RECEIVING) {
            throw new Died();
        }
    }

    @Test
    void whatAProcessLeftBehindIsAppliedByItsRepeat() {
        givenDelivery("accepted");
        receive = receiver(database, RUN, false, CallbackContract::die);
        assertThatThrownBy(() -> cancelled(0, "")).isInstanceOf(Died.class);
        assertThat(rows(RECORDED)).containsExactly("null | null | null | null");
        openReceiver();

        CallbackAnswer answer = cancelled(0, "");

        assertThat(answer.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(answer.refused()).hasValue(7);
        assertThat(rows(RECORDED)).containsExactly("settled | refused | accepted | rejected");
    }

    /** As long as nobody has put the order back, whoever hears of the refusal again is told that it is to be done. */
    @Test
    void aRepeatNamesTheDeliveryUntilItsOrderIsPutBack() {
        givenDelivery("accepted");
        cancelled(0, "");

        assertThat(cancelled(0, "").refused()).hasValue(7);
        shop.rows().execute("UPDATE ylh_cancellation SET state = 'compensated'");
        assertThat(cancelled(0, "").refused()).isEmpty();
    }

    @Test
    void twiceAtTheSameMomentItIsAppliedOnceAndAnsweredTheSame() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            ReceiveCallback other = receiver(second, "another-run", true, step -> {});
            ReceiveCallback one = receiver(database, RUN, true, step -> {});
            for (int id = 1; id <= ROUNDS; id++) {
                shop.order(id, "paid", "haier_so_id", "SO" + id);
                shop.item(id, id, 2, null, 1);
                byte[] body = SignedCallback.cancel(SENT, "PO" + id, 1).body();
                Future<CallbackAnswer> first = threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return one.receive(body, Optional.empty());
                });
                Future<CallbackAnswer> repeat = threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return other.receive(body, Optional.empty());
                });

                CallbackAnswer here = first.get(SECONDS, TimeUnit.SECONDS);
                CallbackAnswer there = repeat.get(SECONDS, TimeUnit.SECONDS);
                assertThat(json(here)).isEqualTo(json(there));
                assertThat(List.of(here.outcome(), there.outcome()))
                        .containsExactlyInAnyOrder(Outcome.APPLIED, Outcome.REPEATED);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(rows("SELECT COUNT(*) FROM ylh_callback")).containsExactly(String.valueOf(ROUNDS));
        assertThat(rows("SELECT COUNT(*) FROM ylh_cancellation")).containsExactly(String.valueOf(ROUNDS));
        assertThat(rows("SELECT COUNT(*) FROM ylh_transition")).containsExactly(String.valueOf(ROUNDS));
        assertThat(stocks()).isEqualTo("100 110 120 " + (200 + ROUNDS) + " 300");
    }

    /** One is cancelled by the command, of the other YLH says so, at the same moment: whoever is first, its stock comes back once. */
    @Test
    void aCancellationAndACallbackAtTheSameMomentCancelOnce() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            ReceiveCallback other = receiver(second, "another-run", true, step -> {});
            for (int id = 1; id <= ROUNDS; id++) {
                shop.order(id, "paid", "haier_so_id", "SO" + id);
                shop.item(id, id, 2, null, 1);
                String number = "PO" + id;
                Future<CancelResult> here = threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return cancel(number);
                });
                Future<CallbackAnswer> there = threads.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return other.receive(SignedCallback.cancel(NOW, number, 1).body(), Optional.empty());
                });
                assertThat(here.get(SECONDS, TimeUnit.SECONDS).outcome())
                        .isIn(
                                io.github.ylhcancel.domain.Outcome.CANCELLED,
                                io.github.ylhcancel.domain.Outcome.ALREADY_CANCELLED);
                assertThat(there.get(SECONDS, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.APPLIED);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(rows("SELECT DISTINCT state FROM ylh_cancellation")).containsExactly("confirmed");
        assertThat(rows("SELECT COUNT(*) FROM ylh_cancellation")).containsExactly(String.valueOf(ROUNDS));
        assertThat(stocks()).isEqualTo("100 110 120 " + (200 + ROUNDS) + " 300");
    }

    @Test
    void aConfirmedOrderGetsYlhsNumberAndAnEmptyOneNeverEmptiesIt() {
        given("paid", "haier_so_id", "SO1", "haier_fail_msg", "earlier");

        confirmed(1, 1, ",\"ExtOrderNo\":\"HO1\",\"FailMsg\":\"不要紧\"");
        assertThat(rows(ORDER)).containsExactly("paid | confirmed |  | HO1");

        confirmed(2, 1, ",\"ExtOrderNo\":\"\"");
        assertThat(rows(ORDER)).containsExactly("paid | confirmed |  | HO1");

        confirmed(3, 0, ",\"ExtOrderNo\":\"HO2\",\"FailMsg\":\"地址超区\"");
        assertThat(rows(ORDER)).containsExactly("paid | failed | 地址超区 | HO1");

        confirmed(4, 2, ",\"FailMsg\":\"一部分\"");
        assertThat(rows(ORDER)).containsExactly("paid | failed | 一部分 | HO1");

        take(SignedCallback.of("oostock", SENT.plusSeconds(5), data("PO1", 0, "")));
        assertThat(rows(ORDER)).containsExactly("paid | out_of_stock | 一部分 | HO1");
        assertThat(rows("SELECT effect, code FROM ylh_callback ORDER BY id"))
                .containsExactly(
                        "noted | supplier-confirmed",
                        "noted | supplier-confirmed",
                        "noted | supplier-failed",
                        "noted | supplier-failed",
                        "noted | supplier-out-of-stock");
    }

    private CallbackAnswer confirmed(int second, int state, String more) {
        return take(SignedCallback.of("confirm", SENT.plusSeconds(second), data("PO1", state, more)));
    }

    @Test
    void whatComesLateOvertakesNothing() {
        given("paid", "haier_so_id", "SO1");
        confirmed(5, 1, ",\"ExtOrderNo\":\"HO1\"");

        assertThat(confirmed(4, 0, ",\"FailMsg\":\"以前的\"").outcome()).isEqualTo(Outcome.APPLIED);

        assertThat(rows(ORDER)).containsExactly("paid | confirmed |  | HO1");
        assertThat(rows("SELECT code FROM ylh_callback ORDER BY id"))
                .containsExactly("supplier-confirmed", "overtaken");
    }

    /** Without that word ylh would tell YLH what the shop has told it. */
    @Test
    void theShopsOwnRequestIsNotWrittenOver() {
        given("paid", "haier_so_id", "SO1", "haier_status", "cancel_pending");

        confirmed(1, 1, ",\"ExtOrderNo\":\"HO1\"");

        assertThat(rows(ORDER)).containsExactly("paid | cancel_pending |  | HO1");
    }

    @Test
    void whatYlhSaidBeforeItWasToldCountsWhenTheOrderGetsItsSoId() {
        given("paid");
        cancel("PO1");
        shop.rows().execute("UPDATE ylh_transition SET created_at = '2026-03-08 02:00:00'");
        shop.rows().execute("UPDATE orders_order SET haier_so_id = 'SO1'");
        assertThat(cancelled(1, "").callback().flatMap(RecordedCallback::code)).contains("cancelled-here-too");

        CancelResult late = cancel("PO1");

        assertThat(late.sync()).isEqualTo(SyncState.of(DeliveryState.CONFIRMED));
        assertThat(rows("SELECT state, next_attempt_at FROM ylh_cancellation")).containsExactly("confirmed | null");
    }

    /** It was said of an earlier cancellation, which was undone. */
    @Test
    void whatYlhSaidOfAnEarlierCancellationDoesNotCount() {
        given("paid");
        cancel("PO1");
        shop.rows().execute("UPDATE ylh_transition SET created_at = '2026-03-08 02:40:00'");
        shop.rows().execute("UPDATE orders_order SET haier_so_id = 'SO1'");
        cancelled(1, "");

        cancel("PO1");

        assertThat(rows("SELECT state FROM ylh_cancellation")).containsExactly("pending");
    }

    private Callbacks callbacks() {
        return new Callbacks(database, RUN);
    }

    @Test
    void theWorstIsListedFirstAndThenTheNewest() {
        given("paid", "haier_so_id", "SO1");
        shop.order(2, "paid");
        shop.order(3, "paid");
        shop.rows().cancellation(7, 2, 1, "compensated", null);
        take(SignedCallback.cancel(SENT, "PO2", 1));
        take(SignedCallback.cancel(SENT, "PO1", 1));
        take(SignedCallback.cancel(SENT, "PO3", 0));
        take(SignedCallback.cancel(SENT, "nobody", 0));
        take(SignedCallback.of("confirm", SENT, data("PO3", 1, "")));

        assertThat(callbacks().forAPerson(10))
                .extracting(one -> one.code().orElseThrow())
                .containsExactly("cancelled-what-was-put-back", "order-not-found", "unasked-refusal", "unasked");
        assertThat(callbacks().forAPerson(2)).hasSize(2);
        assertThat(callbacks().countForAPerson()).isEqualTo(4);
        assertThat(callbacks().forAPerson(key(3)))
                .extracting(one -> one.code().orElseThrow())
                .containsExactly("unasked-refusal");
    }

    @Test
    void whatWasDecidedSinceTakesAnOrderFromTheList() {
        givenDelivery("held");
        shop.order(2, "paid");
        take(SignedCallback.cancel(SENT, "PO2", 1));
        shop.rows().execute("UPDATE ylh_cancellation SET state = 'confirmed'");
        cancelled(0, "");
        shop.rows().execute("UPDATE ylh_cancellation SET state = 'held'");
        shop.rows().execute("UPDATE ylh_callback SET applied_at = '2026-03-08 02:30:00'");
        assertThat(callbacks().forAPerson(10)).hasSize(2);

        cancel("PO2");
        new Interventions(database, schema, "kefu", RUN)
                .settle(new Cancellations(database).byId(7).orElseThrow(), OperatorWord.CONFIRMED, "note", NOW);

        assertThat(callbacks().forAPerson(10)).isEmpty();
        assertThat(callbacks().countForAPerson()).isZero();
    }

    @Test
    void isToldInTheTimeLineOfItsOrder() {
        givenDelivery("accepted");
        shop.order(2, "paid");
        cancelled(1, "");
        take(SignedCallback.cancel(SENT, "PO2", 0));

        assertThat(new Timeline(database, schema).of(order("PO1")))
                .filteredOn(CallbackReceived.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(((CallbackReceived) event).callback())
                        .returns(Optional.of("confirmed"), RecordedCallback::code)
                        .returns(SENT.truncatedTo(ChronoUnit.SECONDS), RecordedCallback::at)
                        .returns(Optional.of(RUN), RecordedCallback::runId));
    }

    /** A number that is longer than the shop's column: nothing of it is written, and it is said so. */
    @Test
    void whatTheShopsTablesDoNotTakeIsAnsweredAsNoSuccess() {
        given("paid", "haier_so_id", "SO1");

        CallbackAnswer answer = confirmed(1, 1, ",\"ExtOrderNo\":\"" + "9".repeat(200) + "\"");

        assertThat(answer.outcome()).isEqualTo(Outcome.CONFLICTING);
        assertThat(rows(ORDER)).containsExactly("paid |  |  | ");
        assertThat(rows("SELECT applied_at, code FROM ylh_callback")).containsExactly("null | row-refused");
    }

    @Test
    void whatIsNotSignedChangesNothing() {
        givenDelivery("accepted");
        List<String> before = everythingWritten();
        Map<String, String> parameters = SignedCallback.cancel(SENT, "PO1", 0).parameters();
        String right = parameters.put("Sign", "0".repeat(32));
        byte[] body = SignedCallback.encoded(parameters).getBytes(StandardCharsets.US_ASCII);
        CallbackAnswer answer;
        try (CapturedLog log = new CapturedLog()) {
            answer = receive.receive(body, Optional.of("192.0.2.9"));

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("event=callback"))
                    .singleElement()
                    .asString()
                    .contains("event=callback.refused cause=signature from=192.0.2.9 bytes=" + body.length)
                    .doesNotContain(right, SignedCallback.SECRET);
            assertThat(String.join("", log.lines())).doesNotContainIgnoringCase(right);
        }

        assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(everythingWritten()).isEqualTo(before);
    }
}
