package io.github.ylhcancel.store;

import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Database.Patience;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.RowCountException;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Checkpoint;
import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.Text;
import io.github.ylhcancel.store.CancelAnswer.Busy;
import io.github.ylhcancel.store.CancelAnswer.Failed;
import io.github.ylhcancel.store.Transitions.Step;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cancels sets of orders, each set in one transaction; a single order is a set of one. Either all of an order is there afterwards,
 * its state, history, stock, inventory log, ledger, record and what YLH has to be told, or nothing. Where the database refuses one order,
 * the set is halved until that one stands alone; those that need what somebody else does not let go of are put aside, and tried alone at
 * the end. So they cost no other.
 */
public final class CancelTransaction {
    /** What must hold of an order when its row is locked. */
    public enum Guard {
        /** Nothing: whatever it is then is decided on. */
        AS_IT_STANDS,
        /** It is still what it was when somebody decided to cancel it. */
        UNTOUCHED,
        /** It is certainly unpaid, and nobody has it, its family or a payment of theirs in hand; nobody is waited for. */
        UNPAID
    }

    /**
     * An order to cancel.
     *
     * @param key of its row
     * @param seen as somebody saw it who decided on it, for a plan
     */
    public record Entry(RowKey key, CancelRequest request, Optional<OrderSnapshot> seen) {}

    /**
     * What one transaction came to.
     *
     * @param units how many units of stock came back
     */
    public record Part(List<CancelAnswer> answers, long units) {}

    /** Hears of each part when it is committed. */
    public interface Listener {
        void done(Part part);

        /** Whether the rest of a set that is being halved is to be done; what is not done is not answered. */
        default boolean goesOn() {
            return true;
        }
    }

    private static final int LONGEST_REFUSAL = 200;

    private final Database database;
    private final ShopSchema schema;
    private final String runId;
    private final int worker;
    private final boolean details;
    private final Consumer<Checkpoint> checkpoints;
    private final StatusHistory history;
    private final HeldStock heldStock;
    private int steps;

    /**
     * @param runId the run that decides what is written
     * @param worker which of the run's workers this is; two of them never share a number
     * @param details whether the answers are to say which lines an order has, what came back, and what is to be delivered
     */
    public CancelTransaction(
            Database database,
            ShopSchema schema,
            String runId,
            int worker,
            boolean details,
            Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.schema = schema;
        this.runId = runId;
        this.worker = worker;
        this.details = details;
        this.checkpoints = checkpoints;
        this.history = new StatusHistory(schema, runId);
        this.heldStock = new HeldStock(database, schema);
    }

    /**
     * Cancels those that may be cancelled. May be called again with the same orders: what is cancelled stays as it is.
     *
     * @param entries no order twice
     */
    public void cancel(List<Entry> entries, Guard guard, Instant now, Listener listener) {
        new Chunk(entries.size() == 1 && guard != Guard.UNPAID, guard, now, listener).cancel(entries);
    }

    /** How one transaction ended. */
    private enum End {
        COMMITTED,
        /** The database refused something of a set. */
        REFUSED,
        /** Somebody did not let go of something that a set needs. */
        CONTENDED
    }

    /** What is waited for. */
    private record Waits(boolean forOrders, StockLock forStock, Patience patience) {}

    /** The orders of one call, and how far they are. */
    private final class Chunk {
        private final boolean single;
        private final Guard guard;
        private final Instant now;
        private final Listener listener;
        /** Those whose row somebody else has. */
        private final List<Entry> held = new ArrayList<>();
        /** Those that need a stock row which somebody does not let go of. */
        private final List<Entry> aside = new ArrayList<>();

        private boolean waitsForOrders = true;

        private Chunk(boolean single, Guard guard, Instant now, Listener listener) {
            this.single = single;
            this.guard = guard;
            this.now = now;
            this.listener = listener;
        }

        /** What is to be waited for comes at the end, when nobody else is kept by it. */
        void cancel(List<Entry> entries) {
            heldStock.begin(guard);
            halving(entries);
            tryTogether();
            aside.forEach(entry -> alone(entry, Patience.SHORT));
            held.forEach(entry -> alone(entry, Patience.LONG));
        }

