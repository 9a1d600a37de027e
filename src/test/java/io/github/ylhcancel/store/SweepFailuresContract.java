package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What sweeps remember of orders that failed. */
abstract class SweepFailuresContract extends StoreContract {
    private static final int ORDERS = 60;
    private static final long SECONDS = 60;

    @Test
    void twoSweepsThatFailWithTheSameOrderAtTheSameTimeBothRecordIt() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Database second = Database.open(address, Access.WRITE)) {
            List<Future<?>> both = new ArrayList<>();
            for (Database one : List.of(database, second)) {
                SweepFailures failures = new SweepFailures(one, schema, "run");
                both.add(threads.submit(() -> {
                    for (long order = 1; order <= ORDERS; order++) {
                        start.await(SECONDS, TimeUnit.SECONDS);
                        failures.record(key(order), "PO" + order, "no stock row", NOW);
                    }
                    return null;
                }));
            }
            for (Future<?> one : both) {
                one.get(SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(shop.rows("SELECT failures FROM ylh_sweep_failure"))
                .hasSize(ORDERS)
                .containsOnly("2");
    }

    @Test
    void aCauseOfAnyLengthIsKeptAsOneLine() {
        new SweepFailures(database, schema, "run").record(key(1), "PO1", "缺货\n".repeat(500), NOW);

        assertThat(shop.rows("SELECT cause FROM ylh_sweep_failure").get(0))
                .startsWith("缺货")
                .doesNotContain("\n");
    }
}
