package io.github.ylhcancel.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.CallbackRules.Ruling;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.Money;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.PuttingBack;
import io.github.ylhcancel.domain.RetryPolicy.Progress;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.domain.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each guard of the protocol, taken out alone: the exploration then finds a way to break the invariant that it is there for. Prints the
 * shortest one.
 */
class ProtocolGuardsTest {
    /** As many disturbances as the longest of these ways needs. */
    private static final int MOST = 3;

    /**
     * @param without the rules without it
     */
    record Guard(String name, String invariant, IntFunction<Scope> scope, Function<Scope, Rules> without) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Guard> guards() {
        return Stream.of(
                new Guard(
                        "a refusal that answers a repeat is held",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        RepeatsRefusedForGood::new),
                new Guard(
                        "only who holds the lease writes down what came of a call",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        AnybodyFinishes::new),
                new Guard(
                        "only of what is still being sent it is written down what came of a call",
                        Invariants.SETTLED_STAYS,
                        Scope::alone,
                        FinishedWhateverItIs::new),
                new Guard(
                        "what a process that died was sending may have been applied",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        TheDeadSentNothing::new),
                new Guard(
                        "nothing comes back while another of the family needs it, and nothing twice",
                        Invariants.STOCK_ONCE,
                        Scope::familyHalfKnown,
                        EachAsIfAlone::new),
                new Guard("stock is taken only if it is there", Invariants.STOCK_ONCE, Scope::alone, StockIsThere::new),
                new Guard(
                        "only what was changed last is undone",
                        Invariants.STOCK_ONCE,
                        Scope::unknown,
                        UndoesAnyCancellation::new),
                new Guard(
                        "only the latest cancellation is compensated",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        CompensatesAnyCancellation::new),
                new Guard(
                        "what YLH cancels after it was put back is a contradiction",
                        Invariants.SETTLED_STAYS,
                        Scope::alone,
                        ConfirmsWhatWasPutBack::new),
                new Guard(
                        "what is unknown is not undone",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        scope -> new Undoes(scope, DeliveryState.UNKNOWN)),
                new Guard(
                        "what is being sent is not undone",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        scope -> new Undoes(scope, DeliveryState.SENDING)),
                new Guard(
                        "a request that was kept counts for the later cancellation",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        OnlyItsOwnRequest::new),
                new Guard(
                        "what may have been applied is no void request",
                        Invariants.ONE_REQUEST,
                        Scope::alone,
                        HeldIsVoid::new),
                new Guard(
                        "a refusal is about what YLH was asked last",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        RefusalsAreOfTheLatest::new),
                new Guard(
                        "a refusal from before a person's retry settles nothing",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        RetriesAreForgotten::new),
                new Guard(
                        "a try under way when the refusal comes leaves a doubt",
                        Invariants.NO_GUESS,
                        Scope::alone,
                        RefusalsEndWhatIsUnderWay::new),
                new Guard("a person's word is about what he saw", Invariants.SETTLED_STAYS, Scope::alone, Unseen::new),
                new Guard(
                        "a person's word is about the latest delivery",
                        Invariants.ONE_REQUEST,
                        Scope::alone,
                        AnyDelivery::new),
                new Guard(
                        "what YLH refused is due to be put back",
                        Invariants.NO_DEAD_END,
                        Scope::alone,
                        NeverDueToBePutBack::new),
                new Guard("what failed is due again", Invariants.NO_DEAD_END, Scope::alone, NeverDueAgain::new));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void withoutItAnInvariantIsBroken(Guard guard) {
        Exploration.Found found = null;
        for (int disturbances = 0; disturbances <= MOST; disturbances++) {
            Scope scope = guard.scope().apply(disturbances);
            found = Exploration.of(scope, guard.without().apply(scope));
            if (found.broken().isPresent()) {
                break;
            }
        }

        System.out.println("Without the guard that " + guard + ": " + found);
        assertThat(found.broken().map(Invariants.Broken::invariant)).contains(guard.invariant());
        assertThat(found.way()).hasSizeGreaterThan(1);
    }

    /** The same, whatever the states' own table says of it. */
    private static Cancellation like(
            Cancellation one, DeliveryState state, boolean maybeApplied, Optional<Instant> next, Optional<Hold> hold) {
        return new Cancellation(
                one.id(),
                one.orderId(),
                one.number(),
                one.orderNumber(),
                one.request(),
                one.from(),
                one.operator(),
                state,
                one.attempts(),
                next,
                one.leaseOwner(),
                one.leaseUntil(),
                maybeApplied,
                one.lastError(),
                one.createdAt(),
                one.updatedAt(),
                one.runId(),
                one.account(),
                hold);
    }

