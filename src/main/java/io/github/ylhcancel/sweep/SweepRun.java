package io.github.ylhcancel.sweep;

import io.github.ylhcancel.base.Deadline;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.ConnectionLostException;
import io.github.ylhcancel.db.NoConnectionLeftException;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.CancelAnswer;
import io.github.ylhcancel.store.CancelAnswer.Busy;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelAnswer.Declined;
import io.github.ylhcancel.store.CancelAnswer.Failed;
import io.github.ylhcancel.store.CancelAnswer.Skipped;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.CancelTransaction.Part;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.UnpaidOrders;
import io.github.ylhcancel.sweep.Sweep.Ended;
import io.github.ylhcancel.sweep.Sweep.Listener;
import io.github.ylhcancel.sweep.Sweep.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the sweep. Workers take chunks at a desk: what is shared (the queue, the counters, the one connection for reading, the
 * listener) is only touched by whoever stands there.
 */
final class SweepRun {
    private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);
    /** So many failures in a row, without one order cancelled between them, are no accident. */
    private static final int TOO_MANY_IN_A_ROW = 200;
    /** Each has waited for locks several times over before it was given up. */
    private static final int MOST_CONTENDED = 3;
    /** Each was undone a dozen times over, with pauses, and no order came through between them. */
    private static final int MOST_UNDONE = 20;
    /** Orders of earlier sweeps' failures that one run tries again. */
    private static final int KNOWN_FAILURES = 100;
    /** How many locked orders are remembered for a second try; beyond that they are left to the next run. */
    private static final int SECOND_TRIES = 100_000;

    private final UnpaidOrders orders;
    private final SweepFailures failures;
    private final IntFunction<CancelTransaction> transactions;
    private final CancelRequest request;
    private final Function<Message, String> words;
    private final Clock clock;
    private final BooleanSupplier stop;
    private final SweepScope matched;
    private final Instant cutOff;
    private final SweepOptions terms;
    private final Listener listener;

    private final Object desk = new Object();
    private final OverdueQueue queue;
    private final Instant started;
    private final Set<RowKey> failedBefore;
    /** Those that wait for their second try. */
    private final Deque<SkippedOrder> locked = new ArrayDeque<>();

    private SweepCounts totals = new SweepCounts(0, 0, 0, 0, 0, 0, 0);
    private long inHand;
    private int failuresInARow;
    private int contendedInARow;
    private int undoneInARow;
    private boolean secondTry;
    private Instant lastLogged;
    private Optional<Ended> ended = Optional.empty();
    private Optional<RuntimeException> broken = Optional.empty();

    SweepRun(
            UnpaidOrders orders,
            SweepFailures failures,
            IntFunction<CancelTransaction> transactions,
            CancelRequest request,
            Function<Message, String> words,
            Clock clock,
            BooleanSupplier stop,
            SweepScope matched,
            SweepOptions terms,
            Listener listener) {
        this.orders = orders;
        this.failures = failures;
        this.transactions = transactions;
        this.request = request;
        this.words = words;
        this.clock = clock;
        this.stop = stop;
        this.matched = matched;
        this.cutOff = matched.cutOff();
        this.terms = terms;
        this.listener = listener;
        this.failedBefore = failures.ids();
        this.queue = new OverdueQueue(orders, cutOff, failedBefore);
        this.started = clock.instant();
        this.lastLogged = started;
    }

    Result run() {
        List<CancelTransaction> workers = workers();
        CancelTransaction first = workers.get(0);
        workTogether(workers);
        if (broken.isEmpty()) {
            work(() -> {
                secondTry = true;
                tryLockedAgain(first);
                tryKnownFailures(first);
            });
        }
        countRestOfLocked();
        if (ended.isEmpty() && broken.isEmpty()) {
            work(this::countNeverMet);
        }
        log("sweep.end");
        return new Result(broken.isPresent() ? Ended.BROKEN : ended.orElse(Ended.AT_THE_END), totals, broken);
    }

    /** As many as are wanted and there are connections for. One can always work, over the connection that there is. */
    private List<CancelTransaction> workers() {
        List<CancelTransaction> workers = new ArrayList<>();
        try {
            for (int worker = 1; worker <= terms.workers() && terms.workers() > 1; worker++) {
                workers.add(transactions.apply(worker));
            }
        } catch (NoConnectionLeftException none) {
            LOG.warn("event=sweep.fewer-workers wanted={} at_work={}", terms.workers(), Math.max(1, workers.size()));
            listener.fewerWorkers(Math.max(1, workers.size()), terms.workers(), none.text());
        }
        if (workers.isEmpty()) {
            workers.add(transactions.apply(0));
        }
        return workers;
    }

    private void tryLockedAgain(CancelTransaction transaction) {
        while (!locked.isEmpty() && !isOver()) {
            List<RowKey> chunk = new ArrayList<>();
            for (long room = room(); chunk.size() < room && !locked.isEmpty(); ) {
                chunk.add(locked.remove().id());
            }
            sweep(transaction, chunk);
        }
    }

    /** Those that get no second try, because the run is over, have been skipped. */
    private void countRestOfLocked() {
        synchronized (desk) {
            secondTry = true;
            locked.forEach(this::count);
        }
    }

    /**
     * At the end what matched adds up: what failed before and had no turn this time failed still, and whatever else was not met had
     * gone before its page was read.
     */
    private void countNeverMet() {
        long waiting = failedBefore.size() <= KNOWN_FAILURES
                ? 0
                : stillOverdue(Integer.MAX_VALUE).size();
        synchronized (desk) {
            add(0, 0, 0, 0, waiting, 0, 0);
            long met = totals.done() - totals.noLongerPending();
            add(0, 0, 0, Math.max(0, matched.overdue() - met) - totals.noLongerPending(), 0, 0, 0);
        }
    }

    private void tryKnownFailures(CancelTransaction transaction) {
        for (RowKey known : stillOverdue(KNOWN_FAILURES)) {
            if (!isOver()) {
                sweep(transaction, List.of(known));
            }
        }
    }

    /** Of the earlier failures that had no turn yet, the longest ago first. What is settled since did not match, and is forgotten. */
    private List<RowKey> stillOverdue(int limit) {
        List<RowKey> known = failures.longestAgo(started, cutOff, limit);
        Set<RowKey> pending = orders.byIds(known).stream()
                .filter(order -> order.status().is(OrderStatus.PENDING))
                .map(Order::id)
                .collect(Collectors.toSet());
        known.stream().filter(id -> !pending.contains(id)).forEach(failures::clear);
        return known.stream().filter(pending::contains).toList();
    }

    private void workTogether(List<CancelTransaction> workers) {
        List<Thread> others = new ArrayList<>();
        for (CancelTransaction transaction : workers.subList(1, workers.size())) {
            Thread thread = new Thread(() -> work(() -> takeChunks(transaction)), "sweep-" + (others.size() + 2));
            thread.start();
            others.add(thread);
        }
        work(() -> takeChunks(workers.get(0)));
        others.forEach(SweepRun::join);
    }

    /** Nobody interrupts our threads, and a database may not be left while one of them is inside it. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What one worker meets ends the run for all, after the chunks that they have in hand. */
    private void work(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            synchronized (desk) {
                broken = Optional.of(broken.map(first -> both(first, e)).orElse(e));
            }
        }
    }

    /** Of what comes later only that is said which leaves orders in doubt. */
    private static RuntimeException both(RuntimeException first, RuntimeException then) {
        return first instanceof ConnectionLostException one && then instanceof ConnectionLostException other
                ? one.and(other)
                : first;
    }

    private void takeChunks(CancelTransaction transaction) {
        for (List<RowKey> chunk = next(); !chunk.isEmpty(); chunk = next()) {
            sweep(transaction, chunk);
            synchronized (desk) {
                inHand -= chunk.size();
            }
        }
    }

    private List<RowKey> next() {
        synchronized (desk) {
            if (isOver()) {
                return List.of();
            }
            List<RowKey> chunk = queue.next((int) room());
            inHand += chunk.size();
            return chunk;
        }
    }

    /** How many orders the next chunk may have. */
    private long room() {
        synchronized (desk) {
            long allowed = terms.limit() - totals.cancelled() - inHand;
            return Math.min(terms.batchSize(), Math.max(0, allowed));
        }
    }

    private boolean isOver() {
        synchronized (desk) {
            if (ended.isEmpty()) {
                ended = reasonToEnd();
            }
            return ended.isPresent() || broken.isPresent();
        }
    }

    private Optional<Ended> reasonToEnd() {
        if (stop.getAsBoolean()) {
            return Optional.of(Ended.STOPPED);
        }
        if (terms.deadline().filter(Deadline::isOver).isPresent()) {
            return Optional.of(Ended.TIME_UP);
        }
        if (totals.cancelled() >= terms.limit()) {
            return Optional.of(Ended.LIMIT);
        }
        if (isBlocked()) {
            return Optional.of(Ended.BLOCKED);
        }
        return failuresInARow >= TOO_MANY_IN_A_ROW ? Optional.of(Ended.NOTHING_WORKS) : Optional.empty();
    }

    /** Cancels a chunk; what the database refuses or somebody else holds costs no other order of it. */
    private void sweep(CancelTransaction transaction, List<RowKey> chunk) {
        List<Entry> entries = chunk.stream()
                .map(id -> new Entry(id, request, Optional.empty()))
                .toList();
        Set<RowKey> open = new LinkedHashSet<>(chunk);
        transaction.cancel(entries, Guard.UNPAID, clock.instant(), new CancelTransaction.Listener() {
            private boolean nothingWorked = true;

            @Override
            public void done(Part part) {
                part.answers().forEach(answer -> open.remove(answer.entry().key()));
                boolean busy = part.answers().stream().anyMatch(answer -> answer instanceof Busy one && one.held());
                nothingWorked &= busy;
                count(part, busy && nothingWorked);
            }

            @Override
            public boolean goesOn() {
                return !isBeyondHope();
            }
        });
        countHeld(open);
    }

    /** The rest of a chunk that was given up because somebody held what its first orders needed. */
    private void countHeld(Set<RowKey> open) {
        synchronized (desk) {
            if (isBlocked()) {
                open.forEach(id -> count(new SkippedOrder(id, orders.number(id), Reason.LOCKED)));
                listener.progress(totals);
            }
        }
    }

    private boolean isBeyondHope() {
        synchronized (desk) {
            return failuresInARow >= TOO_MANY_IN_A_ROW || isBlocked();
        }
    }

    private boolean isBlocked() {
        return contendedInARow >= MOST_CONTENDED || undoneInARow >= MOST_UNDONE;
    }

    /**
     * @param contended whether an order was in vain, and all before it of its chunk: those that need what somebody holds come last, so
     *     that some of them in a row say nothing about the others
     */
    private void count(Part part, boolean contended) {
        synchronized (desk) {
            long cancelled =
                    part.answers().stream().filter(Cancelled.class::isInstance).count();
            long queued = part.answers().stream()
                    .filter(answer -> answer instanceof Cancelled done && done.tells())
                    .count();
            add(cancelled, 0, 0, 0, 0, part.units(), queued);
            boolean failed = part.answers().stream().anyMatch(Failed.class::isInstance);
            failuresInARow = cancelled > 0 ? 0 : failuresInARow + (failed ? 1 : 0);
            contendedInARow = contended ? contendedInARow + 1 : 0;
            boolean undone = part.answers().stream().anyMatch(answer -> answer instanceof Busy one && !one.held());
            undoneInARow = cancelled > 0 ? 0 : undoneInARow + (undone ? 1 : 0);
            List<SkippedOrder> skipped = part.answers().stream()
                    .map(this::skipped)
                    .flatMap(Optional::stream)
                    .toList();
            skipped.forEach(this::count);
            if (part.answers().size() == 1) {
                RowKey id = part.answers().get(0).entry().key();
                if (failedBefore.contains(id) && isSettled(skipped)) {
                    failures.clear(id);
                }
            }
            listener.progress(totals);
            if (!clock.instant().isBefore(lastLogged.plus(LOG_EVERY))) {
                lastLogged = clock.instant();
                log("sweep.progress");
            }
        }
    }

    private Optional<SkippedOrder> skipped(CancelAnswer answer) {
        RowKey id = answer.entry().key();
        if (answer instanceof Skipped left) {
            String number = left.order().map(Order::number).orElse("#" + id);
            return Optional.of(new SkippedOrder(id, number, left.why()));
        }
        if (answer instanceof Declined declined) {
            if (declined.order().toldByShop()) {
                return Optional.of(new SkippedOrder(id, declined.order().number(), Reason.LEFT_TO_SHOP));
            }
            // Only a so-id that YLH would not take, or that it cannot be told of, is refused here.
            return Optional.of(failed(id, declined.order().number(), ((Decision.Refused) declined.decision()).why()));
        }
        if (answer instanceof Failed failed) {
            return Optional.of(failed(id, orders.number(id), failed.why()));
        }
        if (answer instanceof Busy) {
            LOG.warn("event=sweep.contended order={}", id);
            return Optional.of(new SkippedOrder(id, orders.number(id), Reason.LOCKED));
        }
        return answer instanceof Cancelled
                ? Optional.empty()
                : Optional.of(new SkippedOrder(id, "#" + id, Reason.GONE));
    }

    private SkippedOrder failed(RowKey id, String number, Message cause) {
        LOG.warn("event=sweep.failed order={} cause={}", number, words.apply(cause));
        return new SkippedOrder(id, number, Reason.FAILED, Optional.of(cause));
    }

    private static boolean isSettled(List<SkippedOrder> skipped) {
        return skipped.stream().noneMatch(order -> order.why() == Reason.FAILED || order.why() == Reason.LOCKED);
    }

    private void count(SkippedOrder order) {
        switch (order.why()) {
            case PAID_MEANWHILE -> add(0, 1, 0, 0, 0, 0, 0);
            case GONE -> add(0, 0, 0, 1, 0, 0, 0);
            case FAILED -> {
                add(0, 0, 0, 0, 1, 0, 0);
                failures.record(
                        order.id(), order.number(), words.apply(order.cause().orElseThrow()), clock.instant());
            }
            case LEFT_TO_SHOP, PUT_BACK, PAYMENT_UNDER_WAY, HINDERED -> add(0, 0, 1, 0, 0, 0, 0);
            case LOCKED -> {
                if (!secondTry && locked.size() < SECOND_TRIES) {
                    locked.add(order);
                    return;
                }
                add(0, 0, 1, 0, 0, 0, 0);
            }
        }
        if (order.why() != Reason.GONE) {
            listener.left(order);
        }
    }

    private void add(
            long cancelled, long paid, long skipped, long noLongerPending, long failed, long units, long queued) {
        totals = new SweepCounts(
                totals.cancelled() + cancelled,
                totals.paidMeanwhile() + paid,
                totals.skipped() + skipped,
                totals.noLongerPending() + noLongerPending,
                totals.failed() + failed,
                totals.units() + units,
                totals.queued() + queued);
    }

    private void log(String event) {
        LOG.info(
                "event={} cancelled={} paid_meanwhile={} skipped={} no_longer_pending={} failed={} stock_released={} queued={} seconds={}",
                event,
                totals.cancelled(),
                totals.paidMeanwhile(),
                totals.skipped(),
                totals.noLongerPending(),
                totals.failed(),
                totals.units(),
                totals.queued(),
                Duration.between(started, clock.instant()).toSeconds());
    }
}
