package io.github.ylhcancel.check;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.CallCount;
import io.github.ylhcancel.domain.CallCount.Share;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.RunFilter;
import io.github.ylhcancel.domain.Severity;
import io.github.ylhcancel.domain.Thresholds;
import io.github.ylhcancel.domain.UntoldEvent;
import io.github.ylhcancel.domain.Usual;
import io.github.ylhcancel.json.TopNumbers;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.store.Backlog;
import io.github.ylhcancel.store.CallCounts;
import io.github.ylhcancel.store.Callbacks;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.CancelledCounts;
import io.github.ylhcancel.store.CircuitStore;
import io.github.ylhcancel.store.Events;
import io.github.ylhcancel.store.LeaseStore;
import io.github.ylhcancel.store.OwnTables;
import io.github.ylhcancel.store.Runs;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.ToldChecks;
import io.github.ylhcancel.store.UntoldOrders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;

/** Evaluates the specification's table of alerts (监控和告警), and what else an operator wants to be woken for. */
public final class CheckShop {
    /** No window is longer: what is older may be pruned. Nor is anybody woken for what has been untold for longer; reconcile finds it. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** How many days say what is usual, and how many are needed for that. */
    private static final int DAYS = 14;

    private static final int LEAST_DAYS = 7;
    private static final Duration DAY = Duration.ofDays(1);

    private static final String SWEEP = "cancel-unpaid";
    private static final String SYNC = "sync";
    private static final String RECONCILE = "reconcile";
    /** A sweep that did its work, though some orders were refused or YLH does not know all yet. */
    private static final Set<ExitCode> SWEPT = Set.of(ExitCode.OK, ExitCode.SOME_FAILED, ExitCode.NOT_YET_AT_YLH);

    private static final Set<ExitCode> SYNCED = Set.of(ExitCode.OK, ExitCode.SOME_FAILED);
    private static final int MOST_SWEEPS = 2_000;

    /**
     * What to look at.
     *
     * @param window how far back calls and cancellations count
     * @param minSamples with fewer calls nothing is said of a rate or a duration
     */
    public record Wish(Duration window, int minSamples, Collection<Alert> alerts) {}

    private record Stores(
            CallHours calls,
            CancelledCounts cancelled,
            Backlog backlog,
            Cancellations cancellations,
            Callbacks callbacks,
            UntoldOrders untold,
            CircuitStore circuit,
            LeaseStore lease,
            Runs runs,
            SweepFailures failures,
            Events events,
            OwnTables tables) {}

    private final Stores stores;
    private final Optional<ToldChecks> told;
    private final Settings settings;
    private final Instant now;

    private CheckShop(Stores stores, Optional<ToldChecks> told, Settings settings, Instant now) {
        this.stores = stores;
        this.told = told;
        this.settings = settings;
        this.now = now;
    }

    /**
     * Opens the database: to count hours of calls for good if the window wants that and it takes writes, and otherwise to read.
     */
    public static CheckShop from(RunContext context, Wish wish) {
        boolean counts = wish.window().compareTo(CallHours.EXACT) > 0;
        boolean tells = context.settings().eventWishes().any();
        Database open = counts || tells
                ? context.database().toTry()
                : context.database().toRead();
        CallCounts calls = new CallCounts(open);
        Optional<CallCounts> keeping = Optional.of(calls).filter(any -> counts && open.takesWrites());
        return new CheckShop(
                new Stores(
                        new CallHours(calls, keeping),
                        new CancelledCounts(open),
                        new Backlog(open),
                        new Cancellations(open),
                        new Callbacks(open, context.run().id()),
                        new UntoldOrders(open, context.database().schema()),
                        new CircuitStore(open),
                        new LeaseStore(open, context.run().owner(), Duration.ZERO),
                        new Runs(open),
                        new SweepFailures(
                                open, context.database().schema(), context.run().id()),
                        new Events(open),
                        new OwnTables(open)),
                Optional.of(new ToldChecks(open, context.settings().duration(Key.CHECK_REPEAT_AFTER)))
                        .filter(any -> tells && open.takesWrites()),
                context.settings(),
                context.clock().instant());
    }

