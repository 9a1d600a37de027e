package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.schema.ShopSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** The shop's own sweep beside ours: what it doubled is found, with the units that are too many, and nothing else. */
final class DoubledOrders {
    private static final int ORDERS = 400;
    private static final int SECONDS = 120;

    private final DatabaseAddress address;
    private final ShopSchema schema;
    private final SweepRace.Tables tables;
    private final ShopRows rows;
    private final boolean logNamesOrders;

    DoubledOrders(
            DatabaseAddress address,
            ShopSchema schema,
            SweepRace.Tables tables,
            ShopRows rows,
            boolean logNamesOrders) {
        this.address = address;
        this.schema = schema;
        this.tables = tables;
        this.rows = rows;
        this.logNamesOrders = logNamesOrders;
    }

    /** What an order has of each of the two products. */
    static int quantity(long order, long product) {
        return (int) (1 + (order + product) % 5);
    }

    static List<Long> ids() {
        return LongStream.rangeClosed(1, ORDERS).boxed().toList();
    }

    void run() throws Exception {
        long before = stock();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        Set<Long> doubled = new TreeSet<>();
        AtomicInteger ours = new AtomicInteger();
        try {
            // Each has read some orders when the other begins with the same.
            CyclicBarrier read = new CyclicBarrier(2);
            Future<Set<Long>> shop =
                    threads.submit(new ShopsOwnSweep(address, tables, ids(), logNamesOrders, () -> meet(read)));
            Future<?> sweep = threads.submit(() -> sweep(read, ours));
            doubled.addAll(shop.get(SECONDS, TimeUnit.SECONDS));
            sweep.get(SECONDS, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        System.out.printf(
                "beside the shop's own sweep on %s: %d by us, %d doubled%n",
                address.dialect(), ours.get(), doubled.size());

        assertThat(doubled).as("the race was one").isNotEmpty().hasSizeLessThan(ours.get() - ORDERS / 4 + 1);
        assertThat(rows.rows("SELECT id FROM " + tables.orders() + " WHERE status <> 'cancelled'"))
                .isEmpty();
        check(doubled, before);
    }

    private static void meet(CyclicBarrier read) {
        try {
            read.await(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Five at a time, the other way round in each stretch, so that the two meet in its middle. */
    private void sweep(CyclicBarrier read, AtomicInteger ours) {
        try (Database database = Database.open(address, Access.WRITE)) {
            Cancelling cancelling = new Cancelling(database, schema, false, checkpoint -> {});
            for (int at = 0; at < ORDERS; at += 25) {
                meet(read);
                for (int end = at + 25; end > at; end -= 5) {
                    ours.addAndGet((int) cancelling
                            .sweep(
                                    ids().subList(end - 5, end),
                                    Cancelling.unpaid("超时未支付", Optional.empty(), "cron", Optional.of("TEST")),
                                    Instant.now())
                            .cancelled());
                }
            }
        }
    }

    private void check(Set<Long> doubled, long before) {
        Map<Long, String> units = new TreeMap<>();
        List<Disagreement> others = new ArrayList<>();
        try (Database database = Database.open(address, Access.READ)) {
            AgreementContract.all(new CancelledTwice(database, schema))
                    .forEach(one -> units.put(
                            Long.valueOf(one.orderKey().toString()),
                            one.details().get("stock")));
            others.addAll(AgreementContract.all(new Books(database, schema)));
        }
        assertThat(units.keySet()).as("doubled").isEqualTo(doubled);
        units.forEach((order, stock) -> assertThat(stock)
                .as("units of " + order)
                .isEqualTo("product:1=" + quantity(order, 1) + " product:2=" + quantity(order, 2)));
        assertThat(others).isEmpty();
        long once = ids().stream().mapToLong(DoubledOrders::units).sum();
        long twice = doubled.stream().mapToLong(DoubledOrders::units).sum();
        assertThat(stock() - before).as("what came back").isEqualTo(once + twice);
    }

    private static long units(long order) {
        return quantity(order, 1) + quantity(order, 2);
    }

    private long stock() {
        return rows.number("SELECT SUM(stock) FROM " + tables.products());
    }
}
