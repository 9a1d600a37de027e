package io.github.ylhcancel.reconcile;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OrderLookup;
import io.github.ylhcancel.domain.Repair;
import io.github.ylhcancel.domain.RowKey;
import io.github.ylhcancel.domain.ShopNeverTells;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.CancelledByShopFinder;
import io.github.ylhcancel.store.Finder;
import io.github.ylhcancel.store.ForgottenRequests;
import io.github.ylhcancel.store.LateRequests;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.Transitions;
import io.github.ylhcancel.store.UntoldOrders;
import io.github.ylhcancel.sync.Compensator;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where shop and YLH disagree, page by page, and repairs what is safe. What is listed is handed on as it is found, so that any number
 * of orders needs no more memory than a page.
 */
public final class Reconcile {
    private static final Logger LOG = LoggerFactory.getLogger(Reconcile.class);
    private static final int PAGE = 500;
    private static final int LOOKS = 5;

    /** What it is for. */
    public enum Purpose {
        /** Nothing is changed; what a look at everything has found is kept with its run. */
        LIST,
        /** Nothing at all is written. */
        PREVIEW,
        REPAIR
    }

    private final List<Finder> finders;
    private final Journals journals;
    private final Repairs repairs;
    private final Scope scope;
    private final Optional<Set<RowKey>> orders;
    private final Map<String, Message> missing;
    private final String database;
    private final Clock clock;
    private final Set<RowKey> held = new HashSet<>();
    private int unreadable;

