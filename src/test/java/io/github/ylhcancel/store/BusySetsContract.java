package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.store.Cancelling.Swept;
import io.github.ylhcancel.testing.Keys;
import io.github.ylhcancel.testing.TestAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What somebody else has in hand costs only the orders that need it. */
abstract class BusySetsContract extends SetsContract {
    private static final int SETS_OF = 500;
    /** How often one transaction waits in vain before it is given up. */
    private static final int TRIES = 5;

    private static final int WRITERS = 3;
    private static final int HOT = 60;
    private static final int MOST_BUSY = 6;
    private static final long SECONDS = 120;
    /** Three waits of a second, and what a busy machine takes for the work; one wait for each order or halving is more. */
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private void beImpatient() {
        database.close();
        database = databases.waiting(address, Duration.ofMillis(50));
    }

    private void waitASecond() {
        database.close();
        database = waitingASecond();
    }

    private Database waitingASecond() {
        return databases.waiting(address, Duration.ofSeconds(1));
    }

    /** Of all results only those of some orders say that somebody had what they need. */
    private void assertOnlyTheseAreBusy(List<CancelResult> results, List<Long> busy) {
        for (CancelResult result : results) {
            boolean held = busy.contains(Long.valueOf(result.reference().substring(2)));
            assertThat(result.outcome()).as(result.reference()).isEqualTo(held ? Outcome.FAILED : Outcome.CANCELLED);
            if (held) {
                assertThat(result.message()).contains(Message.of("order.contended"));
            }
        }
        assertCancelledOnce(LongStream.rangeClosed(1, SETS_OF)
                .filter(id -> !busy.contains(id))
                .boxed()
                .toList());
        assertStockIsThatOfTheLedger();
    }

    /** The steps of the record count the transactions that were begun: one for all the others, and one wait for that one. */
    @Test
    void anOrderThatSomebodyHasInHandIsWaitedForOnceAndCostsNoOther() {
        pending(1, SETS_OF);
        beImpatient();
        CancelOrders cancelling = cancelling(schema);

        List<CancelResult> results;
        try (Held other = new Held(address, "SELECT id FROM orders WHERE id = 250 FOR UPDATE")) {
            results = cancelling.cancel(numbers(1, SETS_OF));
            other.release();
        }

        assertOnlyTheseAreBusy(results, List.of(250L));
        assertThat(rows("SELECT DISTINCT step FROM ylh_transition")).containsExactly("1");
        assertThat(outcomes(cancelling.cancel(numbers(250, 250)))).containsExactly(Outcome.CANCELLED);
        assertThat(shop.number("SELECT step FROM ylh_transition WHERE order_key = 250"))
                .isLessThanOrEqualTo(1 + TRIES + 1);
    }

    /** He lets go while the others are being cancelled, so that the wait at the end is not in vain. */
    @Test
    void whoeverLetsGoInTimeCostsNobody() {
        pending(1, SETS_OF);
        List<Long> done = new ArrayList<>();
        Held other = new Held(address, "SELECT id FROM orders WHERE id = 250 FOR UPDATE");
        try {
            List<CancelTransaction.Entry> entries = LongStream.rangeClosed(1, SETS_OF)
                    .mapToObj(id -> new CancelTransaction.Entry(
                            key(id),
                            item(String.valueOf(id), LookupBy.ID, "reason").request(),
                            Optional.empty()))
                    .toList();
            new CancelTransaction(
                            database,
                            schema,
                            RUN,
                            Optional.of(TestAccess.ACCOUNT),
                            Cancelling.nextWorker(),
                            false,
                            checkpoint -> {})
                    .cancel(entries, CancelTransaction.Guard.AS_IT_STANDS, NOW, part -> {
                        part.answers().stream()
                                .filter(CancelAnswer.Cancelled.class::isInstance)
                                .forEach(answer ->
                                        done.add(Keys.number(answer.entry().key())));
                        other.release();
                    });
        } finally {
            other.close();
        }

        assertThat(done).hasSize(SETS_OF).doesNotHaveDuplicates().endsWith(250L);
        assertCancelledOnce(done);
        assertStockIsThatOfTheLedger();
    }

