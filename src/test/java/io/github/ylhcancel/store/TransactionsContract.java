package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one transaction does when others are in its way. */
abstract class TransactionsContract extends StoreContract {
    private static final long SECONDS = 30;

    @BeforeEach
    void fillShop() {
        shop.product(1, "冰箱 A-1", "own", 10);
        shop.product(2, "洗衣机 B-2", "own", 20);
    }

    boolean canDeadlock() {
        return true;
    }

    @Test
    void startsAnewAfterADeadlock() throws Exception {
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        AtomicInteger runs = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            Optional<CyclicBarrier> meeting = Optional.of(bothHaveOne).filter(barrier -> canDeadlock());
            Future<Integer> one = threads.submit(taking(database, 1, 2, meeting, runs));
            Future<Integer> other = threads.submit(taking(second, 2, 1, meeting, runs));
            one.get(SECONDS, TimeUnit.SECONDS);
            other.get(SECONDS, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(shop.rows("SELECT stock FROM products ORDER BY id")).containsExactly("12", "22");
        assertThat(runs.get()).isGreaterThanOrEqualTo(canDeadlock() ? 3 : 2);
    }

    /** One more in each of two products; the first time, both take their first before they want their second. */
    private static Callable<Integer> taking(
            Database of, long first, long second, Optional<CyclicBarrier> bothHaveOne, AtomicInteger runs) {
        AtomicInteger own = new AtomicInteger();
        return () -> of.transaction(sql -> {
            runs.incrementAndGet();
            addOne(sql, first);
            if (own.incrementAndGet() == 1) {
                bothHaveOne.ifPresent(TransactionsContract::await);
            }
            return addOne(sql, second);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int addOne(Sql sql, long product) {
        return sql.update("UPDATE products SET stock = stock + 1 WHERE id = :id", Parameters.of("id", product));
    }

    @Test
    void givesUpWhenAnotherHoldsTheRowEachTime() throws SQLException {
        beImpatient();
        AtomicInteger runs = new AtomicInteger();
        try (Connection holder = holdProduct()) {
            assertThatThrownBy(() -> database.transaction(sql -> {
                        runs.incrementAndGet();
                        addOne(sql, 2);
                        return addOne(sql, 1);
                    }))
                    .isInstanceOf(ContentionException.class)
                    .hasMessageStartingWith("db.contended [5, ");
            holder.rollback();
        }
        assertThat(runs).hasValue(5);
        assertThat(shop.rows("SELECT stock FROM products ORDER BY id")).containsExactly("10", "20");
        assertThat(database.<Integer>transaction(sql -> addOne(sql, 1))).isEqualTo(1);
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(11);
    }

    private void beImpatient() {
        database.close();
        database = databases.waiting(address, Duration.ofMillis(50));
    }

    private Connection holdProduct() throws SQLException {
        Connection holder = DriverManager.getConnection(address.url(), address.username(), address.password());
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("UPDATE products SET stock = 99 WHERE id = 1");
        }
        return holder;
    }

    @Test
    void runsOnceWhatNobodyDisturbs() {
        AtomicInteger runs = new AtomicInteger();

        database.<Integer>transaction(sql -> runs.incrementAndGet());

        assertThat(runs).hasValue(1);
    }

    @Test
    void runsOnceWhatTheDatabaseRefuses() {
        AtomicInteger runs = new AtomicInteger();

        assertThatThrownBy(() -> database.transaction(sql -> {
                    runs.incrementAndGet();
                    addOne(sql, 2);
                    return sql.update("UPDATE products SET stock = -1 WHERE id = 1");
                }))
                .isInstanceOf(RefusedRowException.class);

        assertThat(runs).hasValue(1);
        assertThat(shop.rows("SELECT stock FROM products ORDER BY id")).containsExactly("10", "20");
    }

    /** A guarded update asks whether the row is as expected, not whether it changed. */
    @Test
    void countsTheRowsThatAnUpdateFindsAlsoWhenItChangesNothing() {
        assertThat(database.<Integer>transaction(sql -> sql.update("UPDATE products SET stock = 10 WHERE id = 1")))
                .isEqualTo(1);
    }
}
