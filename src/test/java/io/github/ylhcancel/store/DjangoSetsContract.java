package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.cancel.CancelItem;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.sweep.Candidate;
import io.github.ylhcancel.sweep.Sweep;
import io.github.ylhcancel.sweep.SweepCounts;
import io.github.ylhcancel.sweep.SweepOptions;
import io.github.ylhcancel.testing.Keys;
import io.github.ylhcancel.testing.Sentences;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of orders in the specification's own shop: families, payments, and what the shop itself has told YLH. */
abstract class DjangoSetsContract extends DjangoContract {
    private static final String UNTOUCHED = "100 110 120 200 300";

    /** Order 1 and its children 2 and 3 share 4 of product 2; order 3 has 1 of product 1 besides. */
    private void family(String main, String second, String third) {
        shop.order(1, main);
        shop.order(2, second, "parent_order_id", 1);
        shop.order(3, third, "parent_order_id", 1);
        for (long id = 1; id <= 3; id++) {
            shop.item(id * 10, id, 2, null, 4);
        }
        shop.item(39, 3, 1, null, 1);
    }

    private List<CancelResult> cancelTogether(String... numbers) {
        return cancelling(database)
                .cancel(Arrays.stream(numbers)
                        .map(number -> CancelItem.of(request(number, "kefu")))
                        .toList());
    }

    private static List<Outcome> outcomes(List<CancelResult> results) {
        return results.stream().map(CancelResult::outcome).toList();
    }

    private void assertBooks(int orders) {
        assertThat(rows("SELECT COUNT(DISTINCT order_id) FROM orders_orderstatushistory"))
                .isEqualTo(rows("SELECT COUNT(*) FROM orders_orderstatushistory"))
                .containsExactly(String.valueOf(orders));
        assertThat(rows("SELECT COUNT(*) FROM ylh_transition")).containsExactly(String.valueOf(orders));
        assertThat(rows("SELECT SUM(quantity) FROM catalog_inventorylog"))
                .isEqualTo(rows("SELECT SUM(quantity) FROM ylh_stock_ledger"));
        assertThat(rows(
                        "SELECT stock_kind, stock_key, SUM(quantity) FROM ylh_stock_ledger GROUP BY stock_kind, stock_key"
                                + " ORDER BY 1, 2"))
                .isEqualTo(rows("SELECT stock_kind, stock_key, SUM(released) FROM ylh_family_release"
                        + " GROUP BY stock_kind, stock_key ORDER BY 1, 2"));
    }

    @Test
    void theMembersOfAFamilyInOneSetBringTheirStockBackOnce() {
        family("pending", "pending", "pending");

        List<CancelResult> results = cancelTogether("PO3", "PO1", "PO2");

        assertThat(outcomes(results)).containsOnly(Outcome.CANCELLED);
        assertThat(results).extracting(CancelResult::units).containsExactly(5L, 0L, 0L);
        assertThat(stocks()).isEqualTo("101 110 120 204 300");
        assertBooks(3);
    }

    @Test
    void soDoThoseOfTwoSets() {
        family("pending", "pending", "pending");

        List<CancelResult> first = cancelTogether("PO2", "PO1");
        List<CancelResult> second = cancelTogether("PO1", "PO3", "PO2");

        assertThat(first).extracting(CancelResult::units).containsExactly(4L, 0L);
        assertThat(outcomes(second))
                .containsExactly(Outcome.ALREADY_CANCELLED, Outcome.CANCELLED, Outcome.ALREADY_CANCELLED);
        assertThat(second).extracting(CancelResult::units).containsExactly(0L, 1L, 0L);
        assertThat(stocks()).isEqualTo("101 110 120 204 300");
        assertBooks(3);
    }

    @Test
    void aMemberThatIsNamedTwiceIsCancelledOnce() {
        family("pending", "pending", "pending");

        List<CancelResult> results = cancelTogether("PO2", "PO2", "PO1", "PO2", "PO1");

        assertThat(outcomes(results))
                .containsExactly(
                        Outcome.CANCELLED,
                        Outcome.ALREADY_CANCELLED,
                        Outcome.CANCELLED,
                        Outcome.ALREADY_CANCELLED,
                        Outcome.ALREADY_CANCELLED);
        assertThat(stocks()).isEqualTo("100 110 120 204 300");
        assertBooks(2);
    }