    private static Cancellation certain(Cancellation one) {
        return like(one, one.state(), false, one.nextAttemptAt(), one.hold());
    }

    private static class RepeatsRefusedForGood extends Rules {
        RepeatsRefusedForGood(Scope scope) {
            super(scope);
        }

        @Override
        Progress after(Cancellation claimed, Verdict verdict, Instant now) {
            return super.after(verdict.kind() == Verdict.Kind.REJECTED ? certain(claimed) : claimed, verdict, now);
        }
    }

    private static class AnybodyFinishes extends Rules {
        AnybodyFinishes(Scope scope) {
            super(scope);
        }

        @Override
        boolean isStillItsOwners(Cancellation row, Cancellation claimed) {
            return true;
        }
    }

    private static class FinishedWhateverItIs extends Rules {
        FinishedWhateverItIs(Scope scope) {
            super(scope);
        }

        @Override
        boolean isStillSending(Cancellation row) {
            return true;
        }

        @Override
        boolean isStillItsOwners(Cancellation row, Cancellation claimed) {
            return row.leaseOwner().isEmpty() || super.isStillItsOwners(row, claimed);
        }

        @Override
        Cancellation finished(Cancellation row, Progress progress, Instant now) {
            return row.after(progress, now);
        }
    }

    private static class TheDeadSentNothing extends Rules {
        TheDeadSentNothing(Scope scope) {
            super(scope);
        }

        @Override
        Cancellation claimed(Cancellation row, String owner, Instant until, Instant now) {
            Cancellation claimed = super.claimed(row, owner, until, now);
            return like(claimed, claimed.state(), row.maybeApplied(), claimed.nextAttemptAt(), claimed.hold());
        }
    }

    private static class EachAsIfAlone extends Rules {
        EachAsIfAlone(Scope scope) {
            super(scope);
        }

        @Override
        StockPlan stockPlan(List<OrderLine> lines, Optional<Family> family) {
            return super.stockPlan(lines, Optional.empty());
        }
    }

    private static class StockIsThere extends Rules {
        StockIsThere(Scope scope) {
            super(scope);
        }

        @Override
        boolean hasStock(int there, long wanted) {
            return true;
        }
    }

    private static class UndoesAnyCancellation extends Rules {
        UndoesAnyCancellation(Scope scope) {
            super(scope);
        }

        @Override
        PuttingBack byPerson(Order order, List<Cancellation> deliveries, List<Transition> changes, Money money) {
            List<Transition> cancelled = changes.stream()
                    .filter(change -> change.kind() == Transition.Kind.CANCEL)
                    .toList();
            return super.byPerson(order, deliveries, cancelled, money);
        }
    }

    private static class CompensatesAnyCancellation extends Rules {
        CompensatesAnyCancellation(Scope scope) {
            super(scope);
        }

        @Override
        PuttingBack afterRefusal(Order order, Cancellation delivery, List<Transition> changes, Money money) {
            List<Transition> its = changes.stream()
                    .filter(change -> change.number() == delivery.number())
                    .toList();
            return super.afterRefusal(order, delivery, its, money);
        }
    }

    /** Writes whatever state it is told to. */
    private abstract static class Forced extends Rules {
        Forced(Scope scope) {
            super(scope);
        }

        @Override
        Cancellation settled(Cancellation row, DeliveryState following, Optional<Hold> why, Instant now) {
            return row.state().next().contains(following)
                    ? super.settled(row, following, why, now)
                    : like(row, following, false, Optional.empty(), why);
        }
    }

    private static class ConfirmsWhatWasPutBack extends Forced {
        ConfirmsWhatWasPutBack(Scope scope) {
            super(scope);
        }

        @Override
        Ruling ofCancel(
                Order order,
                Optional<Cancellation> delivery,
                Callback.State state,
                Instant sent,
                Optional<Instant> retried) {
            Ruling ruling = super.ofCancel(order, delivery, state, sent, retried);
            return ruling.code().equals("cancelled-what-was-put-back")
                    ? new Ruling(Effect.SETTLED, Optional.of(DeliveryState.CONFIRMED), false, "confirmed")
                    : ruling;
        }
    }

    private static class Undoes extends Forced {
        private final DeliveryState state;

