package io.github.ylhcancel.model;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.CallbackRules;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.Cancellation;
import io.github.ylhcancel.domain.Decision;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Family;
import io.github.ylhcancel.domain.Hold;
import io.github.ylhcancel.domain.Money;
import io.github.ylhcancel.domain.OperatorWord;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.PuttingBack;
import io.github.ylhcancel.domain.Reopening;
import io.github.ylhcancel.domain.RetryPolicy;
import io.github.ylhcancel.domain.StockHold;
import io.github.ylhcancel.domain.StockPlan;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.StockTake;
import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.domain.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What decides: the program's own functions, and the conditions of the store's statements, which are said once more since they are SQL. A test
 * takes one of them out by overriding it.
 */
class Rules {
    /** Two attempts, and no wait between them: when something is due is a step of the exploration. */
    private static final int ATTEMPTS = 2;

    private final RetryPolicy policy;
    private final Reopening reopening;
    private final boolean rollsBack;
    private final boolean unasked;
    private final Random noJitter = new Random(0);

    Rules(Scope scope) {
        policy = new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, ATTEMPTS, scope.repeats());
        reopening = new Reopening(scope.repeats());
        rollsBack = scope.rollsBack();
        unasked = scope.unasked();
    }

    Decision decision(
            Order order, List<Cancellation> earlier, List<Transition> changes, CancelRequest request, Instant now) {
        return Decision.of(order, earlier, changes, request, now);
    }

    StockPlan stockPlan(List<OrderLine> lines, Optional<Family> family) {
        return StockPlan.of(lines, StockHold.STOCK, family);
    }

    StockTake stockTake(List<OrderLine> lines, Map<StockRow, Integer> cameBack) {
        return StockTake.of(lines, StockHold.STOCK, cameBack);
    }

    /** The condition of the statement that takes stock: each row holds as much. */
    boolean hasStock(int there, long wanted) {
        return there >= wanted;
    }

    /** The condition of the claim: open, due, and nobody's, or whose lease is over. */
    boolean mayClaim(Cancellation row, boolean leaseOver) {
        return row.phase(policy.idempotent()) == DeliveryState.Phase.OPEN
                && row.nextAttemptAt().isPresent()
                && (row.state() != DeliveryState.SENDING || leaseOver);
    }

    Cancellation claimed(Cancellation row, String owner, Instant until, Instant now) {
        return row.claimed(owner, until, now);
    }

    boolean maySend(Cancellation claimed) {
        return claimed.maySend(policy.idempotent());
    }

    RetryPolicy.Progress after(Cancellation claimed, Verdict verdict, Instant now) {
        return policy.after(claimed, verdict, now, noJitter);
    }

    RetryPolicy.Progress withoutCounting(Cancellation claimed, Verdict verdict, Instant now) {
        return policy.withoutCounting(claimed, verdict, now, noJitter);
    }

    /** The condition of the statement that writes down an attempt's end: still being sent, and by the same process. */
    boolean mayFinish(Cancellation row, Cancellation claimed) {
        return isStillSending(row) && isStillItsOwners(row, claimed);
    }

    boolean isStillSending(Cancellation row) {
        return row.state() == DeliveryState.SENDING;
    }

    boolean isStillItsOwners(Cancellation row, Cancellation claimed) {
        return row.leaseOwner().equals(claimed.leaseOwner());
    }

    /** The row as the statement leaves it that writes down an attempt's end. */
    Cancellation finished(Cancellation row, RetryPolicy.Progress progress, Instant now) {
        row.state().then(progress.state());
        return row.after(progress, now);
    }

    Optional<Cancellation> about(List<Cancellation> deliveries, Callback.State state, Instant sent) {
        return CallbackRules.about(deliveries, state, sent);
    }

    CallbackRules.Ruling ofCancel(
            Order order,
            Optional<Cancellation> delivery,
            Callback.State state,
            Instant sent,
            Optional<Instant> retried) {
        return CallbackRules.ofCancel(order, delivery, state, sent, retried, unasked);
    }

    Cancellation settled(Cancellation row, DeliveryState following, Optional<Hold> why, Instant now) {
        return row.settled(following, why, now);
    }

    PuttingBack afterRefusal(Order order, Cancellation delivery, List<Transition> changes, Money money) {
        return PuttingBack.afterRefusal(order, delivery, changes, money, rollsBack);
    }

    PuttingBack byPerson(Order order, List<Cancellation> deliveries, List<Transition> changes, Money money) {
        return PuttingBack.byPerson(order, deliveries, changes, money);
    }

    Optional<Cancellation> told(Order order, List<Cancellation> deliveries, Transition cancelled) {
        return PuttingBack.told(order, deliveries, cancelled);
    }

    Optional<Message> refusal(OperatorWord word, Cancellation seen) {
        return word.refusal(seen.state(), seen.orderNumber());
    }

    Optional<Message> retryRefusal(Cancellation seen) {
        return reopening.refusal(seen);
    }

    DeliveryState reopened(Cancellation row) {
        return Reopening.state(row);
    }

    /** The condition of the statements that write an operator's word. */
    boolean isAsSeen(Cancellation row, Cancellation seen) {
        return row.state() == seen.state() && row.attempts() == seen.attempts();
    }

    /** Whether an operator's word about an order is about that delivery: it is about its latest. */
    boolean isMeant(List<Cancellation> deliveries, Cancellation one) {
        return deliveries.get(0).number() == one.number();
    }

    boolean repeats() {
        return policy.idempotent();
    }
}
