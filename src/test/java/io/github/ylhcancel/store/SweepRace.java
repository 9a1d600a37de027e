package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.sweep.Sweep;
import io.github.ylhcancel.sweep.SweepCounts;
import io.github.ylhcancel.sweep.SweepOptions;
import io.github.ylhcancel.sweep.SweepScope;
import io.github.ylhcancel.testing.Sentences;
import io.github.ylhcancel.testing.TestAccess;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several sweeps and several customers at once, in a shop whose orders are all overdue. In the end each order is either paid, by a
 * customer whose payment was committed, or cancelled, once, with its stock back once; and each family is wholly the one or the
 * other.
 */
final class SweepRace {
    private static final int SWEEPS = 3;
    private static final int CUSTOMERS = 3;
    private static final int[] BATCHES = {1, 7, 40, 300};
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration HOUR = Duration.ofHours(1);

    /** What the tables are called; a shop without payments has none. */
    record Tables(
            String orders, String items, String products, String skus, String history, String log, String payments) {}

    /** Orders that are paid for together, and what they have together taken from stock: products by key, SKUs by minus key. */
    record Purchase(List<Long> orders, Map<Long, Integer> units) {}

    private final DatabaseAddress address;
    private final ShopSchema schema;
    private final Tables tables;
    private final ShopRows rows;
    private final Random random;
    private Pace pace;
    private final AtomicInteger left = new AtomicInteger();

    SweepRace(DatabaseAddress address, ShopSchema schema, Tables tables, ShopRows rows, Random random) {
        this.address = address;
        this.schema = schema;
        this.tables = tables;
        this.rows = rows;
        this.random = random;
    }

    void run(List<Purchase> purchases) throws Exception {
        Map<Long, Long> stock = stocks();
        List<List<Purchase>> wishes = wishes(purchases);
        pace = new Pace(purchases.size(), wishes.stream().mapToInt(List::size).sum());
        ExecutorService threads = Executors.newFixedThreadPool(SWEEPS + CUSTOMERS);
        List<Customer> customers = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        List<Future<SweepCounts>> sweeps = new ArrayList<>();
        try {
            for (List<Purchase> wish : wishes) {
                Customer customer = new Customer(address, tables, wish, pace, new Random(random.nextLong()));
                customers.add(customer);
                running.add(threads.submit(customer));
            }
            for (int i = 0; i < SWEEPS; i++) {
                sweeps.add(threads.submit(sweeping(1 + i % 2, BATCHES[random.nextInt(BATCHES.length)])));
            }
            for (Future<?> one : running) {
                one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            pace.allServed();
            long cancelled = 0;
            long units = 0;
            for (Future<SweepCounts> one : sweeps) {
                SweepCounts totals = one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                cancelled += totals.cancelled();
                units += totals.units();
            }
            SweepCounts rest = sweeping(1, 100).call();
            check(purchases, customers, stock, cancelled + rest.cancelled(), units + rest.units());
        } finally {
            pace.allServed();
            threads.shutdown();
        }
    }

    /** Customers come in about the order in which the sweeps do, so that they meet. */
    private List<List<Purchase>> wishes(List<Purchase> purchases) {
        List<List<Purchase>> wishes = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            Map<Integer, Purchase> sequence = new TreeMap<>();
            for (int p = 0; p < purchases.size(); p++) {
                if (random.nextInt(100) < 20) {
                    sequence.put((p + random.nextInt(100)) * 1000 + random.nextInt(1000), purchases.get(p));
                }
            }
            wishes.add(List.copyOf(sequence.values()));
        }
        return wishes;
    }

    /** As long as there are customers, and then until it finds nothing more that is free. */
    private Callable<SweepCounts> sweeping(int workers, int batch) {
        return () -> {
            Map<Integer, Database> open = new ConcurrentHashMap<>();
            try {
                Database reading = opened(open, -1);
                Sweep sweep = new Sweep(
                        new UnpaidOrders(reading, schema),
                        new SweepFailures(reading, schema, "race"),
                        worker -> new CancelTransaction(
                                opened(open, worker),
                                schema,
                                StoreContract.RUN,
                                Optional.of(TestAccess.ACCOUNT),
                                Cancelling.nextWorker(),
                                false,
                                checkpoint -> {}),
                        Cancelling.unpaid("超时未支付", Optional.empty(), "cron", Optional.of("TEST")),
                        Sentences::english,
                        Clock.systemUTC(),
                        () -> false);
                return untilNothingIsFree(sweep, workers, batch);
            } finally {
                open.values().forEach(Database::close);
            }
        };
    }

    private Database opened(Map<Integer, Database> open, int number) {
        return open.computeIfAbsent(number, one -> Database.open(address, Access.WRITE));
    }

