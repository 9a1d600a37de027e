package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.ContentionException;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.Database.Patience;
import io.github.ylhcancel.db.RefusedRowException;
import io.github.ylhcancel.db.RowCountException;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelAnswer.Busy;
import io.github.ylhcancel.store.CancelAnswer.Failed;
import io.github.ylhcancel.store.Transitions.Step;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
        UNPAID,
        /** Nothing either, and YLH has said that it is cancelled there: it is not told, and whoever else has asked it has his answer. */
        CANCELLED_BY_YLH
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

    /** Orders whose connection is lost so often, each time that they are tried, may be what breaks it. */
    private static final int MOST_LOSSES = 3;

    private static final long MOST = Integer.MAX_VALUE;

    private final Database database;
    private final ShopSchema schema;
    private final String runId;
    private final Optional<Account> account;
    private final int worker;
    private final boolean details;
    private final Consumer<Checkpoint> checkpoints;
    private final StatusHistory history;
    private final HeldStock heldStock;
    private int steps;
    /** So many orders at once are disturbed by nobody, as far as one has seen. */
    private long comfortable = MOST;

    /**
     * @param runId the run that decides what is written
     * @param account whom at YLH the run decides for, if that is known
     * @param worker which of the run's workers this is; two of them never share a number
     * @param details whether the answers are to say which lines an order has, what came back, and what is to be delivered
     */
    public CancelTransaction(
            Database database,
            ShopSchema schema,
            String runId,
            Optional<Account> account,
            int worker,
            boolean details,
            Consumer<Checkpoint> checkpoints) {
        this.database = database;
        this.schema = schema;
        this.runId = runId;
        this.account = account;
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

    /** The loss of the database after which it was waited for in vain. */
    public Optional<UserError> gone() {
        return database.gone().map(UserError.class::cast);
    }

    /** How one transaction ended. */
    private enum End {
        COMMITTED,
        /** The database refused something of a set. */
        REFUSED,
        /** Somebody did not let go of something that a set needs. */
        CONTENDED,
        /** Others undid what a set wrote, or its connection broke, again and again: with fewer orders that is less likely. */
        DISTURBED
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
        /** The first that may have been committed without our knowing. */
        private final Step first = new Step(runId, worker, steps + 1);
        /** Those of whose cancellation that may be so. */
        private final Set<RowKey> open = new HashSet<>();

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
            if (entries.size() > comfortable) {
                inHalves(entries);
                return;
            }
            boolean alone = entries.size() == 1;
            Waits waits = alone
                    ? new Waits(single, StockLock.CAREFULLY, Patience.LONG)
                    : new Waits(false, heldStock.lock(), Patience.SHORT);
            End end = write(entries, waits, held);
            if (end == End.COMMITTED) {
                comfortable = 2L * entries.size() > comfortable ? Math.min(2L * comfortable, MOST) : comfortable;
            } else if (end == End.CONTENDED && heldStock.find(entries)) {
                halving(entries);
            } else {
                comfortable = end == End.DISTURBED ? entries.size() / 2 : comfortable;
                inHalves(entries);
            }
        }

        private void inHalves(List<Entry> entries) {
            int half = entries.size() / 2;
            halving(entries.subList(0, half));
            halving(entries.subList(half, entries.size()));
        }

        /** What one has waited for in vain is not waited for again by the next. */
        private void alone(Entry entry, Patience patience) {
            if (!listener.goesOn()) {
                return;
            }
            List<Entry> stillHeld = new ArrayList<>();
            StockLock forStock = heldStock.isHopeless(entry) ? StockLock.WITHOUT_WAITING : StockLock.CAREFULLY;
            boolean waits = waitsForOrders && (guard != Guard.UNPAID || open.contains(entry.key()));
            write(List.of(entry), new Waits(waits, forStock, patience), stillHeld);
            stillHeld.forEach(other -> busy(other, true));
        }

        /**
         * One transaction. An order alone has its answer afterwards, however it ended.
         *
         * @param others gets those that somebody else holds, if they are not waited for
         */
        private End write(List<Entry> entries, Waits waits, List<Entry> others) {
            return write(entries, waits, others, 0);
        }

        /**
         * @param losses how often it was done before, and nobody knows how it ended
         */
        private End write(List<Entry> entries, Waits waits, List<Entry> others, int losses) {
            List<Entry> skipped = new ArrayList<>();
            AtomicInteger tries = new AtomicInteger();
            try {
                Part part = database.transaction(
                        sql -> {
                            skipped.clear();
                            boolean repeats = tries.getAndIncrement() > 0 || !open.isEmpty();
                            return new CancelSet(
                                            sql,
                                            schema,
                                            history,
                                            new Step(runId, worker, ++steps),
                                            account,
                                            details,
                                            checkpoints,
                                            guard,
                                            waits.forStock(),
                                            Optional.of(first).filter(mayBeThere -> repeats),
                                            now)
                                    .write(entries, waits.forOrders(), skipped);
                        },
                        waits.patience());
                done(part);
                others.addAll(skipped);
                if (entries.size() == 1 && skipped.isEmpty()) {
                    heldStock.release(entries.get(0));
                }
                return End.COMMITTED;
            } catch (StockNotReleasableException stock) {
                return refused(entries, stock.what());
            } catch (RefusedRowException | RowCountException | ArithmeticException refused) {
                return refused(entries, RefusedWrite.why(refused));
            } catch (ContentionException contended) {
                return contended(entries, contended.getCause());
            } catch (ConnectionLostException lost) {
                return again(entries, waits, others, losses + 1, lost);
            }
        }

        private void done(Part part) {
            part.answers().forEach(answer -> open.remove(answer.entry().key()));
            listener.done(part);
        }

        /**
         * Nobody knows how a transaction ended, unless its server takes no writes any more: what it wrote shows it, and what is not there
         * is done again.
         *
         * @throws ConnectionLostException if the database does not come back
         */
        private End again(
                List<Entry> entries, Waits waits, List<Entry> others, int losses, ConnectionLostException lost) {
            boolean nothingIsThere = lost.isUndone() && entries.stream().noneMatch(one -> open.contains(one.key()));
            if (nothingIsThere && losses > MOST_LOSSES) {
                throw lost;
            }
            if (nothingIsThere) {
                database.recover(lost);
                return write(entries, waits, others, losses);
            }
            entries.forEach(entry -> open.add(entry.key()));
            Part written = written(entries, lost);
            if (!written.answers().isEmpty()) {
                done(written);
            }
            List<Entry> rest =
                    entries.stream().filter(entry -> open.contains(entry.key())).toList();
            if (rest.isEmpty()) {
                return End.COMMITTED;
            }
            if (!written.answers().isEmpty()) {
                // All that it wrote is there, so the session is over, and of these it wrote nothing.
                rest.forEach(entry -> open.remove(entry.key()));
                return write(rest, waits, others);
            }
            if (losses < MOST_LOSSES) {
                return write(rest, waits, others, losses);
            }
            if (rest.size() > 1) {
                return End.DISTURBED;
            }
            done(new Part(List.of(new Failed(rest.get(0), Message.of("order.connection-breaks"))), 0));
            return End.COMMITTED;
        }

        private Part written(List<Entry> entries, ConnectionLostException lost) {
            try {
                database.recover(lost);
                return database.read(sql -> {
                    WrittenAnswers written = new WrittenAnswers(sql, schema, details, first, entries);
                    return new Part(written.answers(entries), written.units());
                });
            } catch (ConnectionLostException away) {
                if (details) {
                    Message unknown = Message.of("order.end-unknown", runId);
                    List<CancelAnswer> answers = new ArrayList<>();
                    entries.forEach(entry -> answers.add(new Failed(entry, unknown)));
                    done(new Part(answers, 0));
                }
                throw away.leaving(entries.size(), runId);
            }
        }

        private End refused(List<Entry> entries, Message why) {
            if (entries.size() > 1) {
                return End.REFUSED;
            }
            done(new Part(List.of(new Failed(entries.get(0), why)), 0));
            return End.COMMITTED;
        }

        private End contended(List<Entry> entries, Throwable cause) {
            boolean inVain =
                    cause instanceof SQLException e && database.dialect().isLockTimeout(e);
            boolean undone = cause instanceof SQLException && !inVain;
            if (entries.size() > 1) {
                return undone ? End.DISTURBED : End.CONTENDED;
            }
            Entry entry = entries.get(0);
            if (inVain && !heldStock.giveUp(entry) && guard != Guard.UNPAID && isHeld(entry)) {
                waitsForOrders = false;
            }
            busy(entry, !undone);
            return End.COMMITTED;
        }

        private boolean isHeld(Entry entry) {
            try {
                return database.locking(
                        sql -> !new OrderClaim(sql, schema, false)
                                .take(List.of(entry.key()))
                                .busy()
                                .isEmpty(),
                        Patience.LONG);
            } catch (ContentionException nobodyCanTell) {
                return false;
            }
        }

        /** What a lost session of ours may still hold is neither done nor left as it was. */
        private void busy(Entry entry, boolean held) {
            CancelAnswer answer = open.contains(entry.key())
                    ? new Failed(entry, Message.of("order.end-open"))
                    : new Busy(entry, held);
            done(new Part(List.of(answer), 0));
        }
    }
}
