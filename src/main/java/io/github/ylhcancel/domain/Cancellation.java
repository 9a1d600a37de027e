package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A cancellation that YLH has to hear of: the frozen request and how far its delivery has come.
 *
 * @param number 1 for an order's first cancellation; more only after YLH refused the one before and the order was put back
 * @param from the order's state before it was cancelled, which a compensation restores
 * @param attempts how often YLH was called for it; a call that ended in a refused token does not count
 * @param nextAttemptAt when it is due; absent when nothing more will be tried without a person's word
 * @param maybeApplied whether some attempt may have reached YLH without a readable answer; stays true until YLH says by a callback, or a person
 *     in its name, that it has not
 * @param runId the run that decided it; absent for those from before runs were recorded
 * @param account whom at YLH it was decided for; absent where nobody knew
 * @param hold why a person has to decide, of what is {@link DeliveryState#HELD}
 */
public record Cancellation(
        long id,
        RowKey orderId,
        int number,
        String orderNumber,
        CancellationRequest request,
        String from,
        String operator,
        DeliveryState state,
        int attempts,
        Optional<Instant> nextAttemptAt,
        Optional<String> leaseOwner,
        Optional<Instant> leaseUntil,
        boolean maybeApplied,
        Optional<String> lastError,
        Instant createdAt,
        Instant updatedAt,
        Optional<String> runId,
        Optional<Account> account,
        Optional<Hold> hold) {
    /**
     * What becomes of it by itself. Without a next attempt nothing more is sent, whatever may be repeated.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public DeliveryState.Phase phase(boolean repeats) {
        return state.phase(repeats && nextAttemptAt.isPresent());
    }

    /**
     * Since when it has been as it is. Where tries may still be made, the last of them says nothing, so it is the decision that counts.
     */
    public Instant since() {
        return state.awaitsOutcome() ? createdAt : updatedAt;
    }

    /**
     * Whether it may be sent, be it by a person's wish.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public boolean maySend(boolean repeats) {
        return repeats || !maybeApplied && state != DeliveryState.UNKNOWN;
    }

    /**
     * Whether YLH has refused it or never hears of it, so that a later cancellation of the same order is a new request and not a repeat. A
     * refusal that may only say that YLH has cancelled already leaves it in force.
     */
    public boolean isVoid() {
        return state.isVoid() && !(state == DeliveryState.HELD && maybeApplied);
    }

    /**
     * The same, taken by {@code owner} for one attempt. One that was being sent already was left so by a process that died, and nobody
     * knows what became of it.
     *
     * @throws IllegalStateException if its state allows no attempt
     */
    public Cancellation claimed(String owner, Instant until, Instant now) {
        DeliveryState found = state == DeliveryState.SENDING ? state.then(DeliveryState.UNKNOWN) : state;
        return with(
                found.then(DeliveryState.SENDING),
                attempts + 1,
                Optional.of(until),
                Optional.of(owner),
                Optional.of(until),
                maybeApplied || state == DeliveryState.SENDING,
                lastError,
                Optional.empty(),
                now);
    }

    /** The same after an attempt. */
    public Cancellation after(RetryPolicy.Progress progress, Instant now) {
        return with(
                progress.state(),
                progress.attempts(),
                progress.nextAttemptAt(),
                Optional.empty(),
                Optional.empty(),
                progress.maybeApplied(),
                progress.lastError(),
                progress.hold(),
                now);
    }

    /** The same after YLH's callback, a compensation or a person's word: nobody sends it, and nothing is due but what is to be put back. */
    public Cancellation settled(DeliveryState following, Optional<Hold> why, Instant now) {
        // What YLH says of itself, and a person in its name, leaves no doubt. But a try that is under way may reach it
        // after a refusal, and counts if a person has the request sent again.
        boolean doubt = state == DeliveryState.SENDING && following == DeliveryState.REJECTED
                || maybeApplied && !following.isCertain();
        return with(
                state.then(following),
                attempts,
                Optional.of(now).filter(due -> following == DeliveryState.REJECTED),
                Optional.empty(),
                Optional.empty(),
                doubt,
                lastError,
                why,
                now);
    }

    /** The same with what YLH says of it, if it says anything: what it said before is not about this. */
    public Cancellation saying(String words) {
        return with(
                state,
                attempts,
                nextAttemptAt,
                leaseOwner,
                leaseUntil,
                maybeApplied,
                Optional.of(words).filter(said -> !said.isEmpty()),
                hold,
                updatedAt);
    }

    private Cancellation with(
            DeliveryState newState,
            int newAttempts,
            Optional<Instant> next,
            Optional<String> newOwner,
            Optional<Instant> newUntil,
            boolean newMaybeApplied,
            Optional<String> newError,
            Optional<Hold> newHold,
            Instant now) {
        return new Cancellation(
                id,
                orderId,
                number,
                orderNumber,
                request,
                from,
                operator,
                newState,
                newAttempts,
                next,
                newOwner,
                newUntil,
                newMaybeApplied,
                newError,
                createdAt,
                now,
                runId,
                account,
                newHold);
    }
}
