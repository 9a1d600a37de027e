package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelAnswer.Skipped;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.CancelTransaction.Part;
import io.github.ylhcancel.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The guard "unpaid" with thousands of orders in one transaction: whatever happened to each of them since they were listed, exactly those
 * are cancelled that are certainly unpaid and nobody else's.
 */
@SuppressWarnings("try")
abstract class UnpaidSetContract extends DjangoContract {
    private static final int ORDERS = 3000;
    /** Orders 1 to 20 have each a story of their own, and so have the 20 after them. */
    private static final int ROUND = 20;

    private static final int WITHOUT_PAYMENT = 1;
    private static final int PAYMENT_FAILED = 2;
    private static final int PAYMENT_OPEN = 3;
    private static final int PAYMENT_SUCCEEDED_BEFORE = 4;
    private static final int PAID = 5;
    private static final int PAYMENT_SUCCEEDS_IN_BETWEEN = 6;
    private static final int PAYMENT_IN_HAND = 7;
    private static final int ORDER_IN_HAND = 8;
    private static final int UNPAID_MAIN = 9;
    private static final int UNPAID_CHILD = 10;
    private static final int MAIN_OF_PAID = 11;
    private static final int PAID_CHILD = 12;
    private static final int MAIN_OF_PAYMENT = 13;
    private static final int CHILD_WITH_PAYMENT = 14;
    private static final int MAIN_IN_HAND = 15;
    private static final int CHILD_OF_MAIN_IN_HAND = 16;
    private static final int CHECKOUT_WITH_PAYMENT = 17;
    private static final int SAME_CHECKOUT = 18;
    private static final int CANCELLED_IN_BETWEEN = 19;
    private static final int KNOWN_TO_YLH = 0;

    private static final Set<Integer> ALL = IntStream.range(0, ROUND).boxed().collect(Collectors.toUnmodifiableSet());
    private static final Set<Integer> CHILDREN =
            Set.of(UNPAID_CHILD, PAID_CHILD, CHILD_WITH_PAYMENT, CHILD_OF_MAIN_IN_HAND);
    private static final Set<Integer> CANCELLED =
            Set.of(WITHOUT_PAYMENT, PAYMENT_FAILED, PAYMENT_OPEN, UNPAID_MAIN, UNPAID_CHILD, KNOWN_TO_YLH);
    private static final Set<Integer> LOCKED =
            Set.of(PAYMENT_IN_HAND, ORDER_IN_HAND, MAIN_IN_HAND, CHILD_OF_MAIN_IN_HAND);
    private static final Map<Integer, String> PAYMENTS = Map.of(
            PAYMENT_FAILED, "failed",
            PAYMENT_OPEN, "init",
            PAYMENT_SUCCEEDED_BEFORE, "succeeded",
            PAYMENT_SUCCEEDS_IN_BETWEEN, "processing",
            PAYMENT_IN_HAND, "init",
            CHILD_WITH_PAYMENT, "succeeded",
            CHECKOUT_WITH_PAYMENT, "succeeded");

    private static int story(long order) {
        return (int) (order % ROUND);
    }

    private static Stream<Long> orders(Set<Integer> stories) {
        return LongStream.rangeClosed(1, ORDERS).boxed().filter(order -> stories.contains(story(order)));
    }

    private static Map<Long, Reason> left() {
        Map<Long, Reason> left = new TreeMap<>();
        for (long order = 1; order <= ORDERS; order++) {
            int story = story(order);
            if (story == CANCELLED_IN_BETWEEN) {
                left.put(order, Reason.GONE);
            } else if (!CANCELLED.contains(story)) {
                left.put(order, LOCKED.contains(story) ? Reason.LOCKED : Reason.PAID_MEANWHILE);
            }
        }
        return left;
    }

    /** All of them are pending at first, so that all are listed. */
    private void fillShop() {
        insert("orders_checkoutorder", Set.of(CHECKOUT_WITH_PAYMENT), order ->
                new Object[] {"id", order, "checkout_number", "C" + order});
        insert("orders_order", ALL, order -> new Object[] {
            "id",
            order,
            "order_number",
            "PO" + order,
            "status",
            "pending",
            "user_id",
            1,
            "store_id",
            1,
            "order_type",
            "main",
            "parent_order_id",
            parent(order),
            "checkout_order_id",
            checkout(order),
            "haier_so_id",
            story(order) == KNOWN_TO_YLH ? "SO" + order : null
        });
        insert("orders_orderitem", ALL, order ->
                new Object[] {"id", order, "order_id", order, "product_id", 2, "quantity", 1});
        insert("orders_payment", PAYMENTS.keySet(), order -> new Object[] {
            "id", order, "order_id", order, "status", PAYMENTS.get(story(order)), "checkout_order_id", checkout(order)
        });
    }

    private static Object parent(long order) {
        return CHILDREN.contains(story(order)) ? "" + (order - 1) : null;
    }

    private static Object checkout(long order) {
        return switch (story(order)) {
            case CHECKOUT_WITH_PAYMENT -> "" + order;
            case SAME_CHECKOUT -> "" + (order - 1);
            default -> null;
        };
    }

