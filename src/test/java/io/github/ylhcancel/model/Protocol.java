package io.github.ylhcancel.model;

import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.CallbackRules;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.CancellationRequest;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.LineKey;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Money;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.OrderStateMachine;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.PuttingBack;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.StockTake;
import io.github.ylhcancel.domain.StoredStatus;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.model.World.At;
import io.github.ylhcancel.model.World.Process;
import io.github.ylhcancel.model.World.Shop;
import io.github.ylhcancel.model.World.Supplier;
import io.github.ylhcancel.testing.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can happen next: each step is one transaction of the program, one event of the network, one thing that YLH, the shop or
 * the operator does. What a transaction decides is asked of {@link Rules}; what it reads and writes is said here as the store's statements do it.
 *
 * <p>It assumes of YLH: what it has refused for good (by callback, or when a person asked) it does not do because of a copy of the same request
 * that comes late; and how a request ended it says before the order is cancelled anew, or never. Of the network: a copy of a request that nobody
 * waits for any more has arrived when a person has the request sent again. Of the processes: none begins a call that its lease would not outlast,
 * nor does a call outlast two such words of a person.
 * Of the shop: it does not ask YLH within the minutes in which the order is cancelled here too.
 */
final class Protocol {
    /** What may happen, and what it costs of the disturbances of a {@link Scope}. */
    enum Kind {
        CANCEL(0),
        CLAIM(0),
        SEND(0),
        NOT_SENT(1),
        NO_TOKEN(1),
        ANSWER_YES(0),
        ANSWER_NO(0),
        YES_LOST(1),
        NO_LOST(1),
        BUSY(1),
        TIME_OUT(1),
        RECORD(0),
        RECORD_UNCOUNTED(1),
        CRASH(1),
        /** Free where its owner is dead. */
        LEASE_OVER(1),
        LATE_TAKEN(0),
        LATE_REFUSED(0),
        OUTCOME(0),
        REFUSED_AGAIN_BY_CALLBACK(1),
        CALLBACK_AGAIN(1),
        CALLBACK(0),
        STALE_CALLBACK(0),
        PUT_BACK(0),
        UNDO(1),
        LOOK(1),
        SAY(0),
        PAY(1),
        SHIP(1),
        SHOP_ASKS(1),
        SHOP_HEARS(1),
        SHOP_CANCELS(1),
        SHOP_REVIVES(1),
        REFUND(1),
        PAY_LATE(1),
        SELL(1),
        UNASKED(1);

        private final int cost;

        Kind(int cost) {
            this.cost = cost;
        }
    }

    /** What an operator may say about a delivery. */
    enum Word {
        CONFIRMED,
        REJECTED,
        ABANDONED,
        RETRY
    }

    private static final Kind[] KINDS = Kind.values();
    private static final Word[] WORDS = Word.values();
    private static final Callback.State[] OUTCOMES = Callback.State.values();

    private static final StockRow ARTICLE = StockRow.product(Keys.key(77));
    private static final String[] NAMES = {"A", "B"};
    private static final String[] OWNERS = {"process 1", "process 2"};
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    /** Of all that nothing but their order depends on: that is said by the steps. */
    private static final Instant NOW = Instant.parse("2026-03-02T00:00:00Z");

    private static final Instant UNTIL = NOW.plusSeconds(60);

    private final Scope scope;
    private final Rules rules;
    /** From one decision about an order to the next. */
    private final Duration between;

    private final int[] steps;
    private final Instant[] decided = new Instant[3];
    private final Instant[] said = new Instant[3];
    private final Order[][][] orders = new Order[2][OrderStatus.values().length][2];
    private final List<List<OrderLine>> lines = new ArrayList<>();
    private final CancelRequest[] requests = new CancelRequest[2];

    Protocol(Scope scope, Rules rules) {
        this.scope = scope;
        this.rules = rules;
        between = scope.soon() ? Duration.ofMinutes(1) : Duration.ofHours(1);
        for (int number = 0; number <= 2; number++) {
            decided[number] = BEGIN.plus(between.multipliedBy(number));
            said[number] = decided[number].plus(between.dividedBy(2));
        }
        for (int i = 0; i < 2; i++) {
            RowKey key = Keys.key(i + 1);
            Optional<RowKey> parent = i == 1 ? Optional.of(Keys.key(1)) : Optional.empty();
            for (OrderStatus status : OrderStatus.values()) {
                for (int told = 0; told < 2; told++) {
                    orders[i][status.ordinal()][told] = Order.toDecideOn(
                            key,
                            NAMES[i],
                            stored(status),
                            soId(i),
                            told == 1 ? Optional.of("cancel_pending") : Optional.empty(),
                            parent,
                            told == 1);
                }
            }
            lines.add(List.of(new OrderLine(
                    LineKey.item(key), Optional.of(Keys.key(77)), "article", Optional.empty(), "", World.GOODS, true)));
            requests[i] = new CancelRequest(
                    NAMES[i],
                    LookupBy.NUMBER,
                    Optional.of("reason"),
                    Optional.of("TEST"),
                    Optional.empty(),
                    Optional.empty(),
                    "operator");
        }
        steps = steps();
    }

    private Optional<String> soId(int i) {
        return scope.knows(i) ? Optional.of("SO-" + NAMES[i]) : Optional.empty();
    }

    private static StoredStatus stored(OrderStatus status) {
        return new StoredStatus(status.word(), Optional.of(status));
    }

