package io.github.ylhcancel.inspect;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.ShellLine;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.Account;
import io.github.ylhcancel.domain.Because;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Circuit;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.DeliveryState.Phase;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.RecordedCallback;
import io.github.ylhcancel.domain.Run;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.inspect.Inspection.Standing;
import io.github.ylhcancel.run.RunContext;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.CircuitStore;
import io.github.ylhcancel.store.Runs;
import io.github.ylhcancel.store.SweepFailures;
import io.github.ylhcancel.store.SweepFailures.Failure;
import io.github.ylhcancel.store.Transitions;
import io.github.ylhcancel.store.UnpaidOrders;
import io.github.ylhcancel.store.UnpaidOrders.Left;
import io.github.ylhcancel.sweep.SafetyLimits;
import io.github.ylhcancel.sweep.SweepScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says why an order was or was not swept and delivered, and what may be done with it. What the sweep decides is asked of the sweep's own
 * code, and what is delivered of the rows and rules that deliver it. Changes nothing.
 */
public final class Explain {
    private static final String SWEEP = "cancel-unpaid";
    private static final Set<Hold> MAY_BE_UNDONE = EnumSet.of(Hold.STOCK_GONE, Hold.BY_SETTING, Hold.BEFORE_UPGRADE);
    private static final int LONGEST_NUMBER = 300;

    /**
     * Why an order is as it is.
     *
     * @param reasons what concerns the order itself first, then YLH
     * @param commands what may be done now, as one types it; TEXT and the like stand for what a person has to think of
     */
    public record Explanation(Standing standing, List<Because> reasons, List<String> commands) {}

    private record Stores(
            UnpaidOrders unpaid, SweepFailures failures, Transitions transitions, Runs runs, CircuitStore circuit) {}

    private final Stores stores;
    private final Inspection inspection;
    private final Settings settings;
    private final NextStep next;
    private final Instant now;
    private final Optional<Account> account;
    private final Optional<Message> agesUnknown;

    private Explain(
            Stores stores,
            Inspection inspection,
            Settings settings,
            Instant now,
            Optional<Account> account,
            Optional<Message> agesUnknown) {
        this.stores = stores;
        this.inspection = inspection;
        this.settings = settings;
        this.next = settings.nextStep(now);
        this.now = now;
        this.account = account;
        this.agesUnknown = agesUnknown;
    }

    public static Explain from(RunContext context) {
        Database open = context.database().toTry();
        ShopSchema schema = context.database().schema();
        return new Explain(
                new Stores(
                        new UnpaidOrders(open, schema),
                        new SweepFailures(open, schema, context.run().id()),
                        new Transitions(open),
                        new Runs(open),
                        new CircuitStore(open)),
                Inspection.from(context),
                context.settings(),
                context.clock().instant(),
                context.settings().account(),
                agesUnknown(context));
    }

    /** A sweep would not even begin. */
    private static Optional<Message> agesUnknown(RunContext context) {
        try {
            context.database().requireOrderAges();
            return Optional.empty();
        } catch (UserError unknown) {
            return Optional.of(unknown.text());
        }
    }

    /** Finds orders as {@code status} does. */
    public Inspection inspection() {
        return inspection;
    }

    public Explanation of(Order order) {
        Standing standing = inspection.standing(order);
        List<Transition> changes =
                stores.transitions().ofOrders(List.of(order.id())).getOrDefault(order.id(), List.of());
        List<Because> reasons = new ArrayList<>();
        boolean isSwept = shop(order, changes, reasons);
        ylh(standing, reasons);
        standing.callbacks().stream()
                .findFirst()
                .map(RecordedCallback::meaning)
                .ifPresent(said -> reasons.add(Because.said("callback", said)));
        return new Explanation(standing, List.copyOf(reasons), commands(standing, isSwept));
    }

    // ---- the order itself