    /** In the order of the alerts. Changes nothing but the count of whole hours. */
    public List<Measured> measure(Wish wish) {
        List<Measured> found = new ArrayList<>();
        CallHours.Counted calls = null;
        for (Alert alert : wish.alerts()) {
            if (isOfCalls(alert) && calls == null) {
                calls = stores.calls().in(wish.window(), now);
            }
            found.add(measured(alert, wish, calls));
        }
        return found;
    }

    /**
     * Tells those who want events what has begun, got worse or ended, where that can be kept.
     *
     * @param body what an event says, from the moment at which it began
     */
    public void tell(List<Measured> found, BiFunction<Measured, Instant, String> body) {
        told.ifPresent(checks -> {
            Map<String, Measured> byName = new LinkedHashMap<>();
            Map<String, Severity> severities = new LinkedHashMap<>();
            for (Measured one : found) {
                byName.put(one.alert().word(), one);
                severities.put(one.alert().word(), one.severity());
            }
            checks.tell(severities, now, (name, since) -> body.apply(byName.get(name), since));
        });
    }

    private static boolean isOfCalls(Alert alert) {
        return switch (alert) {
            case SUCCESS_RATE, RESPONSE_TIME, SLOWEST_CALL, AUTHENTICATION_FAILURES -> true;
            default -> false;
        };
    }

    private Measured measured(Alert alert, Wish wish, CallHours.Counted calls) {
        Thresholds thresholds = settings.thresholds(alert);
        return switch (alert) {
            case SUCCESS_RATE -> share(alert, thresholds, CallCount.accepted(calls.counts()), wish);
            case RESPONSE_TIME -> time(alert, thresholds, calls.nearly(), CallCount.timed(calls.counts()), wish);
            case SLOWEST_CALL ->
                time(alert, thresholds, CallCount.slowest(calls.counts()), CallCount.timed(calls.counts()), wish);
            case AUTHENTICATION_FAILURES -> share(alert, thresholds, CallCount.refused(calls.counts()), wish);
            case VOLUME -> volume(thresholds, wish);
            case DEAD -> deliveries(alert, thresholds, DeliveryState.DEAD);
            case UNKNOWN -> deliveries(alert, thresholds, DeliveryState.UNKNOWN);
            case HELD -> deliveries(alert, thresholds, DeliveryState.HELD);
            case REJECTED -> deliveries(alert, thresholds, DeliveryState.REJECTED);
            case OVERDUE -> Measured.of(alert, count(DeliveryFilter.of(Set.of()).andOverdue()), thresholds);
            case CALLBACKS -> Measured.of(alert, stores.callbacks().countForAPerson(), thresholds);
            case UNTOLD ->
                Measured.of(
                        alert, stores.untold().count(Optional.of(now.minus(LONGEST)), Optional.empty()), thresholds);
            case CANCELLED_BESIDE -> Measured.of(alert, cancelledBeside(wish.window()), thresholds);
            case OLDEST_DUE -> Measured.of(alert, oldestDue(), thresholds);
            case CIRCUIT_OPEN ->
                Measured.of(
                        alert,
                        stores.circuit()
                                .read()
                                .openedAt()
                                .map(this::secondsSince)
                                .orElse(0.0),
                        thresholds);
            case LAST_SWEEP -> last(alert, thresholds, SWEEP, SWEPT);
            case LAST_SYNC ->
                stores.lease().otherHolder().isPresent()
                        ? Measured.of(alert, 0, thresholds).saying(Message.of("alert.note.delivering"))
                        : last(alert, thresholds, SYNC, SYNCED);
            case SWEEP_FAILURES -> Measured.of(alert, stores.failures().count(), thresholds);
            case DISAGREEMENTS -> disagreements(thresholds);
            case DEAD_EVENTS -> Measured.of(alert, stores.events().count(UntoldEvent.State.DEAD), thresholds);
            case TABLE_SIZE -> Measured.of(alert, stores.tables().bytes(), thresholds);
        };
    }

    private double secondsSince(Instant then) {
        return Math.max(0, Duration.between(then, now).toMillis() / 1000.0);
    }

    private long count(DeliveryFilter filter) {
        return stores.backlog().count(filter, settings.nextStep(now).overdueBefore());
    }

