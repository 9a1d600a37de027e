package io.github.ylhcancel.sweep;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.UnpaidOrders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Cancels the orders that nobody has paid for too long, the oldest first. May be run again at any time, by several processes on
 * several machines at once: each order is cancelled by one of them, and none waits for another.
 */
public final class Sweep {
    /** Hears what happens, from one thread at a time. */
    public interface Listener {
        /** An order was left as it was, for a reason that somebody may want to know. */
        void left(SkippedOrder order);

        /** Some workers got no connection, so that others do their work. */
        default void fewerWorkers(int atWork, int wanted, Message why) {}

        /** A chunk is committed. */
        void progress(SweepCounts totals);
    }

    /** Why a run ended. */
    public enum Ended {
        /** Every order had its turn. */
        AT_THE_END,
        /** As many were cancelled as the run may cancel. */
        LIMIT,
        TIME_UP,
        /** The user, or the stop file, wanted it to stop. */
        STOPPED,
        /** Other transactions held what it needed, again and again. */
        BLOCKED,
        /** So many orders failed in a row that the fault is not with the orders. */
        NOTHING_WORKS,
        /** The database failed. */
        BROKEN
    }

    /**
     * How a run ended, and how far it came.
     *
     * @param broken what ended it, if the database failed; what the totals say is committed all the same
     */
    public record Result(Ended ended, SweepCounts totals, Optional<RuntimeException> broken) {}

    private static final int PREVIEW_PAGE = 1000;

    private final UnpaidOrders orders;
    private final SweepFailures failures;
    private final IntFunction<CancelTransaction> transactions;
    private final CancelRequest request;
    private final Function<Message, String> words;
    private final Clock clock;
    private final BooleanSupplier stop;

    /**
     * @param transactions makes the one for each worker over a connection of its own, from number 1; number 0 works alone and may
     *     share the connection of {@code orders}
     * @param request what every order of the sweep gets
     * @param words says in a sentence why an order failed, for those who read the database
     * @param stop asked between two chunks
     */
    public Sweep(
            UnpaidOrders orders,
            SweepFailures failures,
            IntFunction<CancelTransaction> transactions,
            CancelRequest request,
            Function<Message, String> words,
            Clock clock,
            BooleanSupplier stop) {
        this.orders = orders;
        this.failures = failures;
        this.transactions = transactions;
        this.request = request;
        this.words = words;
        this.clock = clock;
        this.stop = stop;
    }

    /**
     * Opens the database.
     *
     * @param reason why the orders of the sweep are cancelled
     * @param readOnly for a look at what would be cancelled
     * @param words says in a sentence why an order failed, for those who read the database
     */
    public static Sweep from(RunContext context, String reason, boolean readOnly, Function<Message, String> words) {
        RunDatabase run = context.database();
        Database open = run.toChangeShop(readOnly);
        run.requireOrderAges();
        context.catchSignals();
        CancelRequest request = new CancelRequest(
                "",
                LookupBy.ID,
                Optional.of(reason),
                context.settings().text(Key.SOURCE_SYSTEM),
                Optional.empty(),
                Optional.empty(),
                context.run().operator());
        String id = context.run().id();
        return new Sweep(
                new UnpaidOrders(open, run.schema()),
                new SweepFailures(open, run.schema(), id),
                worker -> new CancelTransaction(
                        worker == 0 ? open : run.another(),
                        run.schema(),
                        id,
                        context.settings().account(),
                        worker,
                        false,
                        context.checkpoints()),
                request,
                words,
                run.clock(),
                readOnly ? context.interrupt()::isRequested : context.stopSignal()::isRequested);
    }

    /** How many workers a sweep has if nobody says: as many as help on the database at hand. */
    public static int usualWorkers(RunContext context) {
        return context.database().address().isEmbedded() ? 1 : 2;
    }

    /** What there is to cancel: orders that have been pending for longer than {@code olderThan} on the database's clock. */
    public SweepScope match(Duration olderThan) {
        Instant cutOff = orders.now().minus(olderThan);
        UnpaidOrders.Counts counts = orders.counts(cutOff);
        return new SweepScope(cutOff, counts.pending(), counts.overdue());
    }

    /** Cancels what matched. The safety limits have been asked before. */
    public Result run(SweepScope matched, SweepOptions terms, Listener listener) {
        return new SweepRun(orders, failures, transactions, request, words, clock, stop, matched, terms, listener)
                .run();
    }

    /**
     * The orders that {@link #run} would look at, the oldest first, at most {@code limit}; nothing is written.
     *
     * @return whether it came to the end of them
     */
    public boolean preview(SweepScope matched, long limit, Consumer<Candidate> each) {
        Optional<UnpaidOrders.Place> last = Optional.empty();
        long left = limit;
        while (left > 0) {
            if (stop.getAsBoolean()) {
                return false;
            }
            int size = (int) Math.min(left, PREVIEW_PAGE);
            UnpaidOrders.Page page = orders.page(matched.cutOff(), last, size);
            List<RowKey> ids = page.keys();
            List<Order> found = orders.byIds(ids);
            Map<RowKey, Reason> skipped = new HashMap<>(orders.skipped(ids));
            found.stream()
                    .filter(Order::toldByShop)
                    .forEach(order -> skipped.putIfAbsent(order.id(), Reason.LEFT_TO_SHOP));
            Map<RowKey, Long> units = orders.units(found.stream()
                    .filter(order -> !skipped.containsKey(order.id()))
                    .toList());
            for (Order order : found) {
                each.accept(new Candidate(
                        order, units.getOrDefault(order.id(), 0L), Optional.ofNullable(skipped.get(order.id()))));
            }
            if (page.last().isEmpty()) {
                return true;
            }
            left -= size;
            last = page.last();
        }
        return true;
    }
}
