package io.github.ylhcancel.store;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.db.OutdatedException;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Sql;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Objection;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.PaymentState;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.SkippedOrder.Reason;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import io.github.ylhcancel.store.CancelAnswer.AlreadyCancelled;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import io.github.ylhcancel.store.CancelAnswer.Changed;
import io.github.ylhcancel.store.CancelAnswer.Declined;
import io.github.ylhcancel.store.CancelAnswer.Missing;
import io.github.ylhcancel.store.CancelAnswer.Skipped;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.CancelTransaction.Part;
import io.github.ylhcancel.store.StockLedger.Direction;
import io.github.ylhcancel.store.StockRows.Locked;
import io.github.ylhcancel.store.Transitions.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What one transaction does with its orders: lock, read, decide, write. There is nothing between the look and the write in which an
 * order could change.
 */
final class CancelSet {
    private static final String UPDATE = """
            UPDATE {orders} o
               SET {orders.status} = :to
                   [orders.updated_at ? , {orders.updated_at} = :updated_at]
                   [orders.cancel_reason ? , {orders.cancel_reason} = :reason]
                   [orders.cancelled_at ? , {orders.cancelled_at} = :cancelled_at]
                   {orders.more-sets}
             WHERE {o:orders.status} = :from AND {o:orders.id} IN (:keys) {o:orders there}
            """;
    private static final String UPDATE_ITEMS =
            "UPDATE {items} SET {items.sets} WHERE {items.order_id} IN (:keys) {items there}";
    /** "Unpaid" is asked once more in the statement that writes, whatever was found out before. */
    private static final String STILL_UNPAID = """
             AND {o:orders paid} = 0
             [payments ? AND NOT EXISTS (SELECT 1 FROM {payments} p
                              WHERE {p:payments.order_id} = {o:orders.id} {p:payments there}
                                AND ({p:payments.status} IN {all value.payment-succeeded}] [value.payment-under-way ? OR {p:payments.status} IN {all value.payment-under-way}] [payments ? ))]
            """;

    static final String QUEUE = """
            INSERT INTO ylh_cancellation (order_id, cancellation_no, order_number, so_id, cancel_reason, source_system, cancel_time,
                                          from_status, operator, state, attempts, next_attempt_at, maybe_applied,
                                          created_at, updated_at, run_id, account)
            VALUES (:order_id, :number, :order_number, :so_id, :reason, :source_system, :cancel_time, :from, :operator, :state,
                    0, :due, FALSE, :now, :now, :run_id, :account)
            """;

    /** An order that is to be cancelled. */
    private record Decided(Entry entry, Order order, Decision.Cancel decision, int number) {
        /** Whether YLH has to hear of it, for the first time or because all attempts before were in vain. */
        boolean tells() {
            return decision.kept()
                    .map(kept -> kept.state() == DeliveryState.DEAD)
                    .orElse(decision.request().isPresent());
        }
    }

    /** What all orders have in common that are written by one statement. */
    private record Words(
            String from,
            int number,
            String reason,
            String note,
            String operator,
            Optional<String> sourceSystem,
            Instant cancelTime,
            Instant cancelledAt,
            PaymentState money) {}

    private final Sql sql;
    private final ShopSchema schema;
    private final StatusHistory history;
    private final Step step;
    private final Optional<Account> account;
    private final boolean details;
    private final Consumer<Checkpoint> checkpoints;
    private final Guard guard;
    private final Instant now;
    private final StockLedger ledger;
    private final StockLock stockLock;
    private final Map<RowKey, PaymentState> money = new HashMap<>();
    private final Optional<Step> since;

    private final List<Decided> decided = new ArrayList<>();
    private final List<Parameters> queue = new ArrayList<>();
    /** Whether an order may have others in its family; asked of those that are cancelled. */
    private Predicate<Order> mayShareStock = order -> true;

    private final Map<RowKey, Integer> queued = new HashMap<>();
    private final Map<RowKey, List<OrderLine>> lines = new HashMap<>();
    private final Map<RowKey, StockPlan> plans = new HashMap<>();

