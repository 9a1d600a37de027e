package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class H2TransactionsTest extends TransactionsContract {
    private static final int THREADS = 4;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }

    /** Here one transaction writes at a time, so that two cannot wait for each other crosswise. */
    @Override
    boolean canDeadlock() {
        return false;
    }

    /** Left to itself H2 loses some of what is committed beside what is rolled back: see H2Dialect. */
    @Test
    void whatIsCommittedStaysBesideWhatIsRolledBack() throws Exception {
        AtomicLong committed = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Database> open = new ArrayList<>();
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                open.add(Database.open(address, Access.WRITE));
                all.add(threads.submit(adding(open.get(thread), thread, committed)));
            }
            for (Future<Void> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow(); // The connections stay open: the first that is closed may tidy up the file, which
            // closes all.
        }
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(10 + committed.get());
        assertThat(shop.number("SELECT stock FROM products WHERE id = 2")).isEqualTo(20 + committed.get());
    }

    private Callable<Void> adding(Database own, int seed, AtomicLong committed) {
        return () -> {
            Random random = new Random(seed);
            long end = System.nanoTime() + NANOS;
            while (System.nanoTime() < end) {
                addOneToEach(own, random.nextBoolean(), committed);
            }
            return null;
        };
    }

    private static void addOneToEach(Database own, boolean commits, AtomicLong committed) {
        try {
            own.transaction(sql -> {
                for (long product = 1; product <= 2; product++) {
                    sql.update("UPDATE products SET stock = stock + 1 WHERE id = :id", Parameters.of("id", product));
                }
                if (!commits) {
                    throw new GivenUp();
                }
                return 0;
            });
            committed.incrementAndGet();
        } catch (GivenUp rolledBack) {
            // As it was to be.
        }
    }
}