    /** Only PO250 has anything of product 2, whose row somebody holds. */
    @Test
    void aStockRowThatSomebodyHasInHandCostsTheOrderThatNeedsIt() {
        pending(1, SETS_OF);
        shop.execute("UPDATE order_items SET product_id = 2 WHERE order_id = 250");
        beImpatient();

        List<CancelResult> results;
        try (Held other = new Held(address, "UPDATE products SET stock = stock + 1 WHERE id = 2")) {
            results = cancelling(schema).cancel(numbers(1, SETS_OF));
            other.release();
        }

        assertOnlyTheseAreBusy(results, List.of(250L));
    }

    /**
     * Ten orders need something of product 2, whose row somebody holds for good: they wait together, and not one by one. The set waits, then
     * whoever finds out for what, and one of the ten.
     */
    @Test
    void ordersThatNeedTheSameHeldStockRowWaitForItTogether() {
        pending(1, SETS_OF + 1);
        List<Long> needy =
                LongStream.rangeClosed(1, 10).map(n -> n * 50).boxed().toList();
        needProduct2(needy);
        waitASecond();
        CancelOrders cancelling = cancelling(schema);

        List<CancelResult> results;
        Instant began = Instant.now();
        try (Held other = new Held(address, "UPDATE products SET stock = stock + 1 WHERE id = 2")) {
            results = cancelling.cancel(numbers(1, SETS_OF));
            other.release();
        }

        assertThat(Duration.between(began, Instant.now())).isLessThan(AT_MOST);
        assertOnlyTheseAreBusy(results, needy);
        // The set, the rest of it, and each of the ten once.
        assertThat(nextStep(cancelling)).isLessThanOrEqualTo(2 + needy.size() + 1);
        assertThat(outcomes(cancelling.cancel(numbers(50, 50)))).containsExactly(Outcome.CANCELLED);
    }

    /** Somebody holds all the rows: the orders that need one of them wait once, and not once for each row. */
    @Test
    void manyHeldStockRowsAreWaitedForTogether() {
        pending(1, SETS_OF + 1);
        List<Long> needy = LongStream.rangeClosed(401, SETS_OF).boxed().toList();
        for (long product = 100; product < 120; product++) {
            shop.product(product, "P" + product, "own", (int) product * 1000);
        }
        shop.execute("UPDATE order_items SET product_id = 100 + MOD(order_id, 20) WHERE order_id BETWEEN 401 AND 500");
        waitASecond();

        List<CancelResult> results;
        Instant began = Instant.now();
        try (Held other = new Held(address, "UPDATE products SET stock = stock + 1 WHERE id >= 100")) {
            results = cancelling(schema).cancel(numbers(1, SETS_OF));
            other.release();
        }

        assertThat(Duration.between(began, Instant.now())).isLessThan(AT_MOST);
        assertOnlyTheseAreBusy(results, needy);
    }

    @Test
    void whatIsStillHeldIsNotWaitedForByTheNextSet() {
        pending(1, SETS_OF + 1);
        List<Long> needy = List.of(10L, 20L, 30L, 260L, 270L, 280L);
        needProduct2(needy);
        beImpatient();
        CancelOrders cancelling = cancelling(schema);

        List<CancelResult> results;
        try (Held other = new Held(address, "UPDATE products SET stock = stock + 1 WHERE id = 2")) {
            results = new ArrayList<>(cancelling.cancel(numbers(1, 250)));
            results.addAll(cancelling.cancel(numbers(251, SETS_OF)));
            other.release();
        }

        assertOnlyTheseAreBusy(results, needy);
        assertThat(nextStep(cancelling)).isLessThanOrEqualTo(2 + 3 + 1 + 3 + 1);
        assertThat(outcomes(cancelling.cancel(
                        needy.stream().map(id -> item("PO" + id)).toList())))
                .containsOnly(Outcome.CANCELLED);
    }