    /**
     * @param account whom at YLH the requests are for, if that is known
     * @param since the first step that may have written something of these orders without our knowing
     */
    CancelSet(
            Sql sql,
            ShopSchema schema,
            StatusHistory history,
            Step step,
            Optional<Account> account,
            boolean details,
            Consumer<Checkpoint> checkpoints,
            Guard guard,
            StockLock stockLock,
            Optional<Step> since,
            Instant now) {
        this.sql = sql;
        this.schema = schema;
        this.history = history;
        this.step = step;
        this.account = account;
        this.details = details;
        this.checkpoints = checkpoints;
        this.guard = guard;
        this.stockLock = stockLock;
        this.since = since;
        this.now = now;
        this.ledger = new StockLedger(sql, schema, now);
    }

    /**
     * @param waits whether to wait for orders that somebody else has
     * @param held gets those that somebody else has, and that are not waited for; they are not answered
     */
    Part write(List<Entry> entries, boolean waits, List<Entry> held) {
        List<CancelAnswer> answers = new ArrayList<>(entries.size());
        long before =
                guard == Guard.UNPAID ? takeUnpaid(entries, waits, held, answers) : take(entries, waits, held, answers);
        long units = before + (decided.isEmpty() ? 0 : writeDecided());
        sql.insert(QUEUE, queue);
        if (!decided.isEmpty() || !queue.isEmpty()) {
            checkpoints.accept(Checkpoint.BEFORE_COMMIT);
        }
        return new Part(withDeliveries(answers), units);
    }

    /** Answers how many units of stock came back with what was found done. */
    private long takeUnpaid(List<Entry> entries, boolean waits, List<Entry> held, List<CancelAnswer> answers) {
        UnpaidClaim.Claimed claimed = UnpaidClaim.take(sql, schema, keys(entries), waits, details);
        Optional<WrittenAnswers> written = written(entries, answers);
        mayShareStock =
                order -> order.parent().isPresent() || claimed.families().contains(order.id());
        Map<RowKey, Order> orders = new HashMap<>(claimed.orders());
        List<Entry> free = new ArrayList<>(entries.size());
        for (Entry entry : without(entries, written)) {
            Optional<Reason> why = Optional.ofNullable(claimed.skipped().get(entry.key()));
            Optional<Order> other = Optional.ofNullable(claimed.others().get(entry.key()));
            if (why.isEmpty()) {
                free.add(entry);
            } else if (why.get() == Reason.LOCKED && since.isPresent()) {
                held.add(entry); // By a lost session of our own, most likely.
            } else if (why.get() == Reason.GONE && entry.seen().isPresent()) {
                // It may have been cancelled, which is what was wanted.
                other.ifPresent(order -> orders.put(order.id(), order));
                free.add(entry);
            } else {
                answers.add(skipped(entry, other, why.get()));
            }
        }
        decide(free, orders, answers);
        return written.map(WrittenAnswers::units).orElse(0L);
    }

    /** Answers how many units of stock came back with what was found done. */
    private long take(List<Entry> entries, boolean waits, List<Entry> held, List<CancelAnswer> answers) {
        OrderClaim.Claimed claimed = new OrderClaim(sql, schema, waits).take(keys(entries));
        Optional<WrittenAnswers> written = written(entries, answers);
        List<Entry> free = new ArrayList<>(entries.size());
        without(entries, written).forEach(entry -> (claimed.busy().contains(entry.key()) ? held : free).add(entry));
        decide(free, claimed.orders(), answers);
        return written.map(WrittenAnswers::units).orElse(0L);
    }

    /** A session of ours that was lost may have committed while its locks were waited for. */
    private Optional<WrittenAnswers> written(List<Entry> entries, List<CancelAnswer> answers) {
        Optional<WrittenAnswers> written = since.map(first -> new WrittenAnswers(sql, schema, details, first, entries));
        written.ifPresent(done -> answers.addAll(done.answers(entries)));
        return written;
    }

    private static List<Entry> without(List<Entry> entries, Optional<WrittenAnswers> written) {
        return written.map(done ->
                        entries.stream().filter(entry -> !done.has(entry)).toList())
                .orElse(entries);
    }

    private static List<RowKey> keys(List<Entry> entries) {
        return entries.stream().map(Entry::key).toList();
    }

