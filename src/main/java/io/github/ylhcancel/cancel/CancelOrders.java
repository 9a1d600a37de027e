package io.github.ylhcancel.cancel;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.StopSignal;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.run.RunDatabase;
import io.github.ylhcancel.store.CancelAnswer;
import io.github.ylhcancel.store.CancelAnswer.AlreadyCancelled;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.Transitions;
import io.github.ylhcancel.store.UnpaidOrders;
import io.github.ylhcancel.sync.ChunkDispatcher;
import io.github.ylhcancel.sync.Compensator;
import io.github.ylhcancel.sync.Delivery;
import io.github.ylhcancel.sync.OutboxDispatcher;
import io.github.ylhcancel.sync.Told;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Cancels orders, many of them at once: decide, record in one transaction, then tell YLH. May be called again for the same orders,
 * also after a crash: what is done is not done twice, and what is left is finished.
 */
public final class CancelOrders {
    private final Orders orders;
    private final Cancellations cancellations;
    private final CancelTransaction transaction;
    private final CancelPreview preview;
    private final Telling telling;
    private final Clock clock;
    private final boolean repeats;
    private final Consumer<Checkpoint> checkpoints;
    private Optional<UserError> lost = Optional.empty();

    /**
     * @param repeats whether what YLH may have applied is sent again
     */
    public CancelOrders(
            Orders orders,
            Cancellations cancellations,
            CancelTransaction transaction,
            CancelPreview preview,
            Telling telling,
            Clock clock,
            boolean repeats,
            Consumer<Checkpoint> checkpoints) {
        this.orders = orders;
        this.cancellations = cancellations;
        this.transaction = transaction;
        this.preview = preview;
        this.telling = telling;
        this.clock = clock;
        this.repeats = repeats;
        this.checkpoints = checkpoints;
    }

    /**
     * Opens the database. What may be missing in the configuration is asked for before the first order is touched.
     *
     * @param stop ends telling YLH
     * @param listener hears of what is told many at a time
     */
    public static CancelOrders from(
            RunContext context, Cancelling how, StopSignal stop, OutboxDispatcher.Listener listener) {
        Optional<YlhAccess> access = how == Cancelling.TELL ? Optional.of(context.ylhAccess()) : Optional.empty();
        RunDatabase run = context.database();
        Database open = run.toChangeShop(how == Cancelling.PREVIEW);
        context.catchSignals();
        Optional<Told> told = access.map(to -> Told.from(context, open, to));
        Orders orders = new Orders(open, run.schema());
        Cancellations cancellations = new Cancellations(open);
        boolean repeats = context.settings().repeats();
        return new CancelOrders(
                orders,
                cancellations,
                new CancelTransaction(
                        open,
                        run.schema(),
                        context.run().id(),
                        context.settings().account(),
                        0,
                        true,
                        context.checkpoints()),
                new CancelPreview(
                        orders, new UnpaidOrders(open, run.schema()), cancellations, new Transitions(open), repeats),
                access.map(to -> Telling.by(
                                ChunkDispatcher.from(context, open, to, told.get(), stop, listener),
                                Compensator.from(context, open),
                                told.get()))
                        .orElseGet(() -> Telling.later(cancellations)),
                run.clock(),
                repeats,
                context.checkpoints());
    }

    /** An order that an item means. */
    private record Found(int place, CancelItem item, Order order) {
        Entry entry() {
            return new Entry(order.id(), item.request(), item.seen());
        }

        Guard guard() {
            return item.seen()
                    .map(seen -> seen.unpaid() ? Guard.UNPAID : Guard.UNTOUCHED)
                    .orElse(Guard.AS_IT_STANDS);
        }
    }

    /**
     * No change: says what {@link #cancel} would do now, of each in the order of {@code items}. What only the database can refuse,
     * such as a stock row that is gone, is not foreseen.
     */
    public List<CancelResult> preview(List<CancelItem> items) {
        Instant now = clock.instant();
        Map<Integer, CancelResult> results = new HashMap<>();
        List<Found> found = find(items, now, (place, result) -> results.put(place, result));
        List<CancelResult> previews = preview.of(
                found.stream().map(Found::item).toList(),
                found.stream().map(Found::order).toList(),
                now);
        for (int i = 0; i < found.size(); i++) {
            results.put(found.get(i).place(), previews.get(i));
        }
        return inOrder(items, results);
    }

    private static List<CancelResult> inOrder(List<CancelItem> items, Map<Integer, CancelResult> results) {
        List<CancelResult> all = new ArrayList<>(items.size());
        for (int place = 0; place < items.size(); place++) {
            all.add(results.get(place));
        }
        return all;
    }

    /**
     * Cancels each and has YLH told of it; answers what became of each, in the order of {@code items}. If the database is lost and does
     * not come back, that is what is committed and what YLH has answered; the others have failed, and {@link #lost} says why.
     */
    public List<CancelResult> cancel(List<CancelItem> items) {
        Map<Integer, CancelResult> settled = new HashMap<>();
        Map<Integer, CancelAnswer> answers = new HashMap<>();
        Map<Integer, Order> looked = new HashMap<>();
        Map<Long, Delivery.Report> reports = new HashMap<>();
        try {
            List<Found> open = withoutForgotten(find(items, clock.instant(), settled::put), settled::put);
            open.forEach(one -> looked.put(one.place(), one.order()));
            while (!open.isEmpty()) {
                open = record(open, answers);
            }
            tell(answers.values(), reports);
        } catch (UserError away) {
            if (away.exitCode() != ExitCode.DATABASE) {
                throw away;
            }
            lost = Optional.of(away);
        }
        lost = lost.or(transaction::gone);
        for (int place = 0; place < items.size(); place++) {
            settled.putIfAbsent(place, CancelResults.away(items.get(place)));
        }
        answers.forEach((place, answer) -> settled.put(
                place,
                CancelResults.of(
                        items.get(place),
                        looked.get(place),
                        answer,
                        CancelResults.delivery(answer).map(reports::get),
                        repeats)));
        return inOrder(items, settled);
    }

