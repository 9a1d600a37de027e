package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.store.CancelTransaction.LostRace;
import io.github.ylhcancel.store.CancelTransaction.Recorded;
import io.github.ylhcancel.store.CancelTransaction.Result;
import java.util.List;
import java.util.Map;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE orders SET status = 'shipped' WHERE id = 1",
                "UPDATE orders SET status = 'cancelled' WHERE id = 1",
                "UPDATE orders SET status = 'returning' WHERE id = 1",
                "UPDATE orders SET haier_so_id = 'SO1-NEW' WHERE id = 1",
                "UPDATE orders SET haier_so_id = NULL WHERE id = 1",
                "DELETE FROM order_items WHERE order_id = 1; DELETE FROM orders WHERE id = 1",
            })
    void losesTheRaceAndWritesNothing(String change) {
        Order read = order(1);
        shop.execute(change.split("; "));
        Map<String, List<String>> before = shop.everything();

        assertThat(transaction.write(entry(read))).isInstanceOf(LostRace.class);

        assertThat(shop.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE orders SET updated_at = updated_at + INTERVAL '1' SECOND WHERE id = 1",
                "UPDATE orders SET status = 'shipped' WHERE id = 1",
                "UPDATE orders SET haier_so_id = 'SO1-NEW' WHERE id = 1",
                "DELETE FROM order_items WHERE order_id = 1; DELETE FROM orders WHERE id = 1",
            })
    void whatMustBeUntouchedLosesTheRaceToAnyChange(String change) {
        Order read = order(1);
        shop.execute(change.split("; "));
        Map<String, List<String>> before = shop.everything();

        assertThat(transaction.writeIfUntouched(entry(read))).isInstanceOf(LostRace.class);

        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void whatMustBeUntouchedAndIsIsCancelled() {
        assertThat(transaction.writeIfUntouched(entry(order(1)))).isInstanceOf(Recorded.class);

        assertThat(shop.rows("SELECT status FROM orders WHERE id = 1")).containsExactly("cancelled");
    }

    @Test
    void losesTheRaceWhenASoIdAppeared() {
        shop.execute("UPDATE orders SET haier_so_id = NULL WHERE id = 1");
        Order read = order(1);
        shop.execute("UPDATE orders SET haier_so_id = 'SO1' WHERE id = 1");
        Map<String, List<String>> before = shop.everything();

        assertThat(transaction.write(entry(read))).isInstanceOf(LostRace.class);

        assertThat(shop.everything()).isEqualTo(before);
    }

    @Test
    void cancelsOnASecondLook() {
        Order read = order(1);
        shop.execute("UPDATE orders SET haier_so_id = 'SO1-NEW' WHERE id = 1");
        transaction.write(entry(read));

        assertThat(transaction.write(entry(order(1)))).isInstanceOf(Recorded.class);

        assertThat(shop.rows("SELECT so_id FROM ylh_cancellation")).containsExactly("SO1-NEW");
    }

    @Test
    void cancelsOnceWhenTwoDoItAtTheSameTime() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            for (int round = 1; round <= ROUNDS; round++) {
                Order order = newOrder(100 + round);
                Future<Result> one = threads.submit(cancelling(database, order, start));
                Future<Result> other = threads.submit(cancelling(second, order, start));

                assertThat(List.of(one.get(SECONDS, TimeUnit.SECONDS), other.get(SECONDS, TimeUnit.SECONDS)))
                        .hasAtLeastOneElementOfType(Recorded.class)
                        .hasAtLeastOneElementOfType(LostRace.class);
            }
        }
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(10 + ROUNDS);
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_stock_release")).isEqualTo(ROUNDS);
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_cancellation")).isEqualTo(ROUNDS);
        assertThat(shop.number("SELECT COUNT(*) FROM order_status_history")).isEqualTo(ROUNDS);
    }

    private Order newOrder(long id) {
        shop.order(id, "PO" + id, "paid", "SO" + id, LONG_AGO);
        shop.line(id, id, 1, null, 1);
        return order(id);
    }

    private Callable<Result> cancelling(Database of, Order order, CyclicBarrier start) {
        CancelTransaction cancelling = new CancelTransaction(of, schema, RUN, checkpoint -> {});
        return () -> {
            start.await(SECONDS, TimeUnit.SECONDS);
            return cancelling.write(entry(order));
        };
    }

    @Test
    void losesTheRaceAgainstACommitThatIsUnderWay() throws Exception {
        Order order = order(1);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch otherStarted = new CountDownLatch(1);
        Consumer<Checkpoint> untilTheOtherHasStarted = checkpoint -> {
            locked.countDown();
            await(otherStarted);
        };
        try (Database second = Database.open(address, Access.WRITE)) {
            CancelTransaction slow = new CancelTransaction(database, schema, RUN, untilTheOtherHasStarted);
            Future<Result> first = threads.submit(() -> slow.write(entry(order)));
            await(locked);
            Future<Result> late = threads.submit(() -> {
                otherStarted.countDown();
                return new CancelTransaction(second, schema, RUN, checkpoint -> {}).write(entry(order));
            });

            assertThat(first.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(Recorded.class);
            assertThat(late.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(LostRace.class);
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