    private static CancelAnswer skipped(Entry entry, Optional<Order> order, Reason why) {
        Optional<Message> change = order.flatMap(now -> entry.seen().flatMap(seen -> seen.change(now)));
        return change.isPresent() ? new Changed(entry, order.get(), change.get()) : new Skipped(entry, order, why);
    }

    private void decide(List<Entry> entries, Map<RowKey, Order> orders, List<CancelAnswer> answers) {
        Set<RowKey> known = Transitions.known(sql, orders.keySet());
        Map<RowKey, List<Transition>> transitions = Transitions.ofOrders(sql, known);
        Map<RowKey, List<Cancellation>> cancellations = Cancellations.ofOrders(sql, known);
        Map<RowKey, Objection> objections = objections(orders.values());
        for (Entry entry : entries) {
            Order order = orders.get(entry.key());
            if (order == null || entry.seen().isEmpty() && !entry.request().means(order)) {
                answers.add(new Missing(entry));
                continue;
            }
            Optional<Message> change = entry.seen().flatMap(seen -> seen.change(order));
            if (change.isPresent()) {
                answers.add(new Changed(entry, order, change.get()));
                continue;
            }
            List<Transition> earlier = transitions.getOrDefault(order.id(), List.of());
            List<Cancellation> told = cancellations.getOrDefault(order.id(), List.of());
            answers.add(answer(entry, order, earlier, told, Optional.ofNullable(objections.get(order.id()))));
        }
    }

    /** What is unpaid was asked that when it was claimed, and what YLH has cancelled is cancelled. */
    private Map<RowKey, Objection> objections(Collection<Order> orders) {
        return guard == Guard.UNPAID || guard == Guard.CANCELLED_BY_YLH ? Map.of() : Objections.of(sql, schema, orders);
    }

    private CancelAnswer answer(
            Entry entry,
            Order order,
            List<Transition> earlier,
            List<Cancellation> told,
            Optional<Objection> objection) {
        CancelRequest request = entry.request();
        Order decidedOn = guard == Guard.CANCELLED_BY_YLH ? order.answered() : order;
        Decision decision = Decision.unless(objection, Decision.of(decidedOn, told, earlier, request, now), request);
        if (decision instanceof Decision.AlreadyCancelled already) {
            return new AlreadyCancelled(entry, order, already.cancellation().map(Cancellation::id), already.unsent());
        }
        if (decision instanceof Decision.TellLate late) {
            Transition first = late.cancelled();
            boolean confirmed = Callbacks.isConfirmed(sql, order.id(), first.at());
            queue(order, late.request(), first.number(), first.from(), request.operator(), confirmed);
            return new AlreadyCancelled(entry, order, Optional.empty(), Optional.empty());
        }
        if (decision instanceof Decision.Cancel cancel) {
            int number = next(earlier, told);
            Decided one = new Decided(entry, order, cancel, number);
            decided.add(one);
            queue(one);
            return new Cancelled(
                    entry,
                    order,
                    one.tells(),
                    cancel.kept().map(Cancellation::id),
                    PaymentState.UNKNOWN,
                    List.of(),
                    StockPlan.NOTHING);
        }
        return new Declined(entry, order, decision);
    }

    private static int next(List<Transition> earlier, List<Cancellation> told) {
        int last = 0;
        for (Transition one : earlier) {
            last = Math.max(last, one.number());
        }
        for (Cancellation one : told) {
            last = Math.max(last, one.number());
        }
        return last + 1;
    }

    private void queue(Decided one) {
        Optional<Cancellation> kept = one.decision().kept();
        if (kept.isPresent()) {
            if (kept.get().state() == DeliveryState.DEAD) {
                Cancellations.reopen(sql, kept.get().id(), now);
            }
        } else if (one.tells()) {
            queue(
                    one.order(),
                    one.decision().request().get(),
                    one.number(),
                    one.order().status().word(),
                    one.entry().request().operator(),
                    guard == Guard.CANCELLED_BY_YLH);
        }
    }

