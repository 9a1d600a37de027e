package io.github.ylhcancel.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Deadline;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.Held;
import io.github.ylhcancel.store.ShopRows;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.store.UnpaidOrders;
import io.github.ylhcancel.sweep.Sweep.Ended;
import io.github.ylhcancel.sweep.Sweep.Result;
import io.github.ylhcancel.testing.Keys;
import io.github.ylhcancel.testing.Sentences;
import io.github.ylhcancel.testing.TestAccess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a sweep goes through the orders that are overdue: in which order, how far, and past what. Order n has one of product 1. */
abstract class SweepUseCaseContract {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int STOCK = 100;
    /** Its stock row is missing, so whatever order has it cannot be cancelled. */
    private static final long MISSING = 99;

    @TempDir
    Path folder;

    private final List<Database> open = new ArrayList<>();
    final List<Long> left = new ArrayList<>();
    final List<Reason> why = new ArrayList<>();
    private final Clock clock = Clock.systemUTC();
    private TestDatabases databases;
    DatabaseAddress address;
    ShopRows shop;
    private BooleanSupplier stop = () -> false;
    private Runnable afterMatching = () -> {};
    private String runId = "first";

    abstract TestDatabases databases() throws Exception;

    @BeforeEach
    void openShop() throws Exception {
        databases = databases();
        address = databases.shop();
        shop = new ShopRows(address);
        shop.execute("INSERT INTO products (id, name, stock_source, stock) VALUES (1, 'P1', 'own', " + STOCK + ")");
    }

    @AfterEach
    void closeAll() {
        open.forEach(Database::close);
        shop.close();
        databases.close();
    }

    /** Orders 1 to {@code count}, overdue, the one with the highest number the oldest. */
    void overdue(int count) {
        String orders = IntStream.rangeClosed(1, count)
                .mapToObj(id -> "(" + id + ", 'PO" + id + "', 'pending', '" + time(id) + "', '" + time(id) + "')")
                .collect(Collectors.joining(", "));
        String lines = IntStream.rangeClosed(1, count)
                .mapToObj(id -> "(" + id + ", " + id + ", 1, 1)")
                .collect(Collectors.joining(", "));
        shop.execute(
                "INSERT INTO orders (id, order_number, status, created_at, updated_at) VALUES " + orders,
                "INSERT INTO order_items (id, order_id, product_id, quantity) VALUES " + lines);
    }

    private static String time(int id) {
        return Instant.parse("2026-02-01T08:00:00Z")
                .minusSeconds(id)
                .toString()
                .replace("T", " ")
                .replace("Z", "");
    }

    private void poison(List<Integer> ids) {
        shop.execute(databases.ignoreForeignKeys());
        for (int id : ids) {
            shop.execute("UPDATE order_items SET product_id = " + MISSING + " WHERE order_id = " + id);
        }
    }

    private Database database() {
        open.add(Database.open(address, Access.WRITE));
        return open.get(open.size() - 1);
    }

    /** Two workers of one run never share a number, and these tests sweep several times in one. */
    private final AtomicInteger numbers = new AtomicInteger();

    Result sweep(int batch, int workers) {
        return sweep(new SweepOptions(Long.MAX_VALUE, batch, workers, Optional.empty()), clock);
    }

    Result sweep(SweepOptions terms, Clock by) {
        return sweep(terms, by, DAY);
    }