    /**
     * @param orders only these; nothing for all
     * @param missing what was named and is no order, and why
     * @param database where it is, for people
     */
    private Reconcile(
            List<Finder> finders,
            Journals journals,
            Repairs repairs,
            Scope scope,
            Optional<Set<RowKey>> orders,
            Map<String, Message> missing,
            String database,
            Clock clock) {
        this.finders = finders;
        this.journals = journals;
        this.repairs = repairs;
        this.scope = scope;
        this.orders = orders;
        this.missing = missing;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Opens the database.
     *
     * @param purpose what it is for
     */
    public static Reconcile from(RunContext context, Scope scope, Purpose purpose) {
        Settings settings = context.settings();
        Database open = switch (purpose) {
            case REPAIR -> context.database().toChangeShop(false);
            case PREVIEW -> context.database().toRead();
            case LIST -> look(context, scope);
        };
        ShopSchema schema = context.database().schema();
        ShopNeverTells rules = Finders.shopNeverTells(settings, schema);
        if (rules.isSo() && scope.kinds().contains(DisagreementKind.CANCELLED_BY_SHOP)) {
            // YLH would be told the shop's time.
            context.database().requireOrderAges();
        }
        context.catchSignals();
        Clock clock = context.database().clock();
        String operator = context.run().operator();
        Orders known = new Orders(open, schema);
        Optional<Set<RowKey>> orders = Optional.empty();
        Map<String, Message> missing = new LinkedHashMap<>();
        if (scope.orders().isPresent()) {
            orders = Optional.of(named(known, scope.orders().get(), missing));
        }
        Optional<Instant> cancelledSince = orders.isPresent() || scope.since().isPresent()
                ? scope.since()
                : Optional.of(CancelledByShopFinder.sinceTheToolIsHere(open));
        return new Reconcile(
                Finders.all(open, schema, settings, cancelledSince, clock.instant()).stream()
                        .filter(finder -> scope.kinds().contains(finder.kind()))
                        .toList(),
                new Journals(new ForgottenRequests(open, schema, operator), settings.account()),
                new Repairs(
                        known,
                        new Cancellations(open),
                        new Transitions(open),
                        new UntoldOrders(open, schema),
                        new CancelTransaction(
                                open, schema, context.run().id(), settings.account(), 0, true, context.checkpoints()),
                        new LateRequests(
                                open, schema, context.run().id(), operator, settings.account(), context.checkpoints()),
                        Compensator.from(context, open),
                        rules,
                        operator,
                        context.run().id(),
                        clock),
                scope,
                orders,
                missing,
                context.database().address().toString(),
                clock);
    }

    /** What a look at everything has found is kept, so that {@code check} knows it. */
    private static Database look(RunContext context, Scope scope) {
        return scope.isWhole()
                ? context.database().toReadAndRecord()
                : context.database().toRead();
    }

    /** Whether it looks at everything that the database itself can say. */
    public boolean isWhole() {
        return scope.isWhole();
    }

    private static Set<RowKey> named(Orders known, List<String> references, Map<String, Message> missing) {
        Set<RowKey> found = new LinkedHashSet<>();
        known.find(new LinkedHashSet<>(references), LookupBy.AUTO).forEach((reference, fitting) -> {
            OrderLookup lookup = OrderLookup.of(fitting, LookupBy.AUTO);
            if (lookup instanceof OrderLookup.Found one) {
                found.add(one.order().id());
            } else {
                missing.put(reference, ((OrderLookup.Missing) lookup).why());
            }
        });
        return found;
    }

    /** What was named and is no order, and why. */
    public Map<String, Message> missing() {
        return missing;
    }

    /** Where the database is, for people. */
    public String database() {
        return database;
    }

    /** How many lines of the journals could not be read, after they were. */
    public int unreadable() {
        return unreadable;
    }

    /** No change: hands on what disagrees. */
    public void list(BooleanSupplier goesOn, Consumer<Disagreement> listener) {
        each(goesOn, listener, found -> listener.accept(found.disagreement()));
    }

    /** Repairs what is safe, and hands on each with what became of it. */
    public void apply(BooleanSupplier goesOn, Consumer<Reconciled> listener) {
        each(
                goesOn,
                found -> {
                    if (found.kind() == DisagreementKind.HELD && held.contains(found.orderKey())) {
                        return; // It is listed already, as what YLH has refused.
                    }
                    Reconciled done = logged(found, repairs::repair);
                    if (found.repair() == Repair.PUT_BACK && done.outcome() == Reconciled.Outcome.LEFT) {
                        held.add(found.orderKey());
                    }
                    listener.accept(done);
                },
                found -> listener.accept(logged(found.disagreement(), what -> repairs.repair(found.told(), what))));
    }

    private static Reconciled logged(Disagreement found, Function<Disagreement, Reconciled> repair) {
        Reconciled done = repair.apply(found);
        LOG.info(
                "event=reconcile order={} so_id={} kind={} repair={} outcome={}",
                found.orderNumber(),
                found.soId().orElse(""),
                found.kind().word(),
                found.repair().word(),
                done.outcome().word());
        return done;
    }

    /** What YLH was sent already comes first: nothing else may be queued in its place. */
    private void each(
            BooleanSupplier goesOn, Consumer<Disagreement> found, Consumer<ForgottenRequests.Found> forgotten) {
        if (!scope.journals().isEmpty() && scope.kinds().contains(DisagreementKind.FORGOTTEN)) {
            unreadable = journals.forgotten(scope.journals(), orders, clock.instant(), goesOn, line -> {
                if (isMeant(line.disagreement())) {
                    forgotten.accept(line);
                }
            });
        }
        for (Finder finder : finders) {
            if (orders.isPresent()) {
                hand(still(finder, finder.among(orders.get())), goesOn, found);
            } else {
                pages(finder, goesOn, found);
            }
        }
    }

    private void pages(Finder finder, BooleanSupplier goesOn, Consumer<Disagreement> found) {
        Optional<RowKey> after = Optional.empty();
        do {
            if (!goesOn.getAsBoolean()) {
                return;
            }
            Finder.Page page = finder.page(after, PAGE);
            hand(still(finder, page.found()), goesOn, found);
            after = page.end();
        } while (after.isPresent());
    }

    /**
     * Looks again until two looks say the same: each is several statements, between which somebody may have changed the order. What changes
     * all the time is left to the next run.
     */
    private static List<Disagreement> still(Finder finder, List<Disagreement> found) {
        List<Disagreement> sure = new ArrayList<>();
        List<Disagreement> seen = found;
        for (int look = 0; look < LOOKS && !seen.isEmpty(); look++) {
            Set<Disagreement> before = new HashSet<>(seen);
            Set<RowKey> keys = new LinkedHashSet<>();
            seen.forEach(one -> keys.add(one.orderKey()));
            List<Disagreement> now = finder.among(keys);
            now.stream().filter(before::contains).forEach(sure::add);
            seen = now.stream().filter(one -> !before.contains(one)).toList();
        }
        return sure;
    }

    private void hand(List<Disagreement> page, BooleanSupplier goesOn, Consumer<Disagreement> found) {
        for (Disagreement one : page) {
            if (!goesOn.getAsBoolean()) {
                return;
            }
            if (isMeant(one)) {
                found.accept(one);
            }
        }
    }

    private boolean isMeant(Disagreement found) {
        return scope.since()
                .flatMap(from -> found.since().filter(from::isAfter))
                .isEmpty();
    }
}