    /**
     * @param confirmed whether YLH has said already that it has cancelled it, so that there is nothing to tell
     */
    private void queue(
            Order order, CancellationRequest request, int number, String from, String operator, boolean confirmed) {
        DeliveryState state = confirmed ? DeliveryState.CONFIRMED : DeliveryState.PENDING;
        queued.put(order.id(), number);
        queue.add(Parameters.of("order_id", order.id())
                .and("number", number)
                .and("order_number", order.number())
                .and("so_id", request.soId())
                .and("reason", request.cancelReason())
                .and("source_system", request.sourceSystem())
                .and("cancel_time", request.cancelTime())
                .and("from", from)
                .and("operator", operator)
                .and("run_id", step.runId())
                .and("account", account.map(Account::stored))
                .and("state", state.word())
                .and("due", Optional.of(now).filter(due -> !confirmed))
                .and("now", now));
    }

    private long writeDecided() {
        FamilyBook families = families();
        Map<Words, List<RowKey>> groups = groups();
        Counts.require(
                decided.size(), write(schema.render(guard == Guard.UNPAID ? UPDATE + STILL_UNPAID : UPDATE), groups));
        Counts.require(decided.size(), write(Transitions.insert(schema), groups));
        writeItemsAndPayments(groups);
        writeEvents();
        writeHistory();
        Map<Integer, List<RowKey>> byNumber = byNumber(one -> true);
        writeLedger(families);
        long units = changeStock(byNumber);
        byNumber.forEach((number, keys) -> ledger.logInventory(keys, number, Direction.RELEASE));
        return units;
    }

    /** All at once, unless something of what they get is said of each order by itself. */
    private void writeItemsAndPayments(Map<Words, List<RowKey>> groups) {
        if (schema.setsWordsOfRequests(ShopTable.ITEMS) || schema.setsWordsOfRequests(ShopTable.PAYMENTS)) {
            groups.forEach(this::writeItemsAndPayments);
        } else {
            writeItemsAndPayments(groups.keySet().iterator().next(), decidedKeys());
        }
    }

    private void writeItemsAndPayments(Words words, List<RowKey> keys) {
        if (!schema.sets(ShopTable.ITEMS).isEmpty()) {
            sql.update(schema.render(UPDATE_ITEMS), parameters(words).and("keys", keys));
        }
        OpenPayments.close(sql, schema, keys, words.operator(), words.reason(), now);
    }

    private void writeEvents() {
        if (sql.wishes().any()) {
            List<RowKey> keys = new ArrayList<>();
            List<RowKey> waiting = new ArrayList<>();
            decided.forEach(
                    one -> (waitsForYlh(one) ? waiting : keys).add(one.order().id()));
            Events.cancelled(sql, step, keys, true, now);
            Events.cancelled(sql, step, waiting, false, now);
        }
    }

    /** Who has paid gets nothing back before YLH has said that the goods do not go out. */
    private boolean waitsForYlh(Decided one) {
        boolean mayConfirm = one.tells()
                || one.decision()
                        .kept()
                        .filter(kept -> kept.state() != DeliveryState.CONFIRMED)
                        .isPresent();
        return mayConfirm && money.get(one.order().id()) != PaymentState.NONE;
    }

    private Map<Words, List<RowKey>> groups() {
        Set<RowKey> paid = guard == Guard.UNPAID ? Set.of() : Orders.paid(sql, schema, decidedKeys());
        Map<String, String> notes = new HashMap<>();
        Map<Words, List<RowKey>> groups = new LinkedHashMap<>();
        Decided before = null;
        List<RowKey> group = new ArrayList<>();
        for (Decided one : decided) {
            // Of a sweep all have the same words: it is enough to work them out once.
            if (before == null || !isLike(one, before, paid)) {
                group = groups.computeIfAbsent(words(one, paid, notes), words -> new ArrayList<>());
            }
            group.add(one.order().id());
            money.put(one.order().id(), money(one.order(), paid));
            before = one;
        }
        return groups;
    }

    private static boolean isLike(Decided one, Decided before, Set<RowKey> paid) {
        return one.entry().request() == before.entry().request()
                && one.number() == before.number()
                && one.order().status().word().equals(before.order().status().word())
                && paid.contains(one.order().id())
                        == paid.contains(before.order().id());
    }