    private SweepCounts untilNothingIsFree(Sweep sweep, int workers, int batch) throws InterruptedException {
        SweepCounts sum = new SweepCounts(0, 0, 0, 0, 0, 0, 0);
        boolean last;
        do {
            last = !pace.keep();
            SweepScope matched = sweep.match(HOUR);
            // A few at a time: then there are many more occasions to meet.
            long limit = last ? Long.MAX_VALUE : 2L * batch;
            Sweep.Result result =
                    sweep.run(matched, new SweepOptions(limit, batch, workers, Optional.empty()), listener());
            assertThat(result.totals().failed()).as("failed").isZero();
            pace.cancelled(result.totals().cancelled());
            sum = new SweepCounts(
                    sum.cancelled() + result.totals().cancelled(),
                    0,
                    0,
                    0,
                    0,
                    sum.units() + result.totals().units(),
                    0);
        } while (!last);
        return sum;
    }

    private Sweep.Listener listener() {
        return new Sweep.Listener() {
            @Override
            public void left(SkippedOrder order) {
                left.incrementAndGet();
            }

            @Override
            public void progress(SweepCounts totals) {}
        };
    }

    private void check(
            List<Purchase> purchases, List<Customer> customers, Map<Long, Long> stock, long cancelled, long units) {
        Set<Long> paid = new TreeSet<>();
        customers.forEach(customer -> paid.addAll(customer.paid()));
        Map<Long, Long> expected = new TreeMap<>(stock);
        long back = 0;
        List<Long> unpaid = new ArrayList<>();
        for (Purchase purchase : purchases) {
            if (!paid.contains(purchase.orders().get(0))) {
                unpaid.addAll(purchase.orders());
                purchase.units().forEach((row, quantity) -> expected.merge(row, (long) quantity, Long::sum));
                back += purchase.units().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
            }
        }
        customers.forEach(customer -> customer.bought().forEach((row, n) -> expected.merge(row, (long) -n, Long::sum)));
        System.out.printf(
                "race on %s: %d cancelled, %d paid, %d came too late, %d left for later, %d purchases, %d tries again%n",
                address.dialect(),
                cancelled,
                paid.size(),
                customers.stream().mapToInt(Customer::late).sum(),
                left.get(),
                customers.stream()
                        .mapToInt(customer -> customer.bought().values().stream()
                                .mapToInt(i -> i)
                                .sum())
                        .sum(),
                customers.stream().mapToInt(Customer::triesAgain).sum());
        assertThat(ids("paid")).as("paid orders").containsExactlyElementsOf(paid);
        assertThat(ids("cancelled")).as("cancelled orders").containsExactlyElementsOf(new TreeSet<>(unpaid));
        if (tables.payments() != null) {
            assertThat(rows.rows("SELECT o.id FROM " + tables.orders() + " o JOIN " + tables.payments()
                            + " p ON p.order_id = o.id WHERE o.status = 'cancelled' AND p.status = 'succeeded'"))
                    .as("both cancelled and paid")
                    .isEmpty();
        }
        assertThat(stocks()).as("stock").isEqualTo(expected);
        assertThat(rows.rows("SELECT order_id FROM " + tables.history() + " ORDER BY order_id"))
                .as("history")
                .containsExactlyElementsOf(
                        new TreeSet<>(unpaid).stream().map(String::valueOf).toList());
        assertThat(rows.number("SELECT COALESCE(SUM(quantity), 0) FROM ylh_stock_ledger"))
                .as("ledger")
                .isEqualTo(back);
        assertThat(rows.number("SELECT COALESCE(SUM(quantity), 0) FROM " + tables.log()))
                .as("inventory log")
                .isEqualTo(back);
        try (Database reading = Database.open(address, Access.READ)) {
            assertThat(new CancelledTwice(reading, schema)
                            .page(Optional.empty(), 100_000)
                            .found())
                    .isEmpty();
            assertThat(new Books(reading, schema)
                            .page(Optional.empty(), 100_000)
                            .found())
                    .isEmpty();
        }
        assertThat(cancelled).as("cancelled by the sweeps' own count").isEqualTo(unpaid.size());
        assertThat(units).as("units by the sweeps' own count").isEqualTo(back);
        assertThat(paid).as("the race was one: payments that came in time").isNotEmpty();
        assertThat(unpaid).as("the race was one: orders that nobody paid for").isNotEmpty();
    }

    private List<Long> ids(String status) {
        return rows.rows("SELECT id FROM " + tables.orders() + " WHERE status = '" + status + "' ORDER BY id").stream()
                .map(Long::valueOf)
                .toList();
    }

    private Map<Long, Long> stocks() {
        Map<Long, Long> stocks = new TreeMap<>();
        for (String row : rows.rows(
                "SELECT id, stock FROM " + tables.products() + " UNION ALL SELECT -id, stock FROM " + tables.skus())) {
            String[] parts = row.split(" \\| ");
            stocks.put(Long.valueOf(parts[0]), Long.valueOf(parts[1]));
        }
        return stocks;
    }
}