    private void insert(String table, Set<Integer> stories, LongFunction<Object[]> row) {
        for (List<Long> part : SetsContract.parts(orders(stories).toList(), 500)) {
            shop.insertAll(table, part.stream().map(row::apply).toList());
        }
    }

    private List<Long> listed() {
        return new UnpaidOrders(database, schema)
                .page(StoreContract.NOW, Optional.empty(), ORDERS + 1).keys().stream()
                        .map(Keys::number)
                        .toList();
    }

    private void whatHappensInBetween() {
        shop.rows()
                .execute(
                        "UPDATE orders_order SET status = 'paid' WHERE MOD(id, 20) IN (" + PAID + ", " + PAID_CHILD
                                + ")",
                        "UPDATE orders_order SET status = 'cancelled' WHERE MOD(id, 20) = " + CANCELLED_IN_BETWEEN,
                        "UPDATE orders_payment SET status = 'succeeded' WHERE MOD(id, 20) = "
                                + PAYMENT_SUCCEEDS_IN_BETWEEN);
    }

    /** Each by its key alone: a list of keys makes MariaDB lock whatever it looks at. */
    private Held somebodyElse() {
        return new Held(
                address,
                Stream.concat(
                                orders(Set.of(PAYMENT_IN_HAND))
                                        .map(id -> "UPDATE orders_payment SET status = 'succeeded' WHERE id = " + id),
                                orders(Set.of(ORDER_IN_HAND, MAIN_IN_HAND))
                                        .map(id -> "SELECT id FROM orders_order WHERE id = " + id + " FOR UPDATE"))
                        .toArray(String[]::new));
    }

    private Part inOneSet(List<Long> keys) {
        CancelRequest request = Cancelling.unpaid(REASON, Optional.empty(), "cron", Optional.of("TEST"));
        List<Part> parts = new Cancelling(database, schema, false, checkpoint -> {})
                .parts(
                        keys.stream()
                                .map(key -> new Entry(Keys.key(key), request, Optional.empty()))
                                .toList(),
                        Guard.UNPAID,
                        StoreContract.NOW);
        assertThat(parts).hasSize(1);
        return parts.get(0);
    }

    private static Map<Long, Reason> skipped(Part part) {
        Map<Long, Reason> skipped = new TreeMap<>();
        for (CancelAnswer answer : part.answers()) {
            if (answer instanceof Skipped one) {
                assertThat(skipped.put(Keys.number(one.entry().key()), one.why()))
                        .isNull();
            } else {
                assertThat(answer).isInstanceOf(Cancelled.class);
            }
        }
        return skipped;
    }

    private void assertCancelledByUs(List<Long> keys, long units) {
        List<String> expected = keys.stream().sorted().map(String::valueOf).toList();
        assertThat(rows("SELECT order_key FROM ylh_transition ORDER BY order_key"))
                .isEqualTo(expected);
        assertThat(rows("SELECT id FROM orders_order WHERE status = 'cancelled' AND cancel_reason = '" + REASON
                        + "' ORDER BY id"))
                .isEqualTo(expected);
        assertThat(rows("SELECT order_id FROM orders_orderstatushistory ORDER BY order_id"))
                .isEqualTo(expected);
        assertThat(rows("SELECT order_id FROM ylh_cancellation ORDER BY order_id"))
                .isEqualTo(orders(Set.of(KNOWN_TO_YLH)).map(String::valueOf).toList());
        assertThat(rows("SELECT SUM(quantity) FROM ylh_stock_ledger")).containsExactly(String.valueOf(units));
        assertThat(rows("SELECT SUM(quantity) FROM catalog_inventorylog")).containsExactly(String.valueOf(units));
        assertThat(stocks()).isEqualTo("100 110 120 " + (200 + units) + " 300");
    }

    @Test
    void exactlyThoseAreCancelledThatAreUnpaidAndNobodyElses() {
        fillShop();
        List<Long> keys = listed();
        assertThat(keys).hasSize(ORDERS);
        whatHappensInBetween();
        Map<Long, Reason> foreseen = new TreeMap<>();
        new UnpaidOrders(database, schema)
                .skipped(keys.stream().map(Keys::key).toList())
                .forEach((key, why) -> foreseen.put(Keys.number(key), why));
        List<Long> cancelled = new ArrayList<>(orders(CANCELLED).toList());
        int rounds = ORDERS / ROUND;

        try (Held other = somebodyElse()) {
            Part part = inOneSet(keys);

            assertThat(skipped(part)).isEqualTo(left());
            assertThat(part.answers()).hasSize(ORDERS);
            assertThat(part.units()).isEqualTo(5L * rounds);
            assertCancelledByUs(cancelled, 5L * rounds);
        }
        Map<Long, Reason> leftForGood = left();
        leftForGood.values().removeIf(Reason.LOCKED::equals);
        // Nobody can know beforehand what somebody will have in hand.
        assertThat(foreseen).isEqualTo(leftForGood);

        Part later = inOneSet(keys);

        cancelled.forEach(key -> leftForGood.put(key, Reason.GONE));
        assertThat(skipped(later)).isEqualTo(leftForGood);
        assertThat(later.units()).isEqualTo(3L * rounds);
        cancelled.addAll(orders(LOCKED).toList());
        assertCancelledByUs(cancelled, 8L * rounds);
    }
}