    private Words words(Decided one, Set<RowKey> paid, Map<String, String> notes) {
        CancelRequest request = one.entry().request();
        String note = notes.computeIfAbsent(request.historyNote(), text -> history.note(sql, request.operator(), text));
        return new Words(
                one.order().status().word(),
                one.number(),
                request.reason().orElseThrow(),
                note,
                request.operator(),
                request.sourceSystem(),
                CancellationRequest.told(request.cancelTime().orElse(now)),
                request.cancelTime().orElse(now),
                money(one.order(), paid));
    }

    private List<RowKey> decidedKeys() {
        return decided.stream().map(one -> one.order().id()).toList();
    }

    private PaymentState money(Order order, Set<RowKey> paid) {
        return PaymentState.of(order, paid.contains(order.id()), schema.knowsMoney());
    }

    /** Those that stand alone with their words are sent together. Answers how many rows were written. */
    private int write(String rendered, Map<Words, List<RowKey>> groups) {
        List<Parameters> single = new ArrayList<>();
        int rows = 0;
        for (Map.Entry<Words, List<RowKey>> group : groups.entrySet()) {
            List<RowKey> keys = group.getValue();
            Parameters parameters = parameters(group.getKey());
            if (keys.size() == 1) {
                single.add(parameters.and("keys", keys.get(0)));
            } else {
                rows += sql.update(rendered, parameters.and("keys", keys));
            }
        }
        for (int changed : sql.batch(rendered, single)) {
            rows += changed;
        }
        if (rows < decided.size() && guard == Guard.UNPAID) {
            // Their rows are ours, so this can only be a payment that came in between: the next try sees it.
            throw new OutdatedException("a payment came in while its order was being cancelled");
        }
        return rows;
    }

    private Parameters parameters(Words words) {
        Parameters values = step.in(Parameters.of("from", words.from())
                .and("to", cancelledWord())
                .and("number", words.number())
                .and("reason", words.reason())
                .and("note", words.note())
                .and("operator", words.operator())
                .and("source_system", words.sourceSystem())
                .and("cancel_time", words.cancelTime())
                .and("cancelled_at", schema.time("orders.cancelled_at").written(words.cancelledAt()))
                .and("updated_at", schema.time("orders.updated_at").written(now))
                .and("money", words.money().stored())
                .and("now", now));
        return schema.bindSets(values, now);
    }

    private String cancelledWord() {
        return guard == Guard.UNPAID ? schema.wordOfUnpaid() : schema.word(OrderStatus.CANCELLED);
    }

    private void writeHistory() {
        if (!history.isKept()) {
            return;
        }
        Map<String, String> operators = new LinkedHashMap<>();
        decided.forEach(one ->
                operators.put(one.order().status().word(), one.entry().request().operator()));
        int rows = 0;
        for (Map.Entry<String, String> from : operators.entrySet()) {
            rows += history.insert(sql, step, from.getKey(), cancelledWord(), from.getValue(), now);
        }
        Counts.require(decided.size(), rows);
    }

    private void writeLedger(FamilyBook families) {
        boolean alone = decided.size() == 1;
        boolean countsSales = StockRows.countsSales(schema);
        // What was paid for holds its goods in another way perhaps, and was counted as sold.
        byNumber(one -> !isPaid(one.order()))
                .forEach((number, keys) -> ledger.insert(keys, number, schema.held(OrderStatus.PENDING), false, alone));
        byNumber(one -> isPaid(one.order()))
                .forEach((number, keys) ->
                        ledger.insert(keys, number, schema.held(OrderStatus.PAID), countsSales, alone));
        planFamilies(families);
    }

    private Map<Integer, List<RowKey>> byNumber(Predicate<Decided> which) {
        Map<Integer, List<RowKey>> numbered = new LinkedHashMap<>();
        for (Decided one : decided) {
            if (which.test(one)) {
                numbered.computeIfAbsent(one.number(), number -> new ArrayList<>())
                        .add(one.order().id());
            }
        }
        return numbered;
    }

    private static boolean isPaid(Order order) {
        return order.status().is(OrderStatus.PAID);
    }

    /** What they are before any of them is written: a paid order of this set holds the goods until its own turn. */
    private FamilyBook families() {
        List<Order> orders =
                decided.stream().map(Decided::order).filter(mayShareStock).toList();
        return new FamilyBook(sql, schema, orders);
    }

