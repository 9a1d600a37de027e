package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.setup.PruneDatabase;
import io.github.ylhcancel.setup.PruneDatabase.Removed;
import io.github.ylhcancel.setup.PruneDatabase.Result;
import io.github.ylhcancel.store.OldRecords.Gone;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is removed after long, and that nothing goes which a promise rests on. In the specification's own shop. */
abstract class PruneContract extends DjangoContract {
    private static final Duration OLD = Duration.ofDays(400);
    private static final Instant LATER = StoreContract.NOW.plus(OLD).plusSeconds(60);
    private static final String EVERYTHING = "1 1 2 1 1";

    private PruneDatabase pruning() {
        return pruning(Duration.ofHours(24));
    }

    private PruneDatabase pruning(Duration maxAge) {
        return new PruneDatabase(database, schema, LATER, OLD, maxAge);
    }

    private static StopSignal never() {
        return new StopSignal(new Interrupt());
    }

    private static Map<Gone, Long> of(Result result) {
        Map<Gone, Long> rows = new EnumMap<>(Gone.class);
        for (Gone gone : Gone.values()) {
            rows.put(
                    gone,
                    result.removed().stream()
                            .filter(one -> one.table().equals(gone.table()) && one.whole() == gone.isWhole())
                            .mapToLong(Removed::rows)
                            .sum());
        }
        return rows;
    }

    private Result prune() {
        List<Removed> expected = pruning().look(never(), rows -> {}).removed();
        Result result = pruning().prune(never(), rows -> {});
        assertThat(result.removed()).isEqualTo(expected);
        assertThat(result.complete()).isTrue();
        assertThat(pruning().look(never(), rows -> {}).rows()).isZero();
        return result;
    }

    /** How many rows there are of calls, callbacks, the ledger, transitions and runs. */
    private String left() {
        return String.join(
                " ",
                List.of("ylh_call", "ylh_callback", "ylh_stock_ledger", "ylh_transition", "ylh_run").stream()
                        .map(table -> rows("SELECT COUNT(*) FROM " + table).get(0))
                        .toList());
    }

    private void run(String... sql) {
        shop.rows().execute(sql);
    }

    /** Order 1, of two lines, was cancelled; YLH was told in one call, and has confirmed it by a callback. */
    private void settled() {
        shop.order(1, "pending", "haier_so_id", "SO1");
        shop.item(11, 1, 1, 11L, 3);
        shop.item(12, 1, 2, null, 2);
        cancel("PO1");
        run(
                "UPDATE ylh_cancellation SET state = 'confirmed', next_attempt_at = NULL",
                "INSERT INTO ylh_call (cancellation_id, run_id, endpoint, started_at, duration_ms, outcome, detail) SELECT id, '"
                        + StoreContract.RUN + "', 'cancel', created_at, 5, 'accepted', '' FROM ylh_cancellation",
                "INSERT INTO ylh_callback (digest, received_at, sent_at, method, platform_order_no, state, fail_msg, data, applied_at,"
                        + " order_key, cancellation_id, effect, code) SELECT 'D1', created_at, created_at, 'cancel', 'PO1', 1, '', 'body',"
                        + " created_at, 1, id, 'settled', 'confirmed' FROM ylh_cancellation",
                "INSERT INTO ylh_run (id, command, arguments, operator, host, pid, started_at, ended_at, exit_code) SELECT '"
                        + StoreContract.RUN
                        + "', 'cancel', '', 'kefu', 'h', 1, created_at, created_at, 0 FROM ylh_cancellation");
    }

    @Test
    void whatIsSettledGoesAndWhatYlhWasToldStays() {
        settled();
        assertThat(left()).isEqualTo(EVERYTHING);
        List<String> told = rows("SELECT so_id, cancel_reason, cancel_time, state FROM ylh_cancellation");

        Result result = prune();

        assertThat(left()).isEqualTo("0 0 0 0 0");
        assertThat(result.rows()).isEqualTo(6);
        assertThat(rows("SELECT so_id, cancel_reason, cancel_time, state FROM ylh_cancellation"))
                .isEqualTo(told);
    }

