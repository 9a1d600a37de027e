package io.github.ylhcancel.sweep;

import io.github.ylhcancel.domain.Message;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.SkippedOrder;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.SweepTransaction;
import io.github.ylhcancel.store.SweepTransaction.Contended;
import io.github.ylhcancel.store.SweepTransaction.Refused;
import io.github.ylhcancel.store.SweepTransaction.Swept;
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
    /** Orders of earlier sweeps' failures that one run tries again. */
    private static final int KNOWN_FAILURES = 100;
    /** How many locked orders are remembered for a second try; beyond that they are left to the next run. */
    private static final int SECOND_TRIES = 100_000;

    private final UnpaidOrders orders;
    private final SweepFailures failures;
    private final IntFunction<SweepTransaction> transactions;
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
    private final Set<Long> failedBefore;
    /** Those that wait for their second try. */
    private final Deque<SkippedOrder> locked = new ArrayDeque<>();

    private SweepCounts totals = new SweepCounts(0, 0, 0, 0, 0, 0, 0);
    private long inHand;
    private int failuresInARow;
    private int contendedInARow;
    private boolean secondTry;
    private Instant lastLogged;
    private Optional<Ended> ended = Optional.empty();
    private Optional<RuntimeException> broken = Optional.empty();

    SweepRun(
            UnpaidOrders orders,
            SweepFailures failures,
            IntFunction<SweepTransaction> transactions,
            Function<Message, String> words,
            Clock clock,
            BooleanSupplier stop,
            SweepScope matched,
            SweepOptions terms,
            Listener listener) {
        this.orders = orders;
        this.failures = failures;
        this.transactions = transactions;
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
        SweepTransaction first = transactions.apply(terms.workers() == 1 ? 0 : 1);
        workTogether(first);
        work(() -> {
            secondTry = true;
            tryLockedAgain(first);
            tryKnownFailures(first);
        });
        countRestOfLocked();
        if (ended.isEmpty() && broken.isEmpty()) {
            work(this::countNeverMet);
        }
        log("sweep.end");
        return new Result(broken.isPresent() ? Ended.BROKEN : ended.orElse(Ended.AT_THE_END), totals, broken);
    }

    private void tryLockedAgain(SweepTransaction transaction) {
        while (!locked.isEmpty() && !isOver()) {
            List<Long> chunk = new ArrayList<>();
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

    private void tryKnownFailures(SweepTransaction transaction) {
        for (long known : stillOverdue(KNOWN_FAILURES)) {
            if (!isOver()) {
                sweep(transaction, List.of(known));
            }
        }
    }

    /** Of the earlier failures that had no turn yet, the longest ago first. What is settled since did not match, and is forgotten. */
    private List<Long> stillOverdue(int limit) {
        List<Long> known = failures.longestAgo(started, cutOff, limit);
        Set<Long> pending = orders.byIds(known).stream()
                .filter(order -> order.status().is(OrderStatus.PENDING))
                .map(Order::id)
                .collect(Collectors.toSet());
        known.stream().filter(id -> !pending.contains(id)).forEach(failures::clear);
        return known.stream().filter(pending::contains).toList();
    }

    private void workTogether(SweepTransaction first) {
        List<Thread> others = new ArrayList<>();
        for (int worker = 2; worker <= terms.workers(); worker++) {
            SweepTransaction transaction = transactions.apply(worker);
            Thread thread = new Thread(() -> work(() -> takeChunks(transaction)), "sweep-" + worker);
            thread.start();
            others.add(thread);
        }
        work(() -> takeChunks(first));
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
                broken = Optional.of(broken.orElse(e));
            }
        }
    }

    private void takeChunks(SweepTransaction transaction) {
        for (List<Long> chunk = next(); !chunk.isEmpty(); chunk = next()) {
            sweep(transaction, chunk);
            synchronized (desk) {
                inHand -= chunk.size();
            }
        }
    }

    private List<Long> next() {
        synchronized (desk) {
            if (isOver()) {
                return List.of();
            }
            List<Long> chunk = queue.next((int) room());
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
        if (terms.deadline()
                .filter(deadline -> !clock.instant().isBefore(deadline))
                .isPresent()) {
            return Optional.of(Ended.TIME_UP);
        }
        if (totals.cancelled() >= terms.limit()) {
            return Optional.of(Ended.LIMIT);
        }
        if (contendedInARow >= MOST_CONTENDED) {
            return Optional.of(Ended.BLOCKED);
        }
        return failuresInARow >= TOO_MANY_IN_A_ROW ? Optional.of(Ended.NOTHING_WORKS) : Optional.empty();
    }

    /** Cancels a chunk, and if the database refuses it, its halves, until the order that is to blame stands alone. */
    private void sweep(SweepTransaction transaction, List<Long> chunk) {
        Instant now = clock.instant();
        SweepTransaction.Result result = transaction.cancel(chunk, now);
        if (result instanceof Swept swept) {
            count(chunk, swept);
        } else if (result instanceof Contended) {
            countLocked(chunk);
        } else if (chunk.size() == 1) {
            countFailed(chunk.get(0), ((Refused) result).why(), now);
        } else {
            LOG.info("event=sweep.split orders={} cause={}", chunk.size(), words.apply(((Refused) result).why()));
            int half = chunk.size() / 2;
            for (List<Long> part : List.of(chunk.subList(0, half), chunk.subList(half, chunk.size()))) {
                if (!isBeyondHope()) {
                    sweep(transaction, part);
                }
            }
        }
    }

    private boolean isBeyondHope() {
        synchronized (desk) {
            return failuresInARow >= TOO_MANY_IN_A_ROW;
        }
    }

    private void count(List<Long> chunk, Swept swept) {
        synchronized (desk) {
            add(swept.cancelled(), 0, 0, 0, 0, swept.units(), swept.queued());
            failuresInARow = swept.cancelled() > 0 ? 0 : failuresInARow;
            contendedInARow = 0;
            for (SkippedOrder order : swept.left()) {
                count(order);
            }
            if (chunk.size() == 1 && failedBefore.contains(chunk.get(0)) && isSettled(swept)) {
                failures.clear(chunk.get(0));
            }
            listener.progress(totals);
            if (!clock.instant().isBefore(lastLogged.plus(LOG_EVERY))) {
                lastLogged = clock.instant();
                log("sweep.progress");
            }
        }
    }

    private static boolean isSettled(Swept swept) {
        return swept.left().stream().noneMatch(order -> order.why() == Reason.FAILED || order.why() == Reason.LOCKED);
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

    private void countLocked(List<Long> chunk) {
        synchronized (desk) {
            contendedInARow++;
            LOG.warn("event=sweep.contended orders={}", chunk.size());
            for (long id : chunk) {
                count(new SkippedOrder(id, orders.number(id), Reason.LOCKED));
            }
            listener.progress(totals);
        }
    }

    private void countFailed(long id, Message cause, Instant now) {
        synchronized (desk) {
            failuresInARow++;
            SkippedOrder order = new SkippedOrder(id, orders.number(id), Reason.FAILED, Optional.of(cause));
            LOG.warn("event=sweep.failed order={} cause={}", order.number(), words.apply(cause));
            count(order);
            listener.progress(totals);
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