    /** The members of a family are settled in the order in which they were named; each sees what the ones before it got back. */
    private void planFamilies(FamilyBook families) {
        List<Decided> looked = decided.stream()
                .filter(one -> details || families.has(one.order()))
                .toList();
        lines.putAll(Orders.lines(
                sql, schema, looked.stream().map(one -> one.order().id()).toList()));
        List<Parameters> cuts = new ArrayList<>();
        for (Decided one : looked) {
            List<OrderLine> all = lines.get(one.order().id());
            StockPlan plan = families.plan(one.order(), all);
            plans.put(one.order().id(), plan);
            if (families.has(one.order())) {
                cuts.addAll(ledger.cuts(one.order(), one.number(), all, plan));
                families.settle(one.order(), plan);
            }
        }
        ledger.cut(cuts);
        families.write(sql);
    }

    private long changeStock(Map<Integer, List<RowKey>> byNumber) {
        Map<StockKind, SortedChanges> changes = new HashMap<>();
        for (StockKind kind : StockKind.values()) {
            changes.put(kind, new SortedChanges());
        }
        long units = 0;
        for (Map.Entry<Integer, List<RowKey>> numbered : byNumber.entrySet()) {
            for (StockLedger.Sum sum : ledger.sums(numbered.getValue(), numbered.getKey())) {
                units += sum.quantity();
                if (sum.quantity() > 0) {
                    changes.get(sum.kind()).add(sum.stockKey(), sum.part(), sum.quantity());
                }
                if (sum.sold() > 0) {
                    changes.get(StockKind.PRODUCT).addSold(sum.productKey(), sum.sold());
                }
            }
        }
        for (StockKind kind : StockKind.values()) {
            if (!changes.get(kind).isEmpty()) {
                change(kind, changes.get(kind), byNumber);
            }
        }
        return units;
    }

    private void change(StockKind kind, SortedChanges changes, Map<Integer, List<RowKey>> byNumber) {
        StockRows rows = new StockRows(sql, schema, kind);
        try {
            Map<RowKey, Locked> locked = rows.lock(changes.asMap(), stockLock);
            rows.requireReserved(changes.asMap(), locked);
            Map<RowKey, Long> clipped = changes.clip(locked);
            if (!clipped.isEmpty()) {
                byNumber.forEach((number, keys) -> ledger.clip(keys, number, clipped));
            }
            rows.add(changes.asMap(), now);
        } catch (StockNotReleasableException e) {
            throw named(e);
        }
    }

    /** Where its lines are known, the article has a name. */
    private StockNotReleasableException named(StockNotReleasableException e) {
        if (!details || !e.missing()) {
            return e;
        }
        return lines.values().stream()
                .flatMap(List::stream)
                .filter(line -> line.stock().filter(e.row()::equals).isPresent())
                .findFirst()
                .map(line -> new StockNotReleasableException(
                        e.row(), true, Message.of("order.stock-row-missing", line.article())))
                .orElse(e);
    }

    private List<CancelAnswer> withDeliveries(List<CancelAnswer> answers) {
        if (!details) {
            return answers;
        }
        Map<RowKey, Long> ids = new HashMap<>();
        Cancellations.ofOrders(sql, queued.keySet())
                .forEach((key, told) -> told.stream()
                        .filter(one -> one.number() == queued.get(key))
                        .forEach(one -> ids.put(key, one.id())));
        return answers.stream().map(answer -> withDelivery(answer, ids)).toList();
    }

    private CancelAnswer withDelivery(CancelAnswer answer, Map<RowKey, Long> ids) {
        Optional<Long> id = Optional.ofNullable(ids.get(answer.entry().key()));
        if (answer instanceof Cancelled done) {
            RowKey key = done.order().id();
            if (!plans.containsKey(key)) {
                return done; // By a session that was lost; all that there is to say of it was read.
            }
            return new Cancelled(
                    done.entry(),
                    done.order(),
                    done.tells(),
                    done.cancellationId().or(() -> id),
                    money.get(key),
                    lines.get(key),
                    plans.get(key));
        }
        if (answer instanceof AlreadyCancelled already) {
            return new AlreadyCancelled(
                    already.entry(), already.order(), already.cancellationId().or(() -> id), already.unsent());
        }
        return answer;
    }
}