    /** Answers whether the next sweep takes it. */
    private boolean shop(Order order, List<Transition> changes, List<Because> reasons) {
        Optional<Transition> latest = Transition.latest(changes);
        latest.filter(change -> change.kind() != Transition.Kind.CANCEL).ifPresent(back -> reasons.add(back(back)));
        if (order.status().known().isEmpty()) {
            reasons.add(Because.of("status-unknown", order.status().shown()));
            return false;
        }
        OrderStatus status = order.status().known().get();
        if (status == OrderStatus.CANCELLED) {
            reasons.add(latest.filter(change -> change.kind() == Transition.Kind.CANCEL)
                    .map(this::cancelled)
                    .orElseGet(() -> Because.of("cancelled-by-shop")));
            return false;
        }
        if (status != OrderStatus.PENDING) {
            reasons.add(Because.of("not-pending", status.word()));
            return false;
        }
        return pending(order, reasons);
    }

    private Because back(Transition back) {
        String code = back.kind() == Transition.Kind.UNDO ? "put-back-by-hand" : "put-back-after-refusal";
        return Because.of(code, back.at(), back.operator(), back.note())
                .at(back.at())
                .by(back.runId());
    }

    private Because cancelled(Transition change) {
        Optional<Run> run = stores.runs().byId(change.runId());
        boolean swept = run.filter(known -> known.command().equals(SWEEP)).isPresent();
        return Because.of(
                        swept ? "swept" : "cancelled",
                        change.at(),
                        change.operator(),
                        PersonalData.masked(change.reason()),
                        run.map(Run::command).orElse("-"))
                .at(change.at())
                .by(change.runId());
    }

    private boolean pending(Order order, List<Because> reasons) {
        Optional<Because> waits = waits(order);
        waits.ifPresent(reasons::add);
        stores.failures().of(order.id()).map(Explain::failed).ifPresent(reasons::add);
        if (waits.isPresent()) {
            return false;
        }
        Optional<Message> stopped = stopped();
        if (stopped.isPresent()) {
            reasons.add(Because.said("sweep-stopped", stopped.get()));
            return false;
        }
        Optional<Instant> last = stores.runs().lastEnd(SWEEP, Set.of(ExitCode.values()));
        reasons.add(last.map(end -> Because.of("sweep-due", end).at(end)).orElseGet(() -> Because.of("sweep-never")));
        return true;
    }

    private Optional<Because> waits(Order order) {
        if (agesUnknown.isPresent()) {
            return Optional.of(Because.said("age-unknown", agesUnknown.get()));
        }
        Duration timeout = settings.duration(Key.UNPAID_TIMEOUT);
        Instant due = order.createdAt().plus(timeout);
        if (!order.createdAt().isBefore(now.minus(timeout))) {
            return Optional.of(Because.of("too-young", due).at(due));
        }
        Optional<Message> leftToShop = order.leftToShop();
        if (leftToShop.isPresent()) {
            return Optional.of(Because.said("left-to-shop", leftToShop.get()));
        }
        return stores.unpaid().left(order).map(Explain::left);
    }

    private static Because left(Left left) {
        String code = left.why().word();
        return left.evidence()
                .map(evidence -> Because.said(code, evidence))
                .orElseGet(() -> Because.said(code, Message.of("unpaid.left." + code)));
    }

    private static Because failed(Failure failure) {
        return Because.of("sweep-failed", failure.failures(), failure.last(), failure.cause())
                .at(failure.last())
                .by(failure.runId());
    }

    /** What keeps the next sweep from taking anything at all. */
    private Optional<Message> stopped() {
        Optional<Path> stop = settings.stopFile().filter(Files::exists);
        if (stop.isPresent()) {
            return Optional.of(Message.of("stop.before", stop.get()));
        }
        Instant cutOff = now.minus(settings.duration(Key.UNPAID_TIMEOUT));
        UnpaidOrders.Counts counts = stores.unpaid().counts(cutOff);
        return new SafetyLimits(settings.number(Key.UNPAID_MAX_ORDERS), settings.number(Key.UNPAID_MAX_PERCENT))
                .exceeded(new SweepScope(cutOff, counts.pending(), counts.overdue()), Long.MAX_VALUE);
    }

    // ---- YLH

