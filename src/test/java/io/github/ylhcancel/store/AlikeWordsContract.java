package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Words that a database may take for that of a state, and that are another. Whoever asks, in a list, a count, a rehearsal or in earnest,
 * hears the same as on a database that compares exactly: the shop has no such state.
 */
abstract class AlikeWordsContract extends SetsContract {
    private static final List<String> ALIKE =
            List.of("Pending", "PENDING", "pénding", "ｐｅｎｄｉｎｇ", "pen\u200bding", "pending ");
    private static final long LAST = 1 + ALIKE.size();
    private static final List<Long> ALL =
            LongStream.rangeClosed(1, LAST).boxed().toList();

    /** Order 1 is pending; each other has a word that is like it. */
    @BeforeEach
    void overlookWhatTheDatabaseCan() {
        databases
                .lenientCollation()
                .ifPresent(collation -> shop.execute(
                        "ALTER TABLE orders MODIFY status VARCHAR(20) NOT NULL COLLATE " + collation,
                        "ALTER TABLE order_status_history MODIFY from_status VARCHAR(20) NOT NULL COLLATE " + collation,
                        "ALTER TABLE order_status_history MODIFY to_status VARCHAR(20) NOT NULL COLLATE " + collation));
        pending(1, LAST);
        for (long id = 2; id <= LAST; id++) {
            status(id, ALIKE.get((int) id - 2));
        }
    }

    private void status(long order, String word) {
        shop.execute("UPDATE orders SET status = '" + word + "' WHERE id = " + order);
    }

    private static List<Long> numbers(List<Order> orders) {
        return orders.stream().map(order -> Keys.number(order.id())).toList();
    }

    /** Without this the tests would say nothing of MySQL and MariaDB. */
    @Test
    void theDatabaseTakesThemForOneWhereItCan() {
        long alike = shop.number("SELECT COUNT(*) FROM orders WHERE status = 'pending'");

        if (databases.lenientCollation().isPresent()) {
            // What a space at the end counts for is not the same on MySQL and MariaDB.
            assertThat(alike).isBetween(LAST - 1, LAST);
        } else {
            assertThat(alike).isEqualTo(1);
        }
    }

    @Test
    void noSweepFindsThem() {
        UnpaidOrders unpaid = new UnpaidOrders(database, schema);

        assertThat(unpaid.counts(NOW)).isEqualTo(new UnpaidOrders.Counts(1, 1));
        assertThat(unpaid.page(NOW, Optional.empty(), 100).keys()).containsExactly(key(1));
        assertThat(unpaid.page(NOW, unpaid.page(NOW, Optional.empty(), 1).last(), 1)
                        .keys())
                .isEmpty();
        assertThat(unpaid.skipped(LongStream.rangeClosed(1, LAST)
                                .mapToObj(Keys::key)
                                .toList())
                        .keySet())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(2, LAST).mapToObj(Keys::key).toList());
    }

    @Test
    void noSweepTakesThem() {
        Cancelling sweep = new Cancelling(database, schema, false, checkpoint -> {});

        assertThat(SweepContract.left(sweep.sweep(ALL, SweepContract.REQUEST, NOW)))
                .containsOnlyKeys(ALL.subList(1, ALL.size()));
        assertCancelledOnce(List.of(1L));
    }

    @Test
    void noListHasThemAndNoCountAddsThemUp() {
        Orders orders = new Orders(database, schema);

        assertThat(numbers(orders.inState(OrderStatus.PENDING, 100))).containsExactly(1L);
        assertThat(orders.counts()).containsEntry("pending", 1L);
        assertThat(orders.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(LAST);
        ALIKE.forEach(word -> assertThat(orders.counts()).containsEntry(word, 1L));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500})
    void nobodyCancelsThem(int size) {
        List<Outcome> outcomes = new ArrayList<>();
        parts(numbers(1, LAST), size)
                .forEach(part -> outcomes.addAll(outcomes(cancelling(schema).cancel(part))));

        assertThat(outcomes.get(0)).isEqualTo(Outcome.CANCELLED);
        assertThat(outcomes.subList(1, outcomes.size())).containsOnly(Outcome.REFUSED);
        assertCancelledOnce(List.of(1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cancelled", "CANCELLED", "cáncelled", "ｃａｎｃｅｌｌｅｄ", "can\u200bcelled"})
    void whatIsLikeCancelledIsNotCancelled(String word) {
        cancelling(schema).cancel(numbers(1, 1));
        shop.execute("UPDATE orders SET haier_so_id = 'SO1' WHERE id = 1");
        shop.execute("DELETE FROM ylh_cancellation");
        UntoldOrders untold = new UntoldOrders(database, schema);
        assertThat(untold.count(Optional.empty(), Optional.empty())).isEqualTo(1);

        status(1, word);

        assertThat(untold.count(Optional.empty(), Optional.empty())).isZero();
        assertThat(untold.byKey(key(1))).isEmpty();
        assertThat(new PutBackTransaction(database, schema, RUN, "kefu", true, checkpoint -> {})
                        .undo(key(1), "a mistake", NOW.plusSeconds(30)))
                .isNotInstanceOf(PutBackAnswer.Back.class);
        shop.cancellation(7, 1, 1, "confirmed", null);
        assertThat(new NotCancelledFinder(database, schema, Optional.empty()).among(List.of(key(1))))
                .extracting(Disagreement::orderKey)
                .containsExactly(key(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cancelled", "cáncelled", "can\u200bcelled"})
    void whatIsLikeCancelledIsNoSecondCancellation(String word) {
        cancelling(schema).cancel(numbers(1, 1));
        CancelledTwice twice = new CancelledTwice(database, schema);
        List<RowKey> one = List.of(key(1));
        history("pending", word);
        assertThat(twice.among(one)).isEmpty();

        history("pending", "cancelled");

        assertThat(twice.among(one)).hasSize(1);
    }

    /** From a state that the mapping does not know, whatever its word looks like. */
    @ParameterizedTest
    @ValueSource(strings = {"reviewed", "Cancelled", "cáncelled", "can\u200bcelled"})
    void whatComesFromAWordLikeCancelledIsASecondCancellation(String word) {
        cancelling(schema).cancel(numbers(1, 1));

        history(word, "cancelled");

        assertThat(new CancelledTwice(database, schema).among(List.of(key(1)))).hasSize(1);
    }

    private void history(String from, String to) {
        shop.execute(
                "INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at) VALUES"
                        + " (1, '" + from + "', '" + to + "', 'system', 'unpaid', '2026-03-08 02:31:00')");
    }
}