    private Measured deliveries(Alert alert, Thresholds thresholds, DeliveryState state) {
        return Measured.of(alert, count(DeliveryFilter.of(Set.of(state))), thresholds);
    }

    private static Measured share(Alert alert, Thresholds thresholds, Share share, Wish wish) {
        OptionalDouble percent = share.percent();
        return percent.isEmpty() || share.of() < wish.minSamples()
                ? Measured.nothing(alert, thresholds, few(share.of(), wish)).from(share.of())
                : Measured.of(alert, percent.getAsDouble(), thresholds).from(share.of());
    }

    private static Message few(long samples, Wish wish) {
        return samples == 0
                ? Message.of("alert.note.no-calls")
                : Message.of("alert.note.few-calls", samples, wish.minSamples());
    }

    private static Measured time(Alert alert, Thresholds thresholds, Optional<Duration> time, long calls, Wish wish) {
        return time.isEmpty() || calls < wish.minSamples()
                ? Measured.nothing(alert, thresholds, few(calls, wish)).from(calls)
                : Measured.of(alert, time.get().toMillis() / 1000.0, thresholds).from(calls);
    }

    /** Against the same hours of the days before, as far back as the tool has kept its record. */
    private Measured volume(Thresholds thresholds, Wish wish) {
        Instant from = now.minus(wish.window());
        long count = stores.cancelled().between(from, now);
        Optional<Instant> first = stores.cancelled().first();
        List<Long> days = new ArrayList<>();
        for (int day = 1; day <= DAYS; day++) {
            Duration back = DAY.multipliedBy(day);
            if (first.filter(begin -> !begin.isAfter(from.minus(back))).isPresent()) {
                days.add(stores.cancelled().between(from.minus(back), now.minus(back)));
            }
        }
        OptionalDouble deviation = Usual.deviation(count, days, LEAST_DAYS, wish.minSamples());
        if (deviation.isEmpty()) {
            return Measured.nothing(
                    Alert.VOLUME, thresholds, Message.of("alert.note.no-usual", count, days.size(), LEAST_DAYS));
        }
        return Measured.of(Alert.VOLUME, deviation.getAsDouble(), thresholds)
                .from(days.size())
                .saying(Message.of(
                        "alert.note.volume", count, Math.round(Usual.of(days).median())));
    }

    private double oldestDue() {
        return stores.cancellations()
                .waiting(settings.repeats(), Optional.empty())
                .next()
                .map(this::secondsSince)
                .orElse(0.0);
    }

    /** One that does not run here at all is no failure: it has never ended well, and nobody waits for it. */
    private Measured last(Alert alert, Thresholds thresholds, String command, Set<ExitCode> well) {
        return stores.runs()
                .lastEnd(command, well)
                .map(end -> Measured.of(alert, secondsSince(end), thresholds))
                .orElseGet(() -> Measured.nothing(alert, thresholds, Message.of("alert.note.never", command)));
    }

    /** Those that a sweep had in its list and found done by somebody else. */
    private long cancelledBeside(Duration window) {
        return stores
                .runs()
                .latest(RunFilter.ALL.ofCommand(SWEEP).between(now.minus(window), now.plus(DAY)), MOST_SWEEPS)
                .stream()
                .map(Run::counts)
                .flatMap(Optional::stream)
                .mapToLong(counts -> TopNumbers.of(counts).getOrDefault("no_longer_pending", 0L))
                .sum();
    }

    private Measured disagreements(Thresholds thresholds) {
        return stores.runs().latest(RunFilter.ALL.ofCommand(RECONCILE), MOST_SWEEPS).stream()
                .filter(run -> run.counts().isPresent())
                .map(run -> TopNumbers.of(run.counts().get()))
                .filter(counts -> counts.getOrDefault("complete", 0L) == 1)
                .findFirst()
                .map(counts -> Measured.of(Alert.DISAGREEMENTS, counts.getOrDefault("open", 0L), thresholds))
                .orElseGet(() ->
                        Measured.nothing(Alert.DISAGREEMENTS, thresholds, Message.of("alert.note.never", RECONCILE)));
    }
}