        Undoes(Scope scope, DeliveryState state) {
            super(scope);
            this.state = state;
        }

        @Override
        PuttingBack byPerson(Order order, List<Cancellation> deliveries, List<Transition> changes, Money money) {
            List<Cancellation> seen = deliveries.stream()
                    .map(one -> one.state() == state
                            ? like(one, DeliveryState.PENDING, false, Optional.empty(), Optional.empty())
                            : one)
                    .toList();
            return super.byPerson(order, seen, changes, money);
        }
    }

    private static class OnlyItsOwnRequest extends Rules {
        OnlyItsOwnRequest(Scope scope) {
            super(scope);
        }

        @Override
        PuttingBack byPerson(Order order, List<Cancellation> deliveries, List<Transition> changes, Money money) {
            int latest = changes.isEmpty() ? 0 : changes.get(changes.size() - 1).number();
            List<Cancellation> own =
                    deliveries.stream().filter(one -> one.number() == latest).toList();
            return super.byPerson(order, own, changes, money);
        }

        @Override
        Optional<Cancellation> told(Order order, List<Cancellation> deliveries, Transition cancelled) {
            return deliveries.stream()
                    .filter(one -> one.number() == cancelled.number())
                    .findFirst();
        }
    }

    private static class HeldIsVoid extends Rules {
        HeldIsVoid(Scope scope) {
            super(scope);
        }

        @Override
        Decision decision(
                Order order, List<Cancellation> earlier, List<Transition> changes, CancelRequest request, Instant now) {
            List<Cancellation> seen = earlier.stream()
                    .map(one -> one.state() == DeliveryState.HELD ? certain(one) : one)
                    .toList();
            return super.decision(order, seen, changes, request, now);
        }
    }

    private static class RefusalsAreOfTheLatest extends Rules {
        RefusalsAreOfTheLatest(Scope scope) {
            super(scope);
        }

        @Override
        Optional<Cancellation> about(List<Cancellation> deliveries, Callback.State state, Instant sent) {
            return super.about(deliveries, state, Instant.MAX.minusSeconds(86_400));
        }

        @Override
        Ruling ofCancel(
                Order order,
                Optional<Cancellation> delivery,
                Callback.State state,
                Instant sent,
                Optional<Instant> retried) {
            return super.ofCancel(order, delivery, state, Instant.MAX.minusSeconds(86_400), retried);
        }
    }

    private static class RetriesAreForgotten extends Rules {
        RetriesAreForgotten(Scope scope) {
            super(scope);
        }

        @Override
        Ruling ofCancel(
                Order order,
                Optional<Cancellation> delivery,
                Callback.State state,
                Instant sent,
                Optional<Instant> retried) {
            return super.ofCancel(order, delivery, state, sent, Optional.empty());
        }
    }

    private static class RefusalsEndWhatIsUnderWay extends Rules {
        RefusalsEndWhatIsUnderWay(Scope scope) {
            super(scope);
        }

        @Override
        Cancellation settled(Cancellation row, DeliveryState following, Optional<Hold> why, Instant now) {
            Cancellation settled = super.settled(row, following, why, now);
            return following == DeliveryState.REJECTED ? certain(settled) : settled;
        }
    }

    private static class Unseen extends Rules {
        Unseen(Scope scope) {
            super(scope);
        }

        @Override
        boolean isAsSeen(Cancellation row, Cancellation seen) {
            return true;
        }
    }

    private static class AnyDelivery extends Rules {
        AnyDelivery(Scope scope) {
            super(scope);
        }

        @Override
        boolean isMeant(List<Cancellation> deliveries, Cancellation one) {
            return true;
        }
    }

    private static class NeverDueToBePutBack extends Rules {
        NeverDueToBePutBack(Scope scope) {
            super(scope);
        }

        @Override
        Cancellation settled(Cancellation row, DeliveryState following, Optional<Hold> why, Instant now) {
            Cancellation settled = super.settled(row, following, why, now);
            return like(settled, settled.state(), settled.maybeApplied(), Optional.empty(), settled.hold());
        }
    }

    private static class NeverDueAgain extends Rules {
        NeverDueAgain(Scope scope) {
            super(scope);
        }

        @Override
        Progress after(Cancellation claimed, Verdict verdict, Instant now) {
            Progress due = super.after(claimed, verdict, now);
            return new Progress(
                    due.state(), due.attempts(), Optional.empty(), due.maybeApplied(), due.lastError(), due.hold());
        }
    }
}
