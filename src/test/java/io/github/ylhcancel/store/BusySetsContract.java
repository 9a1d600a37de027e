package io.github.ylhcancel.store;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.cancel.CancelOrders;
import io.github.ylhcancel.cancel.CancelResult;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.testing.Keys;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

    private void beImpatient() {
        database.read(sql -> {
            sql.execute(impatience());
            return null;
        });
    }

    String impatience() {
        return databases.impatience();
    }

    /** Of all results only that of one order says that somebody had it. */
    private void assertOnlyOneIsBusy(List<CancelResult> results, long busy) {
        for (CancelResult result : results) {
            boolean held = result.reference().equals("PO" + busy);
            assertThat(result.outcome()).as(result.reference()).isEqualTo(held ? Outcome.FAILED : Outcome.CANCELLED);
            if (held) {
                assertThat(result.message()).contains(Message.of("order.contended"));
            }
        }
        assertCancelledOnce(LongStream.rangeClosed(1, SETS_OF)
                .filter(id -> id != busy)
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

        assertOnlyOneIsBusy(results, 250);
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
            new CancelTransaction(database, schema, RUN, Cancelling.nextWorker(), false, checkpoint -> {})
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

        assertOnlyOneIsBusy(results, 250);
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