        /** Those whose rows are free by now need not be tried one by one. */
        private void tryTogether() {
            List<Entry> waiting = List.copyOf(aside);
            aside.clear();
            heldStock.lookAgain();
            halving(waiting);
        }

        private void halving(List<Entry> all) {
            List<Entry> entries = heldStock.without(all, aside);
            if (entries.isEmpty() || !listener.goesOn()) {
                return;
            }
            boolean alone = entries.size() == 1;
            Waits waits = alone
                    ? new Waits(single, StockLock.CAREFULLY, Patience.LONG)
                    : new Waits(false, heldStock.lock(), Patience.SHORT);
            End end = write(entries, waits, held);
            if (end == End.CONTENDED && heldStock.find(entries)) {
                halving(entries);
            } else if (end != End.COMMITTED) {
                int half = entries.size() / 2;
                halving(entries.subList(0, half));
                halving(entries.subList(half, entries.size()));
            }
        }

        /** What one has waited for in vain is not waited for again by the next. */
        private void alone(Entry entry, Patience patience) {
            if (!listener.goesOn()) {
                return;
            }
            List<Entry> stillHeld = new ArrayList<>();
            StockLock forStock = heldStock.isHopeless(entry) ? StockLock.WITHOUT_WAITING : StockLock.CAREFULLY;
            write(List.of(entry), new Waits(waitsForOrders, forStock, patience), stillHeld);
            stillHeld.forEach(this::busy);
        }

        /**
         * One transaction. An order alone has its answer afterwards, however it ended.
         *
         * @param others gets those that somebody else holds, if they are not waited for
         */
        private End write(List<Entry> entries, Waits waits, List<Entry> others) {
            List<Entry> skipped = new ArrayList<>();
            try {
                Part part = database.transaction(
                        sql -> {
                            skipped.clear();
                            return new CancelSet(
                                            sql,
                                            schema,
                                            history,
                                            new Step(runId, worker, ++steps),
                                            details,
                                            checkpoints,
                                            guard,
                                            waits.forStock(),
                                            now)
                                    .write(entries, waits.forOrders(), skipped);
                        },
                        waits.patience());
                listener.done(part);
                others.addAll(skipped);
                if (entries.size() == 1 && skipped.isEmpty()) {
                    heldStock.release(entries.get(0));
                }
                return End.COMMITTED;
            } catch (StockNotReleasableException stock) {
                return refused(entries, stock.what());
            } catch (RefusedRowException refused) {
                String why = Text.line(refused.getMessage(), LONGEST_REFUSAL);
                return refused(entries, Message.of("order.row-refused", why));
            } catch (RowCountException count) {
                return refused(entries, Message.of("order.row-count", count.written(), count.expected()));
            } catch (ArithmeticException overflow) {
                return refused(entries, Message.of("order.row-refused", StockRelease.TOO_MANY));
            } catch (ContentionException contended) {
                return contended(entries, contended.getCause());
            }
        }

        private End refused(List<Entry> entries, Message why) {
            if (entries.size() > 1) {
                return End.REFUSED;
            }
            listener.done(new Part(List.of(new Failed(entries.get(0), why)), 0));
            return End.COMMITTED;
        }

        private End contended(List<Entry> entries, Throwable cause) {
            if (entries.size() > 1) {
                return End.CONTENDED;
            }
            Entry entry = entries.get(0);
            boolean inVain =
                    cause instanceof SQLException e && database.dialect().isLockTimeout(e);
            if (inVain && !heldStock.giveUp(entry) && guard != Guard.UNPAID && isHeld(entry)) {
                waitsForOrders = false;
            }
            busy(entry);
            return End.COMMITTED;
        }

        private boolean isHeld(Entry entry) {
            try {
                return database.transaction(sql -> !new OrderClaim(sql, schema, false)
                        .take(List.of(entry.key()))
                        .busy()
                        .isEmpty());
            } catch (ContentionException nobodyCanTell) {
                return false;
            }
        }

        private void busy(Entry entry) {
            listener.done(new Part(List.of(new Busy(entry)), 0));
        }
    }
}