    /** Whoever needs the goods holds them, until it is its own turn in the same set or a later one. */
    @Test
    void aPaidSiblingHoldsTheStockUntilItIsCancelledItself() {
        family("pending", "paid", "pending");

        List<CancelResult> results = cancelTogether("PO1", "PO3");
        assertThat(results).extracting(CancelResult::units).containsOnly(0L);
        assertThat(english(results.get(0).message())).contains("PO2, an order of the same family, is paid");
        assertThat(stocks()).isEqualTo(UNTOUCHED);

        assertThat(cancelTogether("PO2")).extracting(CancelResult::units).containsExactly(4L);
        assertThat(stocks()).isEqualTo("100 110 120 204 300");
    }

    @Test
    void aPaidSiblingOfTheSameSetHoldsTheStockOfThoseBeforeIt() {
        family("pending", "paid", "pending");

        List<CancelResult> results = cancelTogether("PO1", "PO2", "PO3");

        assertThat(outcomes(results)).containsOnly(Outcome.CANCELLED);
        assertThat(results).extracting(CancelResult::units).containsExactly(0L, 4L, 1L);
        assertThat(stocks()).isEqualTo("101 110 120 204 300");
        assertBooks(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 50, 500})
    void eachFamilyOfASetIsSettledForItself(int families) {
        List<String> numbers = new ArrayList<>();
        for (long main = 1; main <= families * 2L; main += 2) {
            shop.order(main, "pending");
            shop.order(main + 1, "pending", "parent_order_id", main);
            shop.item(main * 10, main, 2, null, 1);
            shop.item(main * 10 + 1, main + 1, 2, null, 1);
            numbers.add(main % 4 == 1 ? "PO" + main : "PO" + (main + 1));
            numbers.add(main % 4 == 1 ? "PO" + (main + 1) : "PO" + main);
        }

        List<CancelResult> results = cancelTogether(numbers.toArray(String[]::new));

        assertThat(outcomes(results)).containsOnly(Outcome.CANCELLED);
        assertThat(stocks()).isEqualTo("100 110 120 " + (200 + families) + " 300");
        assertBooks(families * 2);
    }

    private record Seen(List<Long> foreseen, List<Long> cancelled, Map<Long, Reason> left, SweepCounts counts) {}

    private Sweep sweep() {
        return new Sweep(
                new UnpaidOrders(database, schema),
                new SweepFailures(database, schema, StoreContract.RUN),
                worker -> new CancelTransaction(
                        database,
                        schema,
                        StoreContract.RUN,
                        Optional.of(TestAccess.ACCOUNT),
                        Cancelling.nextWorker(),
                        false,
                        checkpoint -> {}),
                new CancelRequest(
                        "",
                        LookupBy.ID,
                        Optional.of(REASON),
                        Optional.of("TEST"),
                        Optional.empty(),
                        Optional.empty(),
                        "cron"),
                Sentences::english,
                Clock.systemUTC(),
                () -> false);
    }

    /** What a dry run says that a sweep would cancel, and then what the sweep does. */
    private Seen sweepAsForeseen(int batch) {
        Sweep sweep = sweep();
        List<Long> foreseen = new ArrayList<>();
        assertThat(sweep.preview(sweep.match(Duration.ofDays(1)), Long.MAX_VALUE, candidate -> {
                    if (isToBeCancelled(candidate)) {
                        foreseen.add(Keys.number(candidate.order().id()));
                    }
                }))
                .isTrue();
        Map<Long, Reason> left = new TreeMap<>();
        Sweep.Result result = sweep.run(
                sweep.match(Duration.ofDays(1)),
                new SweepOptions(Long.MAX_VALUE, batch, 1, Optional.empty()),
                new Sweep.Listener() {
                    @Override
                    public void left(SkippedOrder order) {
                        left.put(Keys.number(order.id()), order.why());
                    }

                    @Override
                    public void progress(SweepCounts totals) {}
                });
        List<Long> cancelled = rows("SELECT order_key FROM ylh_transition ORDER BY order_key").stream()
                .map(Long::valueOf)
                .toList();
        return new Seen(foreseen, cancelled, left, result.totals());
    }