    private Result sweep(SweepOptions terms, Clock by, Duration olderThan) {
        Database reading = database();
        ShopSchema schema = ShopSchema.byDefault();
        Sweep sweep = new Sweep(
                new UnpaidOrders(reading, schema),
                new SweepFailures(reading, schema, runId),
                worker -> new CancelTransaction(
                        database(),
                        schema,
                        runId,
                        Optional.of(TestAccess.ACCOUNT),
                        numbers.incrementAndGet(),
                        false,
                        checkpoint -> {}),
                new CancelRequest(
                        "",
                        LookupBy.ID,
                        Optional.of("超时未支付"),
                        Optional.of("TEST"),
                        Optional.empty(),
                        Optional.empty(),
                        "cron"),
                Sentences::english,
                by,
                stop);
        left.clear();
        why.clear();
        SweepScope matched = sweep.match(olderThan);
        afterMatching.run();
        return sweep.run(matched, terms, new Sweep.Listener() {
            @Override
            public void left(SkippedOrder order) {
                left.add(Keys.number(order.id()));
                why.add(order.why());
            }

            @Override
            public void progress(SweepCounts totals) {}
        });
    }

    private List<Long> cancelled() {
        return shop.rows("SELECT id FROM orders WHERE status = 'cancelled' ORDER BY id").stream()
                .map(Long::valueOf)
                .toList();
    }

