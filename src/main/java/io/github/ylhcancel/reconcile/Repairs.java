package io.github.ylhcancel.reconcile;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Disagreement;
import io.github.ylhcancel.domain.DisagreementKind;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderSnapshot;
import io.github.ylhcancel.domain.OrderStatus;
import io.github.ylhcancel.domain.ShopNeverTells;
import io.github.ylhcancel.domain.ToldRequest;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.reconcile.Reconciled.Outcome;
import io.github.ylhcancel.store.CancelAnswer;
import io.github.ylhcancel.store.CancelTransaction;
import io.github.ylhcancel.store.CancelTransaction.Entry;
import io.github.ylhcancel.store.CancelTransaction.Guard;
import io.github.ylhcancel.store.Cancellations;
import io.github.ylhcancel.store.LateRequests;
import io.github.ylhcancel.store.Orders;
import io.github.ylhcancel.store.Transitions;
import io.github.ylhcancel.store.UntoldOrders;
import io.github.ylhcancel.sync.Compensator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Repairs what is safe without a person, each order by the transaction that every other command uses for the same: it locks the order and
 * looks again. So it may be called again, and beside everything else.
 */
final class Repairs {
    private final Orders orders;
    private final Cancellations cancellations;
    private final Transitions transitions;
    private final UntoldOrders untold;
    private final CancelTransaction transaction;
    private final LateRequests late;
    private final Compensator compensator;
    private final ShopNeverTells rules;
    private final String operator;
    private final String runId;
    private final Clock clock;

    Repairs(
            Orders orders,
            Cancellations cancellations,
            Transitions transitions,
            UntoldOrders untold,
            CancelTransaction transaction,
            LateRequests late,
            Compensator compensator,
            ShopNeverTells rules,
            String operator,
            String runId,
            Clock clock) {
        this.orders = orders;
        this.cancellations = cancellations;
        this.transitions = transitions;
        this.untold = untold;
        this.transaction = transaction;
        this.late = late;
        this.compensator = compensator;
        this.rules = rules;
        this.operator = operator;
        this.runId = runId;
        this.clock = clock;
    }

    /** Of a journal's line. */
    Reconciled repair(ToldRequest told, Disagreement found) {
        return found.repair().isSafe() ? of(found, late.tellAgain(told, clock.instant())) : left(found);
    }

    Reconciled repair(Disagreement found) {
        return switch (found.repair()) {
            case QUEUE ->
                found.kind() == DisagreementKind.UNTOLD
                        ? queue(found)
                        : of(found, late.tellOfShop(found.orderKey(), rules, clock.instant()));
            case PUT_BACK -> putBack(found);
            case CANCEL -> cancel(found);
            case QUEUE_JOURNAL -> throw new IllegalStateException("a line of a journal is repaired with the line");
            case OPERATOR -> left(found);
        };
    }

    private static Reconciled left(Disagreement found) {
        return Reconciled.of(found, Outcome.LEFT);
    }

    private static Reconciled of(Disagreement found, LateRequests.Answer answer) {
        if (answer instanceof LateRequests.Answer.ForAPerson person) {
            return Reconciled.of(found, Outcome.LEFT, person.why());
        }
        if (answer instanceof LateRequests.Answer.Failed failed) {
            return Reconciled.of(found, Outcome.FAILED, failed.why());
        }
        return Reconciled.of(found, answer instanceof LateRequests.Answer.Queued ? Outcome.REPAIRED : Outcome.SETTLED);
    }

    /** As a repeated {@code cancel} does it, but with all that was decided first. */
    private Reconciled queue(Disagreement found) {
        Optional<Order> order = untold.byKey(found.orderKey()).flatMap(still -> order(found));
        if (order.isEmpty()) {
            return Reconciled.of(found, Outcome.SETTLED);
        }
        Optional<String> first = latest(found).flatMap(Transition::sourceSystem);
        CancelAnswer answer =
                cancel(order.get(), CancelRequest.CANCELLED_BY_YLH, first.or(rules::sourceSystem), Guard.UNTOUCHED);
        if (answer instanceof CancelAnswer.AlreadyCancelled already) {
            return already.unsent()
                    .map(unsent -> Reconciled.of(found, Outcome.LEFT, unsent.why()))
                    .orElseGet(() -> Reconciled.of(found, isOurs(already) ? Outcome.REPAIRED : Outcome.SETTLED));
        }
        return failed(found, answer);
    }