    private static boolean isToBeCancelled(Candidate candidate) {
        return candidate.left().isEmpty();
    }

    private void payment(long id, long order, String status, Object... more) {
        List<Object> pairs = new ArrayList<>(List.of("id", id, "order_id", order, "status", status));
        pairs.addAll(List.of(more));
        shop.insert("orders_payment", pairs.toArray());
    }

    private void pending(long id, Object... more) {
        shop.order(id, "pending", more);
        shop.item(id * 10, id, 2, null, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void theDryRunOfASweepPromisesWhatTheSweepDoes(int batch) {
        shop.insert("orders_checkoutorder", "id", 70, "checkout_number", "C70");
        pending(1);
        pending(2);
        pending(3, "parent_order_id", 2);
        payment(1, 2, "succeeded");
        pending(4, "checkout_order_id", 70);
        pending(5, "checkout_order_id", 70);
        payment(2, 4, "succeeded", "checkout_order_id", 70);
        pending(6);
        payment(3, 6, "succeeded");
        shop.order(7, "paid");
        pending(8, "parent_order_id", 7);
        pending(9);
        payment(4, 9, "failed");
        pending(10);
        pending(11, "parent_order_id", 10);
        pending(12, "haier_status", "cancel_pending");
        pending(13, "haier_status", "cancel_failed");

        Seen seen = sweepAsForeseen(batch);

        assertThat(seen.cancelled()).containsExactly(1L, 9L, 10L, 11L, 13L);
        assertThat(seen.foreseen()).isEqualTo(seen.cancelled());
        assertThat(seen.left())
                .isEqualTo(Map.of(
                        2L, Reason.PAID_MEANWHILE,
                        3L, Reason.PAID_MEANWHILE,
                        4L, Reason.PAID_MEANWHILE,
                        5L, Reason.PAID_MEANWHILE,
                        6L, Reason.PAID_MEANWHILE,
                        8L, Reason.PAID_MEANWHILE,
                        12L, Reason.LEFT_TO_SHOP));
        assertThat(stocks()).isEqualTo("100 110 120 204 300");
    }

    @Test
    void whatTheShopItselfHasToldYlhIsLeftToIt() {
        pending(1, "haier_so_id", "SO1", "haier_status", "cancel_pending");
        pending(2, "haier_so_id", "SO2");
        List<String> before =
                rows("SELECT status, haier_status, cancel_reason, cancelled_at IS NULL FROM orders_order WHERE id = 1");

        List<CancelResult> results = cancelTogether("PO1");
        assertThat(outcomes(results)).containsExactly(Outcome.REFUSED);
        assertThat(results.get(0).message()).contains(Message.of("order.told-by-shop", "cancel_pending"));
        assertThat(preview("PO1").outcome()).isEqualTo(Outcome.REFUSED);
        Seen seen = sweepAsForeseen(100);

        assertThat(seen.left()).isEqualTo(Map.of(1L, Reason.LEFT_TO_SHOP));
        assertThat(seen.counts().skipped()).isEqualTo(1);
        assertThat(seen.counts().cancelled()).isEqualTo(1);
        assertThat(seen.counts().failed()).isZero();
        assertThat(
                        rows(
                                "SELECT status, haier_status, cancel_reason, cancelled_at IS NULL FROM orders_order WHERE id = 1"))
                .isEqualTo(before);
        assertThat(rows("SELECT order_id FROM ylh_cancellation")).containsExactly("2");
        assertThat(rows("SELECT order_id FROM ylh_sweep_failure")).isEmpty();
        assertThat(stocks()).isEqualTo("100 110 120 201 300");
    }

    /** A paid order with a so-id that stands in a set with one that the shop is about to cancel itself. */
    @Test
    void whatTheShopHasToldYlhCostsNoOtherOrderOfItsSet() {
        shop.order(1, "paid", "haier_so_id", "SO1", "haier_status", "cancel_pending");
        shop.order(2, "paid", "haier_so_id", "SO2");

        assertThat(outcomes(cancelTogether("PO1", "PO2"))).containsExactly(Outcome.REFUSED, Outcome.CANCELLED);

        Order left = order("PO1");
        assertThat(left.supplierStatus()).contains("cancel_pending");
        assertThat(left.status().word()).isEqualTo("paid");
    }
}