    /** Where it begins: the orders unpaid, or paid. */
    List<World> beginnings(World.Rows rows) {
        List<World> all = new ArrayList<>();
        for (OrderStatus status : List.of(OrderStatus.PENDING, OrderStatus.PAID)) {
            World world = new World(rows);
            for (int i = 0; i < 2; i++) {
                world.shops[i].status = status;
                world.shops[i].holds = i < scope.orders();
            }
            all.add(world);
        }
        return all;
    }

    // ---------------------------------------------------------------- the steps and their numbers

    private int[] steps() {
        List<Integer> all = new ArrayList<>();
        for (Kind kind : KINDS) {
            for (int order = 0; order < scope.orders(); order++) {
                for (int number = 0; number <= 2; number++) {
                    for (int process = 0; process < 2; process++) {
                        for (int more = 0; more < WORDS.length; more++) {
                            if ((scope.knows(order) || isOfTheShopAlone(kind))
                                    && isStep(kind, order, number, process, more)) {
                                all.add(step(kind, order, number, process, more));
                            }
                        }
                    }
                }
            }
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether it can happen to an order of which YLH does not know. */
    private static boolean isOfTheShopAlone(Kind kind) {
        return switch (kind) {
            case CANCEL, UNDO, PAY, SHIP, SHOP_CANCELS, SHOP_REVIVES, REFUND, PAY_LATE -> true;
            default -> false;
        };
    }

    private static boolean isStep(Kind kind, int order, int number, int process, int more) {
        boolean once = process == 0 && more == 0;
        return switch (kind) {
            case CANCEL,
                    UNDO,
                    PAY,
                    SHIP,
                    SHOP_ASKS,
                    SHOP_HEARS,
                    SHOP_CANCELS,
                    SHOP_REVIVES,
                    REFUND,
                    PAY_LATE,
                    UNASKED -> once && number == 0;
            case SELL, SAY -> once && number == 0 && order == 0;
            case CLAIM -> number > 0 && more == 0;
            case SEND,
                    NOT_SENT,
                    NO_TOKEN,
                    ANSWER_YES,
                    ANSWER_NO,
                    YES_LOST,
                    NO_LOST,
                    BUSY,
                    TIME_OUT,
                    RECORD,
                    RECORD_UNCOUNTED,
                    CRASH -> order == 0 && number == 0 && more == 0;
            case LEASE_OVER, LATE_TAKEN, LATE_REFUSED, PUT_BACK, STALE_CALLBACK, REFUSED_AGAIN_BY_CALLBACK ->
                number > 0 && once;
            case OUTCOME, CALLBACK_AGAIN, CALLBACK -> process == 0 && more < OUTCOMES.length;
            case LOOK -> number > 0 && process == 0;
        };
    }

    private static int step(Kind kind, int order, int number, int process, int more) {
        return kind.ordinal() | process << 8 | order << 9 | number << 10 | more << 12;
    }

    static Kind kind(int step) {
        return KINDS[step & 0xff];
    }

    private static int process(int step) {
        return step >> 8 & 1;
    }

    private static int order(int step) {
        return step >> 9 & 1;
    }

    private static int number(int step) {
        return step >> 10 & 3;
    }

    private static int more(int step) {
        return step >> 12;
    }

    static boolean isPutBack(int step) {
        return kind(step) == Kind.PUT_BACK || kind(step) == Kind.UNDO;
    }

    /** Whether a settled delivery may go on by it, as the table of the callbacks and a person's words have it. */
    static boolean isWordOfYlhOrPerson(int step) {
        return switch (kind(step)) {
            case CALLBACK, STALE_CALLBACK, UNDO, SAY -> true;
            default -> false;
        };
    }

    int[] all() {
        return steps;
    }

    int cost(World world, int step) {
        if (kind(step) == Kind.LEASE_OVER) {
            return isAlive(world, order(step), number(step)) ? 1 : 0;
        }
        if (kind(step) == Kind.OUTCOME && more(step) == Callback.State.PARTLY.ordinal()) {
            return 1;
        }
        return kind(step).cost;
    }

    /** Whether the process that has taken a delivery still has it in its memory. */
    private static boolean isAlive(World world, int order, int number) {
        Cancellation row = world.delivery(order, number).orElseThrow();
        for (int p = 0; p < 2; p++) {
            Process process = world.processes[p];
            if (process.at != At.IDLE
                    && process.order == order
                    && world.claimed(process).number() == number
                    && row.leaseOwner().filter(OWNERS[p]::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Does it.
     *
     * @return false, and nothing is changed, if it cannot happen now
     */
    boolean happens(World world, int step) {
        int i = order(step);
        int number = number(step);
        Shop shop = world.shops[i];
        Process process = world.processes[process(step)];
        return switch (kind(step)) {
            case CANCEL -> cancel(world, i);
            case CLAIM -> claim(world, i, number, process(step));
            case SEND -> send(process);
            case NOT_SENT -> answers(process, At.CLAIMED, Verdict.Kind.NOT_SENT);
            case NO_TOKEN -> answers(process, At.CLAIMED, Verdict.Kind.AUTHENTICATION);
            case ANSWER_YES -> takes(world, process, Verdict.Kind.ACCEPTED);
            case YES_LOST -> takes(world, process, Verdict.Kind.UNKNOWN);
            case ANSWER_NO -> refuses(world, process, Verdict.Kind.REJECTED);
            case NO_LOST -> refuses(world, process, Verdict.Kind.UNKNOWN);
            case BUSY -> answers(process, At.SENT, Verdict.Kind.NOT_APPLIED);
            case TIME_OUT -> timeOut(world, process);
            case RECORD -> record(world, process, false);
            case RECORD_UNCOUNTED -> record(world, process, true);
            case CRASH -> crash(world, process);
            case LEASE_OVER -> leaseOver(world, i, number);
            case LATE_TAKEN -> late(shop, number, true);
            case LATE_REFUSED -> late(shop, number, false);
            case OUTCOME -> outcome(world, i, number, OUTCOMES[more(step)]);
            case REFUSED_AGAIN_BY_CALLBACK -> refusedAgain(world, i, number);
            case CALLBACK_AGAIN -> callbackAgain(shop, number, OUTCOMES[more(step)]);
            case CALLBACK -> callback(world, i, number, OUTCOMES[more(step)]);
            case STALE_CALLBACK -> staleCallback(world, i, number);
            case PUT_BACK -> putBack(world, i, number);
            case UNDO -> undo(world, i);
            case LOOK -> look(world, i, number, WORDS[more(step)]);
            case SAY -> say(world);
            case PAY -> moves(shop, OrderStatus.PENDING, OrderStatus.PAID);
            case SHIP -> moves(shop, OrderStatus.PAID, OrderStatus.SHIPPED);
            case SHOP_ASKS -> shopAsks(shop);
            case SHOP_HEARS -> shopHears(world, shop);
            case SHOP_CANCELS -> shopCancels(world, shop);
            case SHOP_REVIVES -> shopRevives(world, shop);
            case REFUND -> money(shop, Money.PAID, Money.REFUNDED);
            case PAY_LATE -> money(shop, Money.NONE, Money.PAID_SINCE);
            case SELL -> sell(world);
            case UNASKED -> unasked(shop);
        };
    }

    // ---------------------------------------------------------------- what was asked before

    private static final int DECISION = 0;
    private static final int MAY_CLAIM = 1;
    private static final int CLAIMED = 2;
    private static final int FINISHED = 3;
    private static final int ABOUT = 4;
    private static final int RULING = 5;
    private static final int AFTER_REFUSAL = 6;
    private static final int BY_PERSON = 7;
    private static final int MAY_SAY = 8;
    private static final int SETTLED = 9;

    /** The rules are functions: what they said of the same they say again. */
    private final Map<Long, Object> known = new HashMap<>();

    /**
     * @param about what the answer depends on, as a number
     */
    @SuppressWarnings("unchecked") // Of one question all answers are of one type.
    private <T> T known(int question, long about, Supplied<T> answer) {
        Long key = about << 4 | question;
        Object found = known.get(key);
        if (found == null) {
            found = answer.get();
            known.put(key, found);
        }
        return (T) found;
    }

    private interface Supplied<T> {
        T get();
    }

    private static long rowKey(World world, int i) {
        Shop shop = world.shops[i];
        return ((long) i << 12 | shop.deliveries[1]) << 12 | shop.deliveries[2];
    }

    /** An order and what is on record about it. */
    private static long key(World world, int i) {
        Shop shop = world.shops[i];
        return ((rowKey(world, i) << 6 | shop.changes) << 3 | shop.status.ordinal()) << 1 | (shop.told ? 1 : 0);
    }

    private void settle(World world, int i, Cancellation row, DeliveryState to, Optional<Hold> why) {
        int[] deliveries = world.shops[i].deliveries;
        int number = row.number();
        int hold = why.map(Hold::ordinal).orElse(-1) + 1;
        deliveries[number] = known(
                SETTLED,
                (deliveries[number] << 4 | to.ordinal()) << 4 | hold,
                () -> world.rows.deliveries.number(rules.settled(row, to, why, NOW)) + 1);
    }

    // ---------------------------------------------------------------- cancelling

    private Order order(World world, int i) {
        Shop shop = world.shops[i];
        return orders[i][shop.status.ordinal()][shop.told ? 1 : 0];
    }

    private Optional<Family> family(World world, int i) {
        if (!scope.family()) {
            return Optional.empty();
        }
        Family.Member other = new Family.Member(NAMES[1 - i], stored(world.shops[1 - i].status));
        return Optional.of(new Family(
                Keys.key(1), List.of(other), world.released == 0 ? Map.of() : Map.of(ARTICLE, world.released)));
    }

    /** One transaction: look, decide, write. */
    private boolean cancel(World world, int i) {
        int number = next(world, i);
        if (number > 2) {
            return false;
        }
        Order order = order(world, i);
        List<Cancellation> told = world.deliveries(i);
        Decision decision = known(
                DECISION,
                key(world, i),
                () -> rules.decision(order, told, world.changes(i), requests[i], decided[number]));
        if (decision instanceof Decision.TellLate late) {
            world.put(
                    i,
                    queued(
                            i,
                            late.cancelled().number(),
                            late.request(),
                            late.cancelled().from()));
            return true;
        }
        if (!(decision instanceof Decision.Cancel cancel)) {
            return false;
        }
        Optional<Cancellation> dead = cancel.kept().filter(kept -> kept.state() == DeliveryState.DEAD);
        if (dead.isPresent()) {
            world.put(i, reopened(dead.get()));
        } else if (cancel.kept().isEmpty()) {
            cancel.request()
                    .ifPresent(request -> world.put(
                            i, queued(i, number, request, order.status().word())));
        }
        Shop shop = world.shops[i];
        StockPlan plan = rules.stockPlan(lines.get(i), family(world, i));
        world.released += (int) plan.units();
        if (!scope.family() && plan.units() > 0) {
            shop.cameBack |= 1 << number;
        }
        shop.holds = false;
        if (plan.units() > 0 && scope.family() && !needsTheGoods(world.shops[1 - i].status)) {
            world.shops[1 - i].holds = false;
        }
        shop.money = shop.status == OrderStatus.PAID ? Money.PAID : Money.NONE;
        world.add(i, change(i, number, Transition.Kind.CANCEL, shop.status, OrderStatus.CANCELLED));
        shop.status = OrderStatus.CANCELLED;
        return true;
    }

    /** As the decision on families has it: what is paid for, or was sent. */
    private static boolean needsTheGoods(OrderStatus status) {
        return status == OrderStatus.PAID || status == OrderStatus.SHIPPED || status == OrderStatus.COMPLETED;
    }

    private int next(World world, int i) {
        int last = 0;
        for (Transition one : world.changes(i)) {
            last = Math.max(last, one.number());
        }
        for (Cancellation one : world.deliveries(i)) {
            last = Math.max(last, one.number());
        }
        return last + 1;
    }

    private Cancellation queued(int i, int number, CancellationRequest request, String from) {
        return new Cancellation(
                10L * i + number,
                Keys.key(i + 1),
                number,
                NAMES[i],
                request,
                from,
                "operator",
                DeliveryState.PENDING,
                0,
                Optional.of(NOW),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                decided[number],
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Transition change(int i, int number, Transition.Kind kind, OrderStatus from, OrderStatus to) {
        return new Transition(
                Keys.key(i + 1),
                number,
                kind,
                NAMES[i],
                soId(i),
                from.word(),
                to.word(),
                "reason",
                "",
                "operator",
                Optional.of("TEST"),
                NOW,
                "run",
                NOW);
    }

    // ---------------------------------------------------------------- telling YLH

    private boolean claim(World world, int i, int number, int p) {
        Process process = world.processes[p];
        // Who has nothing to do is like any other: of two it is the first.
        if (process.at != At.IDLE || p == 1 && world.processes[0].at == At.IDLE) {
            return false;
        }
        Optional<Cancellation> row = world.delivery(i, number);
        Shop shop = world.shops[i];
        boolean over = (shop.leaseOver & 1 << number) != 0;
        if (row.isEmpty()
                || !known(
                        MAY_CLAIM,
                        shop.deliveries[number] << 1 | (over ? 1 : 0),
                        () -> rules.mayClaim(row.get(), over))) {
            return false;
        }
        int claimed = known(
                CLAIMED,
                shop.deliveries[number] << 1 | p,
                () -> world.rows.deliveries.number(rules.claimed(row.get(), OWNERS[p], UNTIL, NOW)));
        shop.deliveries[number] = claimed + 1;
        shop.leaseOver &= ~(1 << number);
        process.order = i;
        process.claimed = claimed;
        process.at = At.CLAIMED;
        if (!rules.maySend(world.claimed(process))) {
            process.at = At.ANSWERED;
            process.verdict = Verdict.Kind.UNKNOWN;
        }
        return true;
    }

    private static boolean send(Process process) {
        if (process.at != At.CLAIMED) {
            return false;
        }
        process.at = At.SENT;
        return true;
    }

    private static boolean answers(Process process, At at, Verdict.Kind verdict) {
        if (process.at != at) {
            return false;
        }
        process.at = At.ANSWERED;
        process.verdict = verdict;
        return true;
    }

    private boolean takes(World world, Process process, Verdict.Kind verdict) {
        return process.at == At.SENT
                && take(world.shops[process.order], world.claimed(process).number())
                && answers(process, At.SENT, verdict);
    }

    private boolean refuses(World world, Process process, Verdict.Kind verdict) {
        if (process.at != At.SENT) {
            return false;
        }
        refuse(world.shops[process.order], world.claimed(process).number());
        return answers(process, At.SENT, verdict);
    }

    private static boolean take(Shop shop, int number) {
        switch (shop.supplier[number]) {
            case UNHEARD, REFUSED -> shop.supplier[number] = Supplier.TAKEN;
            case TAKEN, CANCELLED, PARTLY -> {}
            case ENDED -> {
                return false;
            }
        }
        return true;
    }

    /** Also of what it has taken: it may say no just because it has. */
    private static void refuse(Shop shop, int number) {
        if (shop.supplier[number] == Supplier.UNHEARD) {
            shop.supplier[number] = Supplier.REFUSED;
        }
    }

    private static boolean timeOut(World world, Process process) {
        if (process.at != At.SENT) {
            return false;
        }
        world.shops[process.order].late |= 1 << world.claimed(process).number();
        return answers(process, At.SENT, Verdict.Kind.UNKNOWN);
    }

    private boolean record(World world, Process process, boolean uncounted) {
        if (process.at != At.ANSWERED) {
            return false;
        }
        if (uncounted && !isOfYlhAsAWhole(process.verdict)) {
            return false;
        }
        Cancellation claimed = world.claimed(process);
        Shop shop = world.shops[process.order];
        int number = claimed.number();
        int row = shop.deliveries[number];
        int after = known(
                FINISHED,
                ((long) row << 12 | process.claimed) << 4 | process.verdict.ordinal() << 1 | (uncounted ? 1 : 0),
                () -> finished(world, row - 1, claimed, process.verdict, uncounted) + 1);
        if (after != row) {
            shop.deliveries[number] = after;
            shop.leaseOver &= ~(1 << number);
        }
        process.forget();
        return true;
    }

    private int finished(World world, int row, Cancellation claimed, Verdict.Kind kind, boolean uncounted) {
        Verdict verdict = Verdict.of(kind, "");
        RetryPolicy.Progress progress =
                uncounted ? rules.withoutCounting(claimed, verdict, NOW) : rules.after(claimed, verdict, NOW);
        Cancellation there = world.rows.deliveries.of(row);
        return rules.mayFinish(there, claimed)
                ? world.rows.deliveries.number(rules.finished(there, progress, NOW))
                : row;
    }

    private static boolean isOfYlhAsAWhole(Verdict.Kind verdict) {
        return verdict == Verdict.Kind.NOT_SENT
                || verdict == Verdict.Kind.NOT_APPLIED
                || verdict == Verdict.Kind.UNKNOWN;
    }

    private static boolean crash(World world, Process process) {
        if (process.at == At.IDLE) {
            return false;
        }
        if (process.at == At.SENT) {
            world.shops[process.order].late |= 1 << world.claimed(process).number();
        }
        process.forget();
        return true;
    }

    private static boolean leaseOver(World world, int i, int number) {
        Shop shop = world.shops[i];
        if ((shop.leaseOver & 1 << number) != 0
                || world.delivery(i, number)
                        .filter(row -> row.state() == DeliveryState.SENDING)
                        .isEmpty()) {
            return false;
        }
        shop.leaseOver |= 1 << number;
        for (Process process : world.processes) {
            if (process.order == i
                    && process.at != At.IDLE
                    && world.claimed(process).number() == number) {
                giveUp(world, process);
            }
        }
        return true;
    }

    /** No call outlasts the lease, and what would end too late is not begun. */
    private static void giveUp(World world, Process process) {
        if (!answers(process, At.CLAIMED, Verdict.Kind.NOT_SENT)) {
            timeOut(world, process);
        }
    }

    private static boolean late(Shop shop, int number, boolean takes) {
        if ((shop.late & 1 << number) == 0) {
            return false;
        }
        if (takes) {
            take(shop, number);
        } else {
            refuse(shop, number);
        }
        shop.late &= ~(1 << number);
        return true;
    }

    // ---------------------------------------------------------------- YLH says how it ended

    private static int bit(int number, Callback.State state) {
        return 1 << number * OUTCOMES.length + state.ordinal();
    }

    private static boolean outcome(World world, int i, int number, Callback.State state) {
        Shop shop = world.shops[i];
        boolean taken = shop.supplier[number] == Supplier.TAKEN;
        if (!taken && (shop.supplier[number] != Supplier.PARTLY || state != Callback.State.SUCCESS)) {
            return false;
        }
        shop.callbacks |= bit(number, state);
        switch (state) {
            case SUCCESS -> shop.supplier[number] = Supplier.CANCELLED;
            case PARTLY -> shop.supplier[number] = Supplier.PARTLY;
            case FAILURE -> ended(world, i, number);
        }
        return true;
    }

    /** The last word about a request; copies of it that are on their way are refused. */
    private static void ended(World world, int i, int number) {
        Shop shop = world.shops[i];
        shop.supplier[number] = Supplier.ENDED;
        shop.late &= ~(1 << number);
        for (Process process : world.processes) {
            if (process.at == At.SENT
                    && process.order == i
                    && world.claimed(process).number() == number) {
                answers(process, At.SENT, Verdict.Kind.REJECTED);
            }
        }
    }

    private static boolean refusedAgain(World world, int i, int number) {
        Shop shop = world.shops[i];
        if (shop.supplier[number] != Supplier.REFUSED || number == 1 && shop.deliveries[2] != 0) {
            return false;
        }
        shop.callbacks |= bit(number, Callback.State.FAILURE);
        ended(world, i, number);
        return true;
    }

    private static boolean callbackAgain(Shop shop, int number, Callback.State state) {
        Supplier said = switch (state) {
            case SUCCESS -> Supplier.CANCELLED;
            case PARTLY -> Supplier.PARTLY;
            case FAILURE -> Supplier.ENDED;
        };
        if (shop.supplier[number] != said || (shop.callbacks & bit(number, state)) != 0) {
            return false;
        }
        shop.callbacks |= bit(number, state);
        return true;
    }

    /** One transaction; a callback that comes again as it was is known by its digest and changes nothing. */
    private boolean callback(World world, int i, int number, Callback.State state) {
        Shop shop = world.shops[i];
        if ((shop.callbacks & bit(number, state)) == 0) {
            return false;
        }
        return callback(world, i, number, state, Optional.empty(), bit(number, state), 0);
    }

    private boolean staleCallback(World world, int i, int number) {
        int stale = 1 << number;
        if ((world.shops[i].stale & stale) == 0) {
            return false;
        }
        Optional<Instant> retried = Optional.of(said[number].plus(between.dividedBy(4)));
        return callback(world, i, number, Callback.State.FAILURE, retried, 0, stale);
    }

    private boolean callback(
            World world, int i, int number, Callback.State state, Optional<Instant> retried, int bits, int stale) {
        Instant sent = said[number];
        Shop shop = world.shops[i];
        Optional<Cancellation> about = known(
                ABOUT,
                (rowKey(world, i) << 2 | number) << 2 | state.ordinal(),
                () -> rules.about(world.deliveries(i), state, sent));
        CallbackRules.Ruling ruling = known(
                RULING,
                ((key(world, i) << 2 | number) << 2 | state.ordinal()) << 1 | (retried.isPresent() ? 1 : 0),
                () -> rules.ofCancel(order(world, i), about, state, sent, retried));
        if (ruling.effect() == CallbackRules.Effect.CANCELS && next(world, i) > 2) {
            return false;
        }
        shop.callbacks &= ~bits;
        shop.stale &= ~stale;
        switch (ruling.effect()) {
            case SETTLED -> {
                settle(world, i, about.orElseThrow(), ruling.to().orElseThrow(), Optional.empty());
                shop.leaseOver &= ~(1 << about.get().number());
            }
            case CANCELS -> {
                shop.told = false;
                int cancellation = next(world, i);
                if (cancel(world, i)) {
                    // It is on record as what it is: cancelled by YLH already.
                    world.delivery(i, cancellation)
                            .ifPresent(queued -> settle(world, i, queued, DeliveryState.CONFIRMED, Optional.empty()));
                }
            }
            case SHOP_REFUSED -> shop.told = false;
            case REPEATED, CONTRADICTION, NOTED, LISTED -> {}
        }
        return true;
    }

    // ---------------------------------------------------------------- putting back

    private boolean putBack(World world, int i, int number) {
        Optional<Cancellation> row = world.delivery(i, number).filter(one -> one.state() == DeliveryState.REJECTED);
        if (row.isEmpty() || row.get().nextAttemptAt().isEmpty()) {
            return false;
        }
        PuttingBack found = known(
                AFTER_REFUSAL,
                (key(world, i) << 3 | world.shops[i].money.ordinal()) << 2 | number,
                () -> rules.afterRefusal(order(world, i), row.get(), world.changes(i), world.shops[i].money));
        Optional<Hold> why = Optional.empty();
        if (found instanceof PuttingBack.Held held) {
            why = Optional.of(held.why());
        } else if (!putBack(world, i, (PuttingBack.PutBack) found, row)) {
            why = Optional.of(Hold.STOCK_GONE);
        }
        why.ifPresent(reason -> settle(world, i, row.get(), DeliveryState.HELD, Optional.of(reason)));
        return true;
    }

    private boolean undo(World world, int i) {
        PuttingBack found = known(
                BY_PERSON,
                key(world, i) << 3 | world.shops[i].money.ordinal(),
                () -> rules.byPerson(order(world, i), world.deliveries(i), world.changes(i), world.shops[i].money));
        return found instanceof PuttingBack.PutBack back
                && putBack(world, i, back, rules.told(order(world, i), world.deliveries(i), back.cancelled()));
    }

    /** Answers false, and changes nothing, if the goods are gone. */
    private boolean putBack(World world, int i, PuttingBack.PutBack back, Optional<Cancellation> row) {
        Shop shop = world.shops[i];
        Transition cancelled = back.cancelled();
        int cameBack =
                scope.family() ? world.released : (shop.cameBack & 1 << cancelled.number()) == 0 ? 0 : World.GOODS;
        StockTake take = rules.stockTake(lines.get(i), cameBack == 0 ? Map.of() : Map.of(ARTICLE, cameBack));
        if (!rules.hasStock(world.stock(), take.units())) {
            return false;
        }
        OrderStatus before = OrderStatus.ofWord(cancelled.from()).orElseThrow();
        back.delivery().ifPresent(to -> settle(world, i, row.orElseThrow(), to, Optional.empty()));
        world.released -= (int) take.units();
        shop.cameBack &= ~(1 << cancelled.number());
        world.add(i, change(i, cancelled.number(), back.kind(), shop.status, before));
        shop.status = before;
        for (int j = 0; j < scope.orders(); j++) {
            world.shops[j].holds |= world.shops[j].status != OrderStatus.CANCELLED;
        }
        return true;
    }

    // ---------------------------------------------------------------- the operator

    /** He looks, and asks YLH if it is about that; what he then says is true. */
    private boolean look(World world, int i, int number, Word word) {
        Optional<Cancellation> row = world.delivery(i, number);
        if (world.word != 0 || row.isEmpty() || !rules.isMeant(world.deliveries(i), row.get())) {
            return false;
        }
        if (!known(
                MAY_SAY,
                world.shops[i].deliveries[number] << 2 | word.ordinal(),
                () -> word == Word.RETRY
                        ? rules.retryRefusal(row.get()).isEmpty()
                        : rules.refusal(OperatorWord.valueOf(word.name()), row.get())
                                .isEmpty())) {
            return false;
        }
        Shop shop = world.shops[i];
        boolean cancelled = false;
        boolean holds = false;
        for (Supplier one : shop.supplier) {
            cancelled |= one == Supplier.CANCELLED;
            holds |= one.holds();
        }
        if (word == Word.CONFIRMED && !cancelled || word == Word.REJECTED && holds) {
            return false;
        }
        if (word == Word.REJECTED) {
            ended(world, i, number);
        }
        world.word = word.ordinal() + 1;
        world.wordOrder = i;
        world.wordSeen = shop.deliveries[number] - 1;
        return true;
    }

    /** One transaction: if it is as he saw it. */
    private boolean say(World world) {
        if (world.word == 0) {
            return false;
        }
        int i = world.wordOrder;
        Cancellation seen = world.rows.deliveries.of(world.wordSeen);
        Cancellation row = world.delivery(i, seen.number()).orElseThrow();
        Word word = WORDS[world.word - 1];
        if (word == Word.RETRY && isTooEarly(world, i, seen.number())) {
            return false;
        }
        world.word = 0;
        world.wordOrder = 0;
        world.wordSeen = 0;
        if (!rules.isAsSeen(row, seen) || !rules.isMeant(world.deliveries(i), row)) {
            return true;
        }
        if (word == Word.RETRY) {
            Shop shop = world.shops[i];
            if (shop.supplier[seen.number()] == Supplier.ENDED) {
                shop.supplier[seen.number()] = Supplier.REFUSED;
            }
            int refused = bit(seen.number(), Callback.State.FAILURE);
            if ((shop.callbacks & refused) != 0) {
                shop.callbacks &= ~refused;
                shop.stale |= 1 << seen.number();
            }
            for (Process process : world.processes) {
                process.outlasted |= isAt(world, process, i, seen.number());
            }
            world.put(i, reopened(row));
        } else {
            DeliveryState to = OperatorWord.valueOf(word.name()).state();
            settle(world, i, row, to, Optional.empty());
        }
        return true;
    }

    private static boolean isTooEarly(World world, int i, int number) {
        boolean early = (world.shops[i].late & 1 << number) != 0;
        for (Process process : world.processes) {
            early |= process.outlasted && isAt(world, process, i, number);
        }
        return early;
    }

    private static boolean isAt(World world, Process process, int i, int number) {
        return process.at != At.IDLE
                && process.order == i
                && world.claimed(process).number() == number;
    }

    /** As the statement says it that makes a delivery due again. */
    private Cancellation reopened(Cancellation row) {
        boolean waits = row.state() == DeliveryState.PENDING || row.state() == DeliveryState.UNKNOWN;
        return new Cancellation(
                row.id(),
                row.orderId(),
                row.number(),
                row.orderNumber(),
                row.request(),
                row.from(),
                row.operator(),
                rules.reopened(row),
                waits ? row.attempts() : 0,
                Optional.of(NOW),
                row.leaseOwner(),
                row.leaseUntil(),
                row.maybeApplied(),
                row.lastError(),
                row.createdAt(),
                NOW,
                row.runId(),
                row.account(),
                Optional.empty());
    }

    // ---------------------------------------------------------------- the shop and YLH by themselves

    private static boolean moves(Shop shop, OrderStatus from, OrderStatus to) {
        if (shop.status != from || !OrderStateMachine.allows(from, to)) {
            return false;
        }
        shop.status = to;
        return true;
    }

    private static boolean isOpen(Shop shop) {
        return OrderStateMachine.allows(shop.status, OrderStatus.CANCELLED);
    }

    /** Not within minutes: nothing that a callback says would tell whether it refuses the shop's request or ours. */
    private boolean shopAsks(Shop shop) {
        if (scope.soon() || !isOpen(shop) || shop.told || shop.supplier[0] != Supplier.UNHEARD) {
            return false;
        }
        shop.told = true;
        shop.supplier[0] = Supplier.TAKEN;
        return true;
    }

    /** The shop gets the callback too, and may be the first. */
    private boolean shopHears(World world, Shop shop) {
        if (!shop.told) {
            return false;
        }
        if (shop.supplier[0] == Supplier.ENDED) {
            shop.told = false;
            return true;
        }
        if (shop.supplier[0] == Supplier.CANCELLED && isOpen(shop) && !scope.family()) {
            shop.told = false;
            return shopCancels(world, shop);
        }
        return false;
    }

    /** An order alone: which stock the shop's own program gives back in a family nobody here knows. */
    private boolean shopCancels(World world, Shop shop) {
        if (!isOpen(shop) || shop.told || scope.family()) {
            return false;
        }
        shop.status = OrderStatus.CANCELLED;
        if (shop.holds) {
            world.byShop += World.GOODS;
        }
        shop.holds = false;
        return true;
    }

    /** The shop goes on with it all the same: an order alone is paid again and has its goods, one of a family is sent. */
    private boolean shopRevives(World world, Shop shop) {
        if (shop.status != OrderStatus.CANCELLED) {
            return false;
        }
        if (scope.family()) {
            shop.status = OrderStatus.SHIPPED;
            shop.holds = world.released == 0;
            return true;
        }
        if (world.stock() < World.GOODS || world.byShop <= -World.GOODS) {
            return false;
        }
        world.byShop -= World.GOODS;
        shop.holds = true;
        shop.status = OrderStatus.PAID;
        return true;
    }

    private static boolean money(Shop shop, Money from, Money to) {
        if (shop.status != OrderStatus.CANCELLED || shop.money != from) {
            return false;
        }
        shop.money = to;
        return true;
    }

    private static boolean sell(World world) {
        if (world.stock() < World.GOODS) {
            return false;
        }
        world.sold += World.GOODS;
        return true;
    }

    private static boolean unasked(Shop shop) {
        if (shop.supplier[0] != Supplier.UNHEARD) {
            return false;
        }
        shop.supplier[0] = Supplier.CANCELLED;
        shop.callbacks |= bit(0, Callback.State.SUCCESS);
        return true;
    }

    // ---------------------------------------------------------------- by itself

    /**
     * One step that the program makes by itself, with a YLH that answers; what it is when there is nothing to wait for but the supplier or a
     * person.
     *
     * @return the step; -1 if everything is done, -2 if something is due and nothing leads on
     */
    int onward(World world) {
        for (int p = 0; p < 2; p++) {
            Process process = world.processes[p];
            switch (process.at) {
                case IDLE -> {}
                case CLAIMED -> {
                    return step(Kind.SEND, 0, 0, p, 0);
                }
                case SENT -> {
                    boolean ended = world.shops[process.order]
                                    .supplier[world.claimed(process).number()]
                            == Supplier.ENDED;
                    return step(ended ? Kind.ANSWER_NO : Kind.ANSWER_YES, 0, 0, p, 0);
                }
                case ANSWERED -> {
                    return step(Kind.RECORD, 0, 0, p, 0);
                }
            }
        }
        for (int i = 0; i < scope.orders(); i++) {
            for (int number = 1; number <= 2; number++) {
                Optional<Cancellation> row = world.delivery(i, number);
                if (row.isPresent()) {
                    int step = onward(world, i, row.get());
                    if (step != -1) {
                        return step;
                    }
                }
            }
        }
        return -1;
    }

    private int onward(World world, int i, Cancellation row) {
        int number = row.number();
        switch (row.phase(rules.repeats())) {
            case OPEN -> {
                boolean over = (world.shops[i].leaseOver & 1 << number) != 0;
                if (row.state() == DeliveryState.SENDING && !over) {
                    return step(Kind.LEASE_OVER, i, number, 0, 0);
                }
                return rules.mayClaim(row, over) ? step(Kind.CLAIM, i, number, 0, 0) : -2;
            }
            case TO_PUT_BACK -> {
                return row.nextAttemptAt().isPresent() ? step(Kind.PUT_BACK, i, number, 0, 0) : -2;
            }
            case NEEDS_PERSON -> {
                return isHelped(row) ? -1 : -2;
            }
            case AWAITED, SETTLED -> {
                return -1;
            }
        }
        throw new IllegalStateException(row.toString());
    }

    /** Whether there is a word that a person could say of it. */
    private boolean isHelped(Cancellation row) {
        boolean helped = rules.retryRefusal(row).isEmpty();
        for (OperatorWord word : OperatorWord.values()) {
            helped |= rules.refusal(word, row).isEmpty();
        }
        return helped;
    }

    // ---------------------------------------------------------------- as a person reads it

    /**
     * A step in words.
     *
     * @param before the world in which it happens
     */
    String said(World before, int step) {
        int i = order(step);
        String order = NAMES[i];
        String delivery = order + "#" + number(step);
        String owner = OWNERS[process(step)];
        Process process = before.processes[process(step)];
        String sent = process.at == At.IDLE
                ? ""
                : NAMES[process.order] + "#" + before.claimed(process).number();
        String about = number(step) == 0 ? order + " (not by a request of ours)" : delivery;
        Callback.State state = OUTCOMES[Math.min(more(step), OUTCOMES.length - 1)];
        return switch (kind(step)) {
            case CANCEL -> "cancel " + order;
            case CLAIM -> owner + " claims " + delivery;
            case SEND -> owner + " sends " + sent;
            case NOT_SENT -> owner + " cannot reach YLH, " + sent + " is not sent";
            case NO_TOKEN -> owner + " gets no token, " + sent + " is not sent";
            case ANSWER_YES -> "YLH takes " + sent + " and says yes to " + owner;
            case ANSWER_NO -> "YLH says no about " + sent + " to " + owner;
            case YES_LOST -> "YLH takes " + sent + ", its answer to " + owner + " is lost";
            case NO_LOST -> "YLH says no about " + sent + ", its answer to " + owner + " is lost";
            case BUSY -> "YLH has no time for " + sent + " of " + owner;
            case TIME_OUT -> owner + " waits no longer, " + sent + " is still on its way";
            case RECORD -> owner + " writes down what came of " + sent;
            case RECORD_UNCOUNTED ->
                owner + " writes down what came of " + sent + ", as no attempt since YLH fails as a whole";
            case CRASH -> owner + " dies with " + sent + (process.at == At.SENT ? " on its way" : "");
            case LEASE_OVER -> "the lease of " + delivery + " runs out";
            case LATE_TAKEN -> "a late copy of " + delivery + " reaches YLH, which takes it";
            case LATE_REFUSED -> "a late copy of " + delivery + " reaches YLH, which refuses it";
            case OUTCOME -> "YLH ends " + about + ": " + state + ", and sends a callback";
            case REFUSED_AGAIN_BY_CALLBACK -> "YLH says by callback too that it refused " + delivery;
            case CALLBACK_AGAIN -> "YLH says " + state + " of " + about + " again";
            case CALLBACK -> "the callback " + state + " about " + about + " is applied";
            case STALE_CALLBACK -> "the callback FAILURE about an earlier try of " + delivery + " is applied";
            case PUT_BACK -> "the refused " + delivery + " is put back, or held";
            case UNDO -> "undo " + order;
            case LOOK -> "the operator looks at " + delivery + " and means to say " + WORDS[more(step)];
            case SAY -> "the operator's word " + WORDS[before.word - 1] + " is written";
            case PAY -> "the customer pays " + order;
            case SHIP -> "the shop sends the goods of " + order;
            case SHOP_ASKS -> "the shop itself asks YLH to cancel " + order;
            case SHOP_HEARS -> "the shop itself hears how YLH ended " + order;
            case SHOP_CANCELS -> "the shop itself cancels " + order;
            case SHOP_REVIVES -> "the shop goes on with " + order + " by itself";
            case REFUND -> "the shop refunds " + order;
            case PAY_LATE -> "the customer pays " + order + ", which is cancelled";
            case SELL -> "customers buy what came back";
            case UNASKED -> "YLH cancels " + order + " unasked, and sends a callback";
        };
    }

    /** What a world is like, in one line. */
    String said(World world) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < scope.orders(); i++) {
            Shop shop = world.shops[i];
            text.append(i == 0 ? "" : "; ").append(NAMES[i]).append(' ').append(shop.status);
            for (int number = 1; number <= 2; number++) {
                Optional<Cancellation> row = world.delivery(i, number);
                if (row.isPresent()) {
                    text.append(", #")
                            .append(number)
                            .append(' ')
                            .append(row.get().state());
                    row.get()
                            .hold()
                            .ifPresent(why -> text.append(" (").append(why).append(')'));
                    text.append(row.get().maybeApplied() ? " maybe applied" : "");
                    text.append(", YLH ").append(shop.supplier[number].name().toLowerCase(Locale.ROOT));
                }
            }
        }
        return text + "; came back " + world.released + ", on the shelf " + world.stock();
    }
}