    private Optional<Transition> latest(Disagreement found) {
        return Transition.latest(
                transitions.ofOrders(List.of(found.orderKey())).getOrDefault(found.orderKey(), List.of()));
    }

    /** Somebody else may have been faster by a moment. */
    private boolean isOurs(CancelAnswer.AlreadyCancelled already) {
        return already.cancellationId()
                .flatMap(cancellations::byId)
                .flatMap(Cancellation::runId)
                .filter(runId::equals)
                .isPresent();
    }

    /** YLH has done it already, so it is told nothing. */
    private Reconciled cancel(Disagreement found) {
        Optional<Order> order = order(found).filter(one -> !one.status().is(OrderStatus.CANCELLED));
        if (order.isEmpty()) {
            return Reconciled.of(found, Outcome.SETTLED);
        }
        Optional<Cancellation> told =
                cancellations.ofOrder(found.orderKey()).stream().findFirst();
        String reason = told.map(one -> one.request().cancelReason()).orElse(CancelRequest.CANCELLED_BY_YLH);
        Optional<String> source = told.map(one -> one.request().sourceSystem()).or(rules::sourceSystem);
        CancelAnswer answer = cancel(order.get(), reason, source, Guard.CANCELLED_BY_YLH);
        return answer instanceof CancelAnswer.Cancelled
                ? Reconciled.of(found, Outcome.REPAIRED)
                : failed(found, answer);
    }

    private Optional<Order> order(Disagreement found) {
        return Optional.ofNullable(orders.byKeys(List.of(found.orderKey())).get(found.orderKey()));
    }

    private CancelAnswer cancel(Order order, String reason, Optional<String> sourceSystem, Guard guard) {
        CancelRequest request = new CancelRequest(
                order.number(),
                LookupBy.ID,
                Optional.of(reason),
                sourceSystem,
                Optional.empty(),
                Optional.empty(),
                operator);
        OrderSnapshot seen = new OrderSnapshot(
                order.id(), order.number(), order.soId(), order.status().word(), order.updatedAt(), false);
        List<CancelAnswer> answers = new ArrayList<>();
        transaction.cancel(
                List.of(new Entry(order.id(), request, Optional.of(seen))),
                guard,
                clock.instant(),
                part -> answers.addAll(part.answers()));
        return answers.get(0);
    }

    private static Reconciled failed(Disagreement found, CancelAnswer answer) {
        if (answer instanceof CancelAnswer.AlreadyCancelled || answer instanceof CancelAnswer.Missing) {
            return Reconciled.of(found, Outcome.SETTLED);
        }
        if (answer instanceof CancelAnswer.Declined declined
                && declined.decision() instanceof Decision.Refused refused) {
            return Reconciled.of(found, Outcome.LEFT, refused.why());
        }
        if (answer instanceof CancelAnswer.Changed changed) {
            return Reconciled.of(found, Outcome.FAILED, changed.what());
        }
        return Reconciled.of(
                found,
                Outcome.FAILED,
                answer instanceof CancelAnswer.Failed failed ? failed.why() : Message.of("order.contended"));
    }

    private Reconciled putBack(Disagreement found) {
        Optional<Cancellation> refused = cancellations.ofOrder(found.orderKey()).stream()
                .findFirst()
                .filter(one -> one.state() == DeliveryState.REJECTED);
        if (refused.isEmpty()) {
            return Reconciled.of(found, Outcome.SETTLED);
        }
        Cancellation now = compensator.compensate(refused.get().id());
        return switch (now.state()) {
            case COMPENSATED -> {
                boolean isOurs =
                        latest(found).filter(last -> last.runId().equals(runId)).isPresent();
                yield Reconciled.of(found, isOurs ? Outcome.REPAIRED : Outcome.SETTLED);
            }
            case HELD ->
                Reconciled.of(
                        found,
                        Outcome.LEFT,
                        Message.of(
                                "reconcile.held",
                                now.hold().map(Object::toString).orElse("")));
            case REJECTED -> Reconciled.of(found, Outcome.FAILED, Message.of("order.contended"));
            default -> Reconciled.of(found, Outcome.SETTLED);
        };
    }
}