    private interface Settling {
        void accept(int place, CancelResult result);
    }

    private List<Found> find(List<CancelItem> items, Instant now, Settling settled) {
        Map<LookupBy, Set<String>> wanted = new LinkedHashMap<>();
        Set<RowKey> seen = new LinkedHashSet<>();
        for (CancelItem item : items) {
            item.seen()
                    .map(OrderSnapshot::id)
                    .ifPresentOrElse(
                            seen::add,
                            () -> wanted.computeIfAbsent(item.request().by(), by -> new LinkedHashSet<>())
                                    .add(item.request().reference()));
        }
        Map<LookupBy, Map<String, List<Order>>> named = new HashMap<>();
        wanted.forEach((by, references) -> named.put(by, orders.find(references, by)));
        Map<RowKey, Order> planned = orders.byKeys(seen);
        List<Found> found = new ArrayList<>();
        for (int place = 0; place < items.size(); place++) {
            CancelItem item = items.get(place);
            CancelRequest request = item.request();
            List<Order> fitting = item.seen()
                    .map(as ->
                            Optional.ofNullable(planned.get(as.id())).stream().toList())
                    .orElseGet(() -> named.get(request.by()).get(request.reference()));
            Optional<Message> wrong = request.problem(now);
            OrderLookup lookup = OrderLookup.of(fitting, item.by());
            if (wrong.isPresent()) {
                settled.accept(place, CancelResult.without(request.reference(), Outcome.REFUSED, wrong.get()));
            } else if (lookup instanceof OrderLookup.Found one) {
                found.add(new Found(place, item, one.order()));
            } else {
                settled.accept(place, CancelResults.missing(item, (OrderLookup.Missing) lookup));
            }
        }
        return found;
    }

    /**
     * Without those about which YLH was sent something that the database has forgotten: cancelled now they would have other bytes. What
     * is cancelled already is found out about when it is to be told.
     */
    private List<Found> withoutForgotten(List<Found> found, Settling settled) {
        List<Found> others = new ArrayList<>();
        for (Found one : found) {
            Optional<Telling.Forgotten> forgotten = one.order()
                    .soId()
                    .filter(soId -> one.order().mayBeCancelled())
                    .flatMap(telling::forgotten);
            forgotten.ifPresentOrElse(
                    told -> settled.accept(one.place(), CancelResults.toldBefore(one.item(), one.order(), told)),
                    () -> others.add(one));
        }
        return others;
    }

    /** Records what can be recorded together; answers what is left: an order that was named a second time. */
    private List<Found> record(List<Found> open, Map<Integer, CancelAnswer> answers) {
        Guard guard = open.get(0).guard();
        Map<RowKey, Found> set = new LinkedHashMap<>();
        List<Found> later = new ArrayList<>();
        for (Found one : open) {
            if (one.guard() != guard || set.putIfAbsent(one.order().id(), one) != null) {
                later.add(one);
            }
        }
        List<Entry> entries = set.values().stream().map(Found::entry).toList();
        transaction.cancel(entries, guard, clock.instant(), part -> {
            if (part.answers().stream().anyMatch(Cancelled.class::isInstance)) {
                checkpoints.accept(Checkpoint.AFTER_COMMIT);
            }
            part.answers()
                    .forEach(answer -> answers.put(set.get(answer.entry().key()).place(), answer));
        });
        return later;
    }

    /** Why the database is not there any more, if that is so: then there is no use in going on. */
    public Optional<UserError> lost() {
        return lost;
    }

    /** Of a repeat YLH is told only if it has not taken it yet; what it has refused is followed up. */
    private void tell(Iterable<CancelAnswer> answers, Map<Long, Delivery.Report> reports) {
        Set<Long> known = new HashSet<>();
        Set<Long> fresh = new LinkedHashSet<>();
        for (CancelAnswer answer : answers) {
            Optional<Long> id = CancelResults.delivery(answer);
            id.ifPresent(answer instanceof AlreadyCancelled ? known::add : fresh::add);
        }
        known.removeAll(fresh);
        for (Cancellation one : cancellations.byIds(known)) {
            if (one.state().isOpen() || one.state() == DeliveryState.REJECTED) {
                fresh.add(one.id());
            } else {
                reports.put(one.id(), new Delivery.Report(one, Optional.empty()));
            }
        }
        if (!fresh.isEmpty()) {
            reports.putAll(telling.tell(fresh.stream().sorted().toList()));
        }
    }

    /** No more orders will come for a while. */
    public void pause() {
        telling.pause();
    }

    /** What has kept YLH from being told, so far. */
    public Telling.Obstacles obstacles() {
        return telling.obstacles();
    }
}