    /** Ten rows of orders: whoever comes after one that was waited for in vain has had the time, too. */
    @Test
    void heldOrdersWaitTogether() {
        pending(1, SETS_OF + 1);
        List<Long> busy = LongStream.rangeClosed(1, 10).map(n -> n * 50).boxed().toList();
        beImpatient();
        CancelOrders cancelling = cancelling(schema);

        List<CancelResult> results;
        String keys = busy.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try (Held other = new Held(address, "SELECT id FROM orders WHERE id IN (" + keys + ") FOR UPDATE")) {
            results = cancelling.cancel(numbers(1, SETS_OF));
            other.release();
        }

        assertOnlyTheseAreBusy(results, busy);
        assertThat(nextStep(cancelling)).isLessThanOrEqualTo(1 + TRIES + (busy.size() - 1) + 1);
    }

    /** Only the orders that are to be cancelled need stock rows. */
    @Test
    void anOrderThatNeedsNothingAnyMoreHasItsAnswerThoughItsStockRowIsHeld() {
        pending(1, 100);
        needProduct2(List.of(50L, 60L));
        beImpatient();
        CancelOrders cancelling = cancelling(schema);
        cancelling.cancel(numbers(50, 50));

        List<CancelResult> results;
        try (Held other = new Held(address, "UPDATE products SET stock = stock + 1 WHERE id = 2")) {
            results = cancelling.cancel(numbers(1, 100));
            other.release();
        }

        assertThat(results.get(49).outcome()).isEqualTo(Outcome.ALREADY_CANCELLED);
        assertThat(results.get(59).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(outcomes(results).stream().filter(Outcome.CANCELLED::equals)).hasSize(98);
    }

    @Test
    void aSweepLeavesTheOrdersThatNeedAHeldStockRow() {
        pending(1, SETS_OF);
        List<Long> needy = List.of(100L, 101L, 102L, 400L);
        needProduct2(needy);
        beImpatient();

        Swept swept;
        try (Held other = new Held(address, "UPDATE products SET stock = stock + 1 WHERE id = 2")) {
            swept = new Cancelling(database, schema, false, checkpoint -> {})
                    .sweep(LongStream.rangeClosed(1, SETS_OF).boxed().toList(), SweepContract.REQUEST, NOW);
            other.release();
        }

        assertThat(swept.cancelled()).isEqualTo(SETS_OF - needy.size());
        assertThat(swept.left()).extracting(order -> Keys.number(order.id())).containsExactlyElementsOf(needy);
        assertThat(swept.left()).extracting(SkippedOrder::why).containsOnly(SkippedOrder.Reason.LOCKED);
        assertStockIsThatOfTheLedger();
    }

    /** They share all their stock rows, and one of these is held: neither takes for held what the other just has in hand. */
    @Test
    void twoThatCancelAtOnceLoseOnlyTheOrdersOnTheHeldRow() throws Exception {
        pending(1, SETS_OF);
        for (long product = 100; product < 120; product++) {
            shop.product(product, "P" + product, "own", (int) product * 1000);
        }
        shop.execute("UPDATE order_items SET product_id = 100 + MOD(order_id, 20)");
        List<Long> needy = LongStream.rangeClosed(1, SETS_OF)
                .filter(id -> id % 20 == 10)
                .boxed()
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<CancelResult> results = new ArrayList<>();
        try (Held other = new Held(address, "UPDATE products SET stock = stock + 1 WHERE id = 110")) {
            List<Future<List<CancelResult>>> both = new ArrayList<>();
            for (long first : List.of(1L, 251L)) {
                both.add(threads.submit(() -> cancelInFives(first)));
            }
            for (Future<List<CancelResult>> one : both) {
                results.addAll(one.get(SECONDS, TimeUnit.SECONDS));
            }
            other.release();
        } finally {
            threads.shutdown();
        }

        assertOnlyTheseAreBusy(results, needy);
    }

    private List<CancelResult> cancelInFives(long first) {
        List<CancelResult> results = new ArrayList<>();
        try (Database own = waitingASecond()) {
            CancelOrders cancelling = cancelling(own, schema);
            for (long from = first; from < first + 250; from += 50) {
                results.addAll(cancelling.cancel(numbers(from, from + 49)));
            }
        }
        return results;
    }

    private void needProduct2(List<Long> orders) {
        shop.execute("UPDATE order_items SET product_id = 2 WHERE order_id IN ("
                + orders.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")");
    }

    /** The steps of the record count the transactions that were begun: that of one more order tells how many there were. */
    private long nextStep(CancelOrders cancelling) {
        assertThat(outcomes(cancelling.cancel(numbers(SETS_OF + 1, SETS_OF + 1))))
                .containsExactly(Outcome.CANCELLED);
        return shop.number("SELECT step FROM ylh_transition WHERE order_key = " + (SETS_OF + 1));
    }

    /** They take their two rows in either order, as shops do, and so stand in the way crosswise, too. */
    @Test
    void ordersOnAStockRowThatIsAlwaysBeingWrittenAreCancelled() throws Exception {
        pending(1, HOT);
        shop.execute(
                "INSERT INTO order_items (id, order_id, product_id, quantity) SELECT id + 1000, id, 2, 1 FROM orders");
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch allWrite = new CountDownLatch(WRITERS);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<Integer>> writers = new ArrayList<>();
        List<CancelResult> results;
        try {
            for (int i = 0; i < WRITERS; i++) {
                List<Long> products = i % 2 == 0 ? List.of(1L, 2L) : List.of(2L, 1L);
                writers.add(threads.submit(writer(products, allWrite, over)));
            }
            assertThat(allWrite.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            results = cancelling(schema).cancel(numbers(1, HOT));
        } finally {
            over.set(true);
            threads.shutdown();
        }
        int written = 0;
        for (Future<Integer> writer : writers) {
            written += writer.get(SECONDS, TimeUnit.SECONDS);
        }

        List<Long> cancelled = new ArrayList<>();
        for (CancelResult result : results) {
            assertThat(result.outcome()).as(result.reference()).isIn(Outcome.CANCELLED, Outcome.FAILED);
            if (result.outcome() == Outcome.CANCELLED) {
                cancelled.add(Long.valueOf(result.reference().substring(2)));
            } else {
                assertThat(result.message()).contains(Message.of("order.contended"));
            }
        }
        assertThat(cancelled).hasSizeGreaterThanOrEqualTo(HOT - MOST_BUSY);
        assertCancelledOnce(cancelled);
        assertThat(rows("SELECT stock FROM products WHERE id < 3 ORDER BY id"))
                .containsExactly(
                        String.valueOf(1000 + written + cancelled.size()),
                        String.valueOf(2000 + written + cancelled.size()));
    }

    /** Answers how often it wrote. */
    private Callable<Integer> writer(List<Long> products, CountDownLatch allWrite, AtomicBoolean over) {
        return () -> {
            int written = 0;
            try (Writer writer = writer()) {
                while (!over.get()) {
                    if (writer.addOne(products)) {
                        if (++written == 1) {
                            allWrite.countDown();
                        }
                    }
                }
            }
            return written;
        };
    }

    /** Somebody who has a little in hand for a moment, again and again. */
    interface Writer extends AutoCloseable {
        /** Answers whether it is committed. */
        boolean addOne(List<Long> products) throws SQLException;

        @Override
        void close() throws SQLException;
    }

    Writer writer() throws SQLException {
        Connection connection = DriverManager.getConnection(address.url(), address.username(), address.password());
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        return new Writer() {
            @Override
            public boolean addOne(List<Long> products) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    for (long product : products) {
                        statement.execute("UPDATE products SET stock = stock + 1 WHERE id = " + product);
                    }
                    connection.commit();
                    return true;
                } catch (SQLException e) {
                    connection.rollback();
                    if (!address.dialect().isTransient(e)) {
                        throw e;
                    }
                    return false;
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    /** On an embedded database every writer is one of this process, and writes as the program does. */
    Writer embeddedWriter() {
        Database own = Database.open(address, Access.WRITE);
        return new Writer() {
            @Override
            public boolean addOne(List<Long> products) {
                own.transaction(sql -> {
                    products.forEach(product -> sql.update(
                            "UPDATE products SET stock = stock + 1 WHERE id = :id", Parameters.of("id", product)));
                    return null;
                });
                return true;
            }

            @Override
            public void close() {
                own.close();
            }
        };
    }
}