    private void assertAddsUp(Result result) {
        long cancelled = cancelled().size();
        assertThat(result.totals().cancelled()).isEqualTo(cancelled);
        assertThat(shop.number("SELECT stock FROM products WHERE id = 1")).isEqualTo(STOCK + cancelled);
        assertThat(shop.number("SELECT COUNT(*) FROM order_status_history")).isEqualTo(cancelled);
        assertThat(shop.number("SELECT COALESCE(SUM(quantity), 0) FROM ylh_stock_ledger"))
                .isEqualTo(cancelled);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 1", "1000, 1", "1, 3", "7, 3", "1000, 3"})
    void everyOverdueOrderIsCancelledOnce(int batch, int workers) {
        overdue(60);

        Result result = sweep(batch, workers);

        assertThat(result.ended()).isEqualTo(Ended.AT_THE_END);
        assertThat(cancelled()).hasSize(60);
        assertThat(left).isEmpty();
        assertAddsUp(result);
        assertThat(sweep(batch, workers).totals()).isEqualTo(new SweepCounts(0, 0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 1", "1000, 1", "7, 3"})
    void theOldestComeFirstAndNoMoreThanTheLimit(int batch, int workers) {
        overdue(30);

        Result result = sweep(new SweepOptions(10, batch, workers, Optional.empty()), clock);

        assertThat(result.ended()).isEqualTo(Ended.LIMIT);
        assertThat(cancelled()).containsExactly(21L, 22L, 23L, 24L, 25L, 26L, 27L, 28L, 29L, 30L);
        assertAddsUp(result);
    }

    @Test
    void youngOrdersAreLeftAlone() {
        overdue(5);
        shop.execute("UPDATE orders SET created_at = '"
                + clock.instant()
                        .minusSeconds(3600)
                        .toString()
                        .replace("T", " ")
                        .replaceAll("\\..*|Z", "") + "' WHERE id IN (2, 4)");

        sweep(1000, 1);

        assertThat(cancelled()).containsExactly(1L, 3L, 5L);
    }

    @Test
    void itTakesNothingNewWhenTheTimeIsUp() {
        overdue(30);
        AtomicLong looks = new AtomicLong();
        Deadline fourthLook = new Deadline(looks::getAndIncrement, 3);

        Result result = sweep(new SweepOptions(Long.MAX_VALUE, 5, 1, Optional.of(fourthLook)), clock);

        assertThat(result.ended()).isEqualTo(Ended.TIME_UP);
        assertThat(cancelled().size()).isPositive().isLessThan(30);
        assertAddsUp(result);
    }

    @Test
    void itStopsBetweenTwoChunks() {
        overdue(30);
        stop = () -> !cancelled().isEmpty();

        Result result = sweep(7, 1);

        assertThat(result.ended()).isEqualTo(Ended.STOPPED);
        assertThat(cancelled()).hasSize(7);
        assertAddsUp(result);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1000, 3", "13, 1", "13, 3", "1, 1"})
    void poisonedOrdersAreFoundWhereverTheyAreAndTheRestGoesThrough(int batch, int workers) {
        long seed = Long.getLong("ylh.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Integer> ids = new ArrayList<>(IntStream.rangeClosed(1, 90).boxed().toList());
        Collections.shuffle(ids, random);
        List<Integer> poisoned = ids.subList(0, 1 + random.nextInt(5));
        overdue(90);
        poison(poisoned);

        Result result = sweep(batch, workers);

        String again = "again with -Dylh.seed=" + seed;
        assertThat(result.ended()).as(again).isEqualTo(Ended.AT_THE_END);
        assertThat(new TreeSet<>(left))
                .as(again)
                .containsExactlyElementsOf(
                        new TreeSet<>(poisoned.stream().map(Integer::longValue).toList()));
        assertThat(left).hasSameSizeAs(poisoned);
        assertThat(why).containsOnly(Reason.FAILED);
        assertThat(cancelled()).as(again).hasSize(90 - poisoned.size());
        assertThat(shop.rows("SELECT failures, run_id FROM ylh_sweep_failure"))
                .hasSameSizeAs(poisoned)
                .containsOnly("1 | first");
        assertAddsUp(result);
    }

    @Test
    void aPoisonedOrderIsTriedAloneByTheNextRunAndForgottenWhenItWasMended() {
        overdue(20);
        poison(List.of(11));
        sweep(1000, 1);

        runId = "second";
        assertThat(sweep(1000, 1).totals()).isEqualTo(new SweepCounts(0, 0, 0, 0, 1, 0, 0));
        assertThat(shop.rows("SELECT order_id, order_number, failures, run_id FROM ylh_sweep_failure"))
                .containsExactly("11 | PO11 | 2 | second");
        assertThat(shop.rows("SELECT cause FROM ylh_sweep_failure").get(0)).contains("product 99 is not there");

        shop.execute("UPDATE order_items SET product_id = 1 WHERE order_id = 11");
        assertThat(sweep(1000, 1).totals().cancelled()).isEqualTo(1);
        assertThat(shop.rows("SELECT order_id FROM ylh_sweep_failure")).isEmpty();
        assertThat(cancelled()).hasSize(20);
    }

    @Test
    void anOrderThatFailedAndWasThenCancelledOtherwiseIsForgotten() {
        overdue(3);
        poison(List.of(2));
        sweep(1000, 1);
        shop.execute("UPDATE orders SET status = 'cancelled' WHERE id = 2");

        assertThat(sweep(1000, 1).totals()).as("it did not match").isEqualTo(new SweepCounts(0, 0, 0, 0, 0, 0, 0));

        assertThat(shop.rows("SELECT order_id FROM ylh_sweep_failure")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 3"})
    void whatMatchedAndWasGoneBeforeItsPageWasReadIsNoLongerPending(int batch, int workers) {
        overdue(20);
        afterMatching = () -> shop.execute("UPDATE orders SET status = 'paid' WHERE id <= 7");

        Result result = sweep(batch, workers);

        assertThat(result.ended()).isEqualTo(Ended.AT_THE_END);
        assertThat(result.totals()).isEqualTo(new SweepCounts(13, 0, 0, 7, 0, 13, 0));
    }

    /** Nobody knows what would have become of those that had no turn. */
    @Test
    void aRunThatEndsEarlyCountsOnlyWhatItMet() {
        overdue(20);
        afterMatching = () -> shop.execute("UPDATE orders SET status = 'paid' WHERE id <= 7");

        Result result = sweep(new SweepOptions(5, 5, 1, Optional.empty()), clock);

        assertThat(result.totals()).isEqualTo(new SweepCounts(5, 0, 0, 0, 0, 5, 0));
    }

    /** One run tries a hundred of them again. */
    @Test
    void whatFailedBeforeAndHadNoTurnFailedStill() {
        overdue(103);
        poison(IntStream.rangeClosed(1, 103).boxed().toList());
        assertThat(sweep(1000, 1).totals().failed()).isEqualTo(103);
        shop.execute("UPDATE orders SET status = 'paid' WHERE id > 101");

        SweepCounts totals = sweep(1000, 1).totals();

        assertThat(totals.failed()).isEqualTo(101);
        assertThat(totals.done()).isEqualTo(101);
        assertThat(shop.number("SELECT COUNT(*) FROM ylh_sweep_failure")).isEqualTo(101);
    }

    /** It failed in a run that took younger orders; this one must not cancel what is not overdue for it. */
    @Test
    void anOrderThatFailedBeforeIsNotCancelledBeforeItIsOverdue() {
        overdue(3);
        poison(List.of(2));
        sweep(1000, 1);
        shop.execute("UPDATE order_items SET product_id = 1 WHERE order_id = 2");

        Duration century = Duration.ofDays(36_500);
        sweep(new SweepOptions(Long.MAX_VALUE, 1000, 1, Optional.empty()), clock, century);
        assertThat(cancelled()).containsExactly(1L, 3L);

        sweep(1000, 1);
        assertThat(cancelled()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void knownFailuresDoNotKeepOthersFromTheirTurn() {
        overdue(150);
        poison(IntStream.rangeClosed(31, 150).boxed().toList());
        assertThat(sweep(10, 1).totals()).isEqualTo(new SweepCounts(30, 0, 0, 0, 120, 30, 0));

        shop.execute("UPDATE order_items SET product_id = 1");
        long mended = sweep(10, 1).totals().cancelled() + sweep(10, 1).totals().cancelled();

        assertThat(mended).isEqualTo(120);
    }

    @Test
    void whenNothingWorksTheRunEndsAndWhatWasDoneBeforeIsDone() {
        overdue(300);
        poison(IntStream.rangeClosed(1, 250).boxed().toList());

        Result result = sweep(10, 1);

        assertThat(result.ended()).isEqualTo(Ended.NOTHING_WORKS);
        assertThat(cancelled()).hasSize(50).allMatch(id -> id > 250);
        assertThat(result.totals().failed()).isEqualTo(200);
        assertAddsUp(result);
    }

    @Test
    void aLockedOrderGetsASecondTryAtTheEnd() {
        overdue(20);
        try (Held other = new Held(address, "SELECT id FROM orders WHERE id IN (3, 17) FOR UPDATE")) {
            AtomicInteger chunks = new AtomicInteger();
            stop = () -> {
                if (chunks.incrementAndGet() == 5) {
                    other.release();
                }
                return false;
            };

            Result result = sweep(5, 1);

            assertThat(result.ended()).isEqualTo(Ended.AT_THE_END);
            assertThat(cancelled()).hasSize(20);
            assertAddsUp(result);
        }
    }

    @Test
    void anOrderThatStaysLockedIsSkippedAndReported() {
        overdue(20);
        try (Held other = new Held(address, "SELECT id FROM orders WHERE id IN (3, 17) FOR UPDATE")) {
            Result result = sweep(5, 1);

            assertThat(result.totals()).isEqualTo(new SweepCounts(18, 0, 2, 0, 0, 18, 0));
            assertThat(left).containsExactlyInAnyOrder(3L, 17L);
            assertThat(other).isNotNull();
        }
        assertThat(sweep(5, 1).totals().cancelled()).isEqualTo(2);
    }

    @Test
    void theSecondTryKeepsToTheLimitToo() {
        overdue(15);
        try (Held other = new Held(address, "SELECT id FROM orders WHERE id > 8 FOR UPDATE")) {
            AtomicInteger looks = new AtomicInteger();
            stop = () -> {
                // All chunks have been taken: 7 orders stay, and the limit leaves 3.
                if (looks.incrementAndGet() == 3) {
                    other.release();
                }
                return false;
            };

            Result result = sweep(new SweepOptions(10, 10, 1, Optional.empty()), clock);

            assertThat(result.totals().cancelled()).isLessThanOrEqualTo(10);
            assertThat(cancelled().size()).isLessThanOrEqualTo(10);
        }
    }
}
