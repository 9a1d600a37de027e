package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.store.CancelAnswer.AlreadyCancelled;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelAnswer.Changed;
import io.github.ylhcancel.store.CancelAnswer.Missing;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when an order is changed between being read and being cancelled. */
abstract class CancelRaceContract extends OneOrderContract {
    private static final int ROUNDS = 20;
    private static final long SECONDS = 20;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** Whatever it is when its row is locked is what is decided on: there is nothing in between that could be overlooked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE orders SET status = 'shipped' WHERE id = 1 | Declined",
                "UPDATE orders SET status = 'cancelled' WHERE id = 1 | AlreadyCancelled",
                "UPDATE orders SET status = 'returning' WHERE id = 1 | Declined",
                "DELETE FROM order_items WHERE order_id = 1; DELETE FROM orders WHERE id = 1 | Missing",
            })
    void whatItHasBecomeIsDecidedOn(String change, String answer) {
        Order read = order(1);
        shop.execute(change.split("; "));
        Map<String, List<String>> before = shop.everything();

        assertThat(transaction.write(entry(read)).getClass().getSimpleName()).isEqualTo(answer);

        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void anotherNumberThanWasAskedForIsNotCancelled() {
        Order read = order(1);
        Entry byNumber = new Entry(
                key(1),
                new CancelRequest(
                        "PO1",
                        LookupBy.AUTO,
                        Optional.of(REASON),
                        Optional.of("TEST"),
                        Optional.empty(),
                        Optional.empty(),
                        "kefu"),
                Optional.empty());
        shop.execute("UPDATE orders SET order_number = 'po1' WHERE id = 1");

        assertThat(read.number()).isEqualTo("PO1");
        assertThat(transaction.write(byNumber)).isInstanceOf(Missing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE orders SET updated_at = updated_at + INTERVAL '1' SECOND WHERE id = 1",
                "UPDATE orders SET status = 'shipped' WHERE id = 1",
                "UPDATE orders SET haier_so_id = 'SO1-NEW' WHERE id = 1",
                "DELETE FROM order_items WHERE order_id = 1; DELETE FROM orders WHERE id = 1",
            })
    void whatMustBeUntouchedIsLeftAfterAnyChange(String change) {
        Order read = order(1);
        shop.execute(change.split("; "));
        Map<String, List<String>> before = shop.everything();

        assertThat(transaction.write(seen(read), Guard.UNTOUCHED)).isInstanceOfAny(Changed.class, Missing.class);

        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void whatMustBeUntouchedAndIsIsCancelled() {
        assertThat(transaction.write(seen(order(1)), Guard.UNTOUCHED)).isInstanceOf(Cancelled.class);

        assertThat(shop.rows("SELECT status FROM orders WHERE id = 1")).containsExactly("cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'SO1'", "NULL"})
    void aSoIdThatCameSinceItWasReadIsTold(String before) {
        shop.execute("UPDATE orders SET haier_so_id = " + before + " WHERE id = 1");
        Order read = order(1);
        shop.execute("UPDATE orders SET haier_so_id = 'SO1-NEW' WHERE id = 1");

        assertThat(transaction.write(entry(read))).isInstanceOf(Cancelled.class);

        assertThat(shop.rows("SELECT so_id FROM ylh_cancellation")).containsExactly("SO1-NEW");
    }

    @Test
    void cancelsOnceWhenTwoDoItAtTheSameTime() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            for (int round = 1; round <= ROUNDS; round++) {
                Order order = newOrder(100 + round);
                Future<CancelAnswer> one = threads.submit(cancelling(database, order, start));
                Future<CancelAnswer> other = threads.submit(cancelling(second, order, start));

                assertThat(List.of(one.get(SECONDS, TimeUnit.SECONDS), other.get(SECONDS, TimeUnit.SECONDS)))
                        .hasAtLeastOneElementOfType(Cancelled.class)
                        .hasAtLeastOneElementOfType(AlreadyCancelled.class);
            }
        }
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(10 + ROUNDS);
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_stock_ledger")).isEqualTo(ROUNDS);
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_cancellation")).isEqualTo(ROUNDS);
        assertThat(shop.number("SELECT COUNT(*) FROM order_status_history")).isEqualTo(ROUNDS);
    }

    private Order newOrder(long id) {
        shop.order(id, "PO" + id, "paid", "SO" + id, LONG_AGO);
        shop.line(id, id, 1, null, 1);
        return order(id);
    }

    private Callable<CancelAnswer> cancelling(Database of, Order order, CyclicBarrier start) {
        Cancelling cancelling = new Cancelling(of, schema, true, checkpoint -> {});
        return () -> {
            start.await(SECONDS, TimeUnit.SECONDS);
            return cancelling.write(entry(order));
        };
    }

    @Test
    void waitsForACommitThatIsUnderWay() throws Exception {
        Order order = order(1);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch otherStarted = new CountDownLatch(1);
        Consumer<Checkpoint> untilTheOtherHasStarted = checkpoint -> {
            locked.countDown();
            await(otherStarted);
        };
        try (Database second = Database.open(address, Access.WRITE)) {
            Cancelling slow = new Cancelling(database, schema, true, untilTheOtherHasStarted);
            Future<CancelAnswer> first = threads.submit(() -> slow.write(entry(order)));
            await(locked);
            Future<CancelAnswer> late = threads.submit(() -> {
                otherStarted.countDown();
                return new Cancelling(second, schema, true, checkpoint -> {}, 1).write(entry(order));
            });

            assertThat(first.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
            assertThat(late.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(AlreadyCancelled.class);
        }
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(15);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
