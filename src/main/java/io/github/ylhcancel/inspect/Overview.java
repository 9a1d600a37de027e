package io.github.ylhcancel.inspect;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.DeliveryFilter;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.RunFilter;
import io.github.ylhcancel.domain.UntoldEvent;
import io.github.ylhcancel.inspect.Inspection.Counts;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Backlog;
import io.github.ylhcancel.store.Callbacks;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.CircuitStore;
import io.github.ylhcancel.store.Events;
import io.github.ylhcancel.store.LeaseStore;
import io.github.ylhcancel.store.Runs;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.UnpaidOrders;
import io.github.ylhcancel.store.UnrefundedOrders;
import io.github.ylhcancel.store.UntoldOrders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What whoever takes over has to know: how everything stands, what wants a person, and what comes next by itself. */
public final class Overview {
    /** Which commands cron runs. */
    private static final List<String> REGULAR = List.of("cancel-unpaid", "sync");

    /** What has a word of its own in the list of deliveries, in the order in which it is to be looked at. */
    private static final List<DeliveryState> NEEDY =
            List.of(DeliveryState.DEAD, DeliveryState.HELD, DeliveryState.PARTIAL);

    /**
     * Something that does not end by itself.
     *
     * @param code what it is, as a word
     * @param command that lists it
     */
    public record Want(String code, long count, String command) {
        public Message text() {
            return Message.of("overview.want." + code, count);
        }
    }

    /**
     * How it all stands.
     *
     * @param oldest when the delivery that has been in that state for longest came into it
     * @param holder the process that delivers now, by its machine, number and run
     * @param runs the latest of each command that cron runs, by its name
     * @param wants only what there is
     * @param sweepFrom when the oldest order that waits for its payment is, or was, to be swept; absent where there is none, or the time zone
     *     of the shop's times is not known
     */
    public record Page(
            Counts counts,
            Map<DeliveryState, Instant> oldest,
            Circuit circuit,
            Optional<String> holder,
            Map<String, Optional<Run>> runs,
            List<Want> wants,
            Optional<Instant> sweepFrom,
            Instant now) {}

    private record Stores(
            Cancellations cancellations,
            Backlog backlog,
            Callbacks callbacks,
            UntoldOrders untold,
            UnrefundedOrders unrefunded,
            SweepFailures failures,
            UnpaidOrders unpaid,
            CircuitStore circuit,
            LeaseStore lease,
            Events events,
            Runs runs) {}

    private final Stores stores;
    private final Inspection inspection;
    private final Settings settings;
    private final Instant now;
    private final boolean agesAreKnown;

    private Overview(Stores stores, Inspection inspection, Settings settings, Instant now, boolean agesAreKnown) {
        this.stores = stores;
        this.inspection = inspection;
        this.settings = settings;
        this.now = now;
        this.agesAreKnown = agesAreKnown;
    }

    public static Overview from(RunContext context) {
        Database open = context.database().toRead();
        ShopSchema schema = context.database().schema();
        return new Overview(
                new Stores(
                        new Cancellations(open),
                        new Backlog(open),
                        new Callbacks(open, context.run().id()),
                        new UntoldOrders(open, schema),
                        new UnrefundedOrders(open, schema),
                        new SweepFailures(open, schema, context.run().id()),
                        new UnpaidOrders(open, schema),
                        new CircuitStore(open),
                        new LeaseStore(open, context.run().owner(), Duration.ZERO),
                        new Events(open),
                        new Runs(open)),
                Inspection.from(context),
                context.settings(),
                context.clock().instant(),
                agesAreKnown(context));
    }

    private static boolean agesAreKnown(RunContext context) {
        try {
            context.database().requireOrderAges();
            return true;
        } catch (UserError unknown) {
            return false;
        }
    }

    public Page page() {
        Counts counts = inspection.counts(settings.repeats());
        return new Page(
                counts,
                stores.cancellations().oldest(),
                stores.circuit().read(),
                stores.lease().otherHolder(),
                Map.of(REGULAR.get(0), latest(REGULAR.get(0)), REGULAR.get(1), latest(REGULAR.get(1))),
                wants(counts),
                agesAreKnown
                        ? stores.unpaid().oldest().map(made -> made.plus(settings.duration(Key.UNPAID_TIMEOUT)))
                        : Optional.empty(),
                now);
    }

    private Optional<Run> latest(String command) {
        return stores.runs().latest(RunFilter.ALL.ofCommand(command), 1).stream()
                .findFirst();
    }

    private List<Want> wants(Counts counts) {
        List<Want> wants = new ArrayList<>();
        for (DeliveryState state : NEEDY) {
            add(
                    wants,
                    state.word(),
                    counts.deliveries().getOrDefault(state, 0L),
                    "ylh deliveries --state " + state.word());
        }
        Instant overdue = settings.nextStep(now).overdueBefore();
        add(
                wants,
                "unknown",
                stores.backlog()
                        .count(new DeliveryFilter(Set.of(), false, true, Optional.empty(), Optional.empty()), overdue),
                "ylh deliveries --state unknown");
        add(
                wants,
                "overdue",
                stores.backlog().count(DeliveryFilter.of(Set.of()).andOverdue(), overdue),
                "ylh deliveries --state overdue");
        add(wants, "untold", stores.untold().count(Optional.empty(), Optional.empty()), "ylh deliveries --untold");
        if (stores.unrefunded().areKnown()) {
            add(wants, "unrefunded", stores.unrefunded().count(), "ylh status --state cancelled --unrefunded");
        }
        add(wants, "callbacks", stores.callbacks().countForAPerson(), "ylh callback --list");
        add(wants, "dead-events", stores.events().count(UntoldEvent.State.DEAD), "ylh events --dead");
        add(wants, "sweep-failures", stores.failures().count(), "ylh cancel-unpaid --dry-run");
        return List.copyOf(wants);
    }

    private static void add(List<Want> wants, String code, long count, String command) {
        if (count > 0) {
            wants.add(new Want(code, count, command));
        }
    }
}
