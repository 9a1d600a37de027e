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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cancels sets of orders, each set in one transaction; a single order is a set of one. Either all of an order is there afterwards,
 * its state, history, stock, inventory log, ledger, record and what YLH has to be told, or nothing. Where the database refuses one order
 * or somebody else holds what it needs, the set is halved until that one stands alone, so that it costs no other.
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
    }

    /**
     * Cancels those that may be cancelled. May be called again with the same orders: what is cancelled stays as it is.
     *
     * @param entries no order twice
     */
    public void cancel(List<Entry> entries, Guard guard, Instant now, Listener listener) {
        List<Entry> held = new ArrayList<>();
        halving(entries, guard, now, listener, held);
        for (Entry entry : held) {
            List<Entry> stillHeld = new ArrayList<>();
            if (listener.goesOn()) {
                write(List.of(entry), guard, true, now, listener, stillHeld);
            }
            stillHeld.forEach(one -> listener.done(new Part(List.of(new Busy(one)), 0)));
        }
    }

    private void halving(List<Entry> entries, Guard guard, Instant now, Listener listener, List<Entry> held) {
        boolean waits = entries.size() == 1 && guard != Guard.UNPAID;
        if (!write(entries, guard, waits, now, listener, held)) {
            int half = entries.size() / 2;
            for (List<Entry> part : List.of(entries.subList(0, half), entries.subList(half, entries.size()))) {
                if (listener.goesOn()) {
                    halving(part, guard, now, listener, held);
                }
            }
        }
    }

    /**
     * One transaction. Answers false if it came to nothing for a set that can be halved.
     *
     * @param held gets those that somebody else holds, if they are not waited for
     */
    private boolean write(
            List<Entry> entries, Guard guard, boolean waits, Instant now, Listener listener, List<Entry> held) {
        boolean alone = entries.size() == 1;
        List<Entry> others = new ArrayList<>();
        try {
            Part part = database.transaction(
                    sql -> {
                        others.clear();
                        return new CancelSet(
                                        sql,
                                        schema,
                                        history,
                                        new Step(runId, worker, ++steps),
                                        details,
                                        checkpoints,
                                        guard,
                                        now)
                                .write(entries, waits, others);
                    },
                    alone ? Patience.LONG : Patience.SHORT);
            listener.done(part);
            held.addAll(others);
            return true;
        } catch (StockNotReleasableException stock) {
            return refused(entries, stock.what(), listener);
        } catch (RefusedRowException refused) {
            String why = Text.line(refused.getMessage(), LONGEST_REFUSAL);
            return refused(entries, Message.of("order.row-refused", why), listener);
        } catch (RowCountException count) {
            return refused(entries, Message.of("order.row-count", count.written(), count.expected()), listener);
        } catch (ArithmeticException overflow) {
            return refused(entries, Message.of("order.row-refused", StockRelease.TOO_MANY), listener);
        } catch (ContentionException contended) {
            if (alone) {
                listener.done(new Part(List.of(new Busy(entries.get(0))), 0));
            }
            return alone;
        }
    }

    private static boolean refused(List<Entry> entries, Message why, Listener listener) {
        boolean alone = entries.size() == 1;
        if (alone) {
            listener.done(new Part(List.of(new Failed(entries.get(0), why)), 0));
        }
        return alone;
    }
}