    @Test
    void whatIsYoungerStays() {
        settled();

        Result result = new PruneDatabase(database, schema, LATER.minusSeconds(120), OLD, Duration.ofHours(24))
                .prune(never(), rows -> {});

        assertThat(result.looked()).isZero();
        assertThat(left()).isEqualTo(EVERYTHING);
    }

    /** The state of the order is what keeps its stock from coming back a second time. */
    @Test
    void aSecondCancellationChangesNothing() {
        settled();
        prune();
        String stocks = stocks();

        CancelResult again = cancel("PO1");

        assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_CANCELLED);
        assertThat(again.sync()).isEqualTo(SyncState.of(DeliveryState.CONFIRMED));
        assertThat(stocks()).isEqualTo(stocks);
        assertThat(rows("SELECT COUNT(*) FROM ylh_cancellation")).containsExactly("1");
    }

    /** Taken up again by the shop: it is cancelled once more, and YLH is not told in other words. */
    @ParameterizedTest
    @CsvSource({"SO1, 2, 1", "'', 1, 0"})
    void anOrderThatIsTakenUpAgainIsCancelledAnew(String soId, int number, int told) {
        settled();
        if (soId.isEmpty()) {
            run(
                    "UPDATE orders_order SET haier_so_id = NULL",
                    "DELETE FROM ylh_cancellation",
                    "UPDATE ylh_callback SET method = 'confirm'",
                    "UPDATE ylh_transition SET so_id = NULL");
        }
        prune();
        run("UPDATE orders_order SET status = 'pending'");

        assertThat(cancel("PO1").outcome()).isEqualTo(Outcome.CANCELLED);

        assertThat(rows("SELECT cancellation_no FROM ylh_transition")).containsExactly(String.valueOf(number));
        assertThat(rows("SELECT COUNT(*) FROM ylh_cancellation")).containsExactly(String.valueOf(told));
        assertThat(rows("SELECT SUM(quantity) FROM ylh_stock_ledger")).containsExactly("5");
        assertThat(stocks()).isEqualTo("100 116 120 204 300");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "sending", "accepted", "rejected", "unknown", "held", "dead"})
    void whatIsOpenStaysWhole(String state) {
        settled();
        run("UPDATE ylh_cancellation SET state = '" + state + "'");

        prune();

        assertThat(left()).isEqualTo(EVERYTHING);
    }

    /** A person may take it up again, and if YLH then refuses the order is put back by its record. */
    @Test
    void ofWhatAPersonGaveUpTheRecordOfTheOrderStays() {
        settled();
        run("UPDATE ylh_cancellation SET state = 'abandoned'");

        prune();

        assertThat(left()).isEqualTo("0 0 2 1 1");
    }

    /** Or a sweep would take it again. */
    @Test
    void whatWasPutBackStaysPutBack() {
        settled();
        run(
                "DELETE FROM ylh_cancellation",
                "UPDATE ylh_callback SET method = 'confirm'",
                "UPDATE orders_order SET haier_so_id = NULL");
        run(
                "INSERT INTO ylh_put_back (order_key, cancellation_no, kind, created_at) SELECT order_key, 1, 'undo', created_at FROM ylh_transition");

        prune();

        assertThat(rows("SELECT order_key FROM ylh_put_back")).containsExactly("1");
        assertThat(left()).isEqualTo("0 0 2 1 1");
    }

    @Test
    void aDecisionOfLatelyKeepsTheOrdersRecord() {
        settled();
        run(
                "INSERT INTO ylh_intervention (cancellation_id, run_id, operator, decided_at, word, from_state, to_state, note)"
                        + " SELECT id, 'r', 'kefu', '2027-01-01 00:00:00', 'confirmed', 'dead', 'confirmed', 'n' FROM ylh_cancellation");

        prune();
        assertThat(left()).isEqualTo("0 0 2 1 1");

        run("UPDATE ylh_intervention SET decided_at = '2026-03-08 02:40:00'");
        assertThat(of(prune())).containsEntry(Gone.TRANSITIONS, 0L);
        assertThat(of(new PruneDatabase(database, schema, LATER.plus(Duration.ofDays(1)), OLD, Duration.ofHours(24))
                        .prune(never(), rows -> {})))
                .containsEntry(Gone.INTERVENTIONS, 1L)
                .containsEntry(Gone.TRANSITIONS, 1L);
    }

    /** An event is told with what its order's record says, so both stay until it is told; what was told in vain waits for a person. */
    @Test
    void anEventThatNobodyWasToldKeepsItsOrdersRecord() {
        settled();
        run(
                "INSERT INTO ylh_event (kind, subject, order_key, cancellation_no, transition_kind, is_final, created_at, file_state,"
                        + " command_state, attempts, next_attempt_at) SELECT 'order.cancelled', '1', order_key, cancellation_no, kind, TRUE,"
                        + " created_at, 'none', 'none', 0, created_at FROM ylh_transition");
        for (String untold : List.of("file_state = 'pending'", "command_state = 'pending'", "command_state = 'dead'")) {
            run("UPDATE ylh_event SET file_state = 'done', command_state = 'done'", "UPDATE ylh_event SET " + untold);

            assertThat(of(prune())).containsEntry(Gone.EVENTS, 0L).containsEntry(Gone.TRANSITIONS, 0L);
        }
        run("UPDATE ylh_event SET file_state = 'done', command_state = 'none'");

        assertThat(of(prune())).containsEntry(Gone.EVENTS, 1L).containsEntry(Gone.TRANSITIONS, 1L);
    }

    @Test
    void whatHasItsSoIdSinceAndWasNeverToldStays() {
        settled();
        run("DELETE FROM ylh_cancellation", "UPDATE ylh_callback SET cancellation_id = NULL, method = 'confirm'");

        prune();

        assertThat(left()).isEqualTo("0 0 2 1 1");
        assertThat(new UntoldOrders(database, schema).byKey(key(1))).isPresent();
    }

    @Test
    void whatWasPaidForSinceStays() {
        settled();
        shop.insert("orders_payment", "id", 1, "order_id", 1, "status", "succeeded");

        prune();

        assertThat(left()).isEqualTo("0 0 2 1 1");
    }

    @ParameterizedTest
    @CsvSource({"NULL, settled", "created_at, contradiction", "created_at, listed"})
    void aCallbackThatSomebodyHasToLookAtStaysAndSoDoesTheRecordOfItsOrder(String applied, String effect) {
        settled();
        run("UPDATE ylh_callback SET applied_at = " + applied.replace("created_at", "'2026-03-08 02:31:00'")
                + ", effect = '" + effect + "'");

        prune();

        assertThat(left()).isEqualTo("0 1 2 1 1");
        assertThat(new Callbacks(database, "r").countForAPerson()).isEqualTo(1);
    }

    /** What a person has decided since shows that somebody has looked; without it the callback would come up again. */
    @Test
    void theProofThatSomebodyHasLookedGoesWithTheCallbackAndNotBefore() {
        settled();
        run(
                "UPDATE ylh_callback SET effect = 'contradiction', sent_at = '2027-04-01 00:00:00', applied_at = '2026-03-08 02:00:00'");

        Result result = pruning(Duration.ofDays(30)).prune(never(), rows -> {});

        assertThat(of(result)).containsEntry(Gone.CALLBACK_TEXTS, 1L).containsEntry(Gone.CALLBACKS, 0L);
        assertThat(left()).isEqualTo("0 1 2 1 1");
        assertThat(new Callbacks(database, "r").countForAPerson()).isZero();
    }

    /** A bare digest is enough to know it again. */
    @Test
    void ofACallbackThatMayComeAgainOnlyTheTextGoes() {
        settled();

        Result result = pruning(Duration.ofDays(500)).prune(never(), rows -> {});

        assertThat(of(result)).containsEntry(Gone.CALLBACK_TEXTS, 1L).containsEntry(Gone.CALLBACKS, 0L);
        assertThat(rows("SELECT digest, data, effect FROM ylh_callback")).containsExactly("D1 |  | settled");
        assertThat(pruning(Duration.ofDays(500)).prune(never(), rows -> {}).rows())
                .isZero();
        // A day more than it is taken for: clocks differ.
        assertThat(pruning(OLD).prune(never(), rows -> {}).rows()).isZero();
        assertThat(of(pruning(OLD.minusDays(1)).prune(never(), rows -> {}))).containsEntry(Gone.CALLBACKS, 1L);
    }

    /** The book of the family still knows that its stock is back. */
    @Test
    void aFamilyGetsItsStockBackOnceAlsoWhenTheRecordIsGone() {
        shop.order(1, "pending");
        shop.order(2, "pending", "parent_order_id", 1, "order_type", "local");
        for (long order = 1; order <= 2; order++) {
            shop.item(order * 10 + 1, order, 1, null, 3);
        }
        cancel("PO2");
        String stocks = stocks();

        prune();
        assertThat(rows("SELECT released, pruned FROM ylh_family_release")).containsExactly("3 | 3");
        assertThat(AgreementContract.all(new Books(database, schema))).isEmpty();
        cancel("PO1");

        assertThat(stocks()).isEqualTo(stocks);
        assertThat(rows("SELECT COUNT(*) FROM ylh_transition")).containsExactly("1");
        assertThat(AgreementContract.all(new Books(database, schema))).isEmpty();
        assertThat(AgreementContract.all(new CancelledTwice(database, schema))).isEmpty();
    }

    @Test
    void aRunWithoutAnEndMayBeRunning() {
        settled();
        run("UPDATE ylh_run SET ended_at = NULL");

        prune();

        assertThat(left()).isEqualTo("0 0 0 0 1");
    }

    /** Rows that stay are passed over, however many they are, and those behind them go. */
    @Test
    void goesOnWhereItWasStopped() {
        for (long order = 1; order <= 1_205; order++) {
            if (order <= 3 || order > 1_200) {
                shop.order(order, "pending");
                shop.item(order * 10 + 1, order, 2, null, 1);
                cancel("PO" + order);
            }
        }
        run(
                "INSERT INTO ylh_call (run_id, endpoint, started_at, duration_ms, outcome, detail) SELECT 'r', 'token', t.created_at, 1, 'ok', ''"
                        + " FROM ylh_transition t CROSS JOIN ylh_transition u CROSS JOIN ylh_transition v CROSS JOIN ylh_transition w");
        long calls = Long.parseLong(rows("SELECT COUNT(*) FROM ylh_call").get(0));
        Interrupt interrupt = new Interrupt();
        Result first = pruning().prune(new StopSignal(interrupt), rows -> {
            if (rows >= 1_000) {
                interrupt.request();
            }
        });

        assertThat(first.complete()).isFalse();
        assertThat(of(first)).containsEntry(Gone.CALLS, 1_000L).containsEntry(Gone.TRANSITIONS, 0L);
        assertThat(calls).isGreaterThan(2_000);
        assertThat(of(prune())).containsEntry(Gone.CALLS, calls - 1_000).containsEntry(Gone.TRANSITIONS, 8L);
    }

    /** Whoever has an order in hand is not waited for, and its record is there when he needs it. */
    @Test
    void anOrderThatSomebodyHasIsLeftForAnotherTime() throws Exception {
        settled();
        try (Database other = Database.open(address, Access.WRITE)) {
            other.transaction(sql -> {
                sql.list("SELECT id FROM orders_order WHERE id = 1 FOR UPDATE", row -> row.key("id"));
                assertThat(of(pruning().prune(never(), rows -> {}))).containsEntry(Gone.TRANSITIONS, 0L);
                return 0;
            });
        }

        assertThat(of(prune())).containsEntry(Gone.TRANSITIONS, 1L);
    }

    /** Nobody can say any more to which family it belonged, but there is nobody left who could get anything back either. */
    @Test
    void theRecordOfAnOrderThatTheShopHasNoMoreGoes() {
        settled();
        run("DELETE FROM orders_orderstatushistory", "DELETE FROM orders_orderitem", "DELETE FROM orders_order");

        assertThat(of(prune())).containsEntry(Gone.TRANSITIONS, 1L).containsEntry(Gone.LEDGER, 2L);
    }

    /** Only the callback says so, where the shop itself has told YLH. */
    @Test
    void thatYlhHasCancelledWhatWeDidNotTellStaysOnRecord() {
        settled();
        run("DELETE FROM ylh_cancellation", "UPDATE ylh_callback SET cancellation_id = NULL");

        prune();

        assertThat(left()).isEqualTo("0 1 2 1 1");
    }
}