    private void ylh(Standing standing, List<Because> reasons) {
        Order order = standing.order();
        if (order.soId().isEmpty()) {
            reasons.add(Because.of("no-so-id"));
        }
        if (!order.status().is(OrderStatus.PENDING)) {
            order.leftToShop().ifPresent(said -> reasons.add(Because.said("left-to-shop", said)));
        }
        standing.untold()
                .ifPresent(
                        untold -> reasons.add(Because.of("untold", untold.at()).at(untold.at())));
        standing.cancellation().ifPresent(told -> delivery(told, reasons));
    }

    private void delivery(Cancellation told, List<Because> reasons) {
        DeliveryState state = told.state();
        Because stands = Because.of(
                        "delivery-" + state.word(),
                        told.attempts(),
                        told.nextAttemptAt().<Object>map(at -> at).orElse("-"),
                        told.leaseOwner().orElse("-"),
                        told.since(),
                        Message.of("state." + state.word()))
                .by(told.runId().orElse(""));
        reasons.add(told.nextAttemptAt().map(stands::at).orElse(stands));
        told.hold().ifPresent(why -> reasons.add(Because.said("hold-" + why.word(), next.of(told))));
        told.lastError().ifPresent(error -> reasons.add(Because.of("last-answer", error)));
        if (next.isOverdue(told)) {
            reasons.add(Because.of("overdue", told.createdAt()).at(told.createdAt()));
        }
        if (told.phase(settings.repeats()) != Phase.OPEN) {
            if (told.state() == DeliveryState.UNKNOWN) {
                reasons.add(Because.said("waits-for-a-person", next.of(told)));
            }
            return;
        }
        told.account()
                .filter(other -> account.isPresent() && !account.equals(Optional.of(other)))
                .ifPresent(other -> reasons.add(Because.of("another-account", other.name())));
        Circuit circuit = stores.circuit().read();
        circuit.openedAt()
                .ifPresent(since -> reasons.add(Because.of(
                                "circuit-open",
                                since,
                                circuit.probeAt().orElse(now),
                                circuit.cause().orElse(""))
                        .at(since)));
        settings.stopFile()
                .filter(Files::exists)
                .ifPresent(file -> reasons.add(Because.said("stop-file", Message.of("stop.before", file))));
    }

    // ---- what may be done

    private List<String> commands(Standing standing, boolean isSwept) {
        Order order = standing.order();
        String number = ShellLine.of(List.of(order.number()), new Secrets(), LONGEST_NUMBER);
        List<String> commands = new ArrayList<>();
        if (isSwept) {
            commands.add("ylh cancel-unpaid");
        }
        if (standing.next().contains(OrderStatus.CANCELLED)
                        && order.leftToShop().isEmpty()
                || standing.untold()
                        .filter(untold -> !untold.reason().isEmpty())
                        .isPresent()) {
            commands.add("ylh cancel " + number + " --reason TEXT");
        }
        standing.cancellation().ifPresent(told -> deliveryCommands(told, number, commands));
        if (!standing.callbacks().isEmpty()) {
            commands.add("ylh callback --list");
        }
        commands.add("ylh history " + number);
        return List.copyOf(commands);
    }

    private void deliveryCommands(Cancellation told, String number, List<String> commands) {
        Phase phase = told.phase(settings.repeats());
        switch (phase) {
            case OPEN -> {
                commands.add("ylh sync");
                if (told.state() == DeliveryState.PENDING) {
                    commands.add("ylh undo " + number + " --note TEXT");
                }
            }
            case TO_PUT_BACK -> commands.add("ylh sync");
            case AWAITED -> commands.add("ylh resolve " + number + " --as confirmed|rejected --note TEXT");
            case NEEDS_PERSON -> {
                if (told.state() != DeliveryState.HELD && told.maySend(settings.repeats())) {
                    commands.add("ylh retry " + number + " --note TEXT");
                }
                if (told.hold().filter(MAY_BE_UNDONE::contains).isPresent()) {
                    commands.add("ylh undo " + number + " --note TEXT");
                }
                commands.add("ylh resolve " + number + " --as confirmed|rejected|abandoned --note TEXT");
            }
            case SETTLED -> {
                // Nothing is open.
            }
        }
    }
}
