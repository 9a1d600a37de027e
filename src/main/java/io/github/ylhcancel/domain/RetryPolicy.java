package io.github.ylhcancel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a cancellation is sent again, and when no more (specification, chapter "失败重试策略", widened by the delivery table).
 *
 * @param tries how often one interactive command calls before it leaves the rest to {@code sync}
 * @param attemptsMax how many attempts over all runs make it {@link DeliveryState#DEAD}
 * @param idempotent whether YLH takes a byte-identical repeat for the same request; if not, an unknown outcome waits for a person
 */
public record RetryPolicy(
        int tries, Duration initial, double factor, Duration cap, int attemptsMax, boolean idempotent) {
    /**
     * What to write down after an attempt.
     *
     * @param hold why a person has to decide, of what is {@link DeliveryState#HELD}
     */
    public record Progress(
            DeliveryState state,
            int attempts,
            Optional<Instant> nextAttemptAt,
            boolean maybeApplied,
            Optional<String> lastError,
            Optional<Hold> hold) {
        /** Of what is not held. */
        public Progress(
                DeliveryState state,
                int attempts,
                Optional<Instant> nextAttemptAt,
                boolean maybeApplied,
                Optional<String> lastError) {
            this(state, attempts, nextAttemptAt, maybeApplied, lastError, Optional.empty());
        }
    }

    /**
     * The state that follows from an attempt's verdict.
     *
     * @param claimed the cancellation as claimed for this attempt, its attempts already counting this one
     */
    public Progress after(Cancellation claimed, Verdict verdict, Instant now, RandomGenerator random) {
        Optional<String> error = Optional.of(verdict.detail());
        boolean maybeApplied = claimed.maybeApplied();
        return switch (verdict.kind()) {
            case ACCEPTED ->
                new Progress(
                        DeliveryState.ACCEPTED, claimed.attempts(), Optional.empty(), maybeApplied, Optional.empty());
            case REJECTED -> refused(claimed, error, now);
            case NOT_SENT, NOT_APPLIED -> again(claimed, verdict, maybeApplied, now, random);
            case UNKNOWN -> again(claimed, verdict, true, now, random);
            case FORGOTTEN ->
                // YLH may have applied what it was sent, so that this counts as a repeat.
                new Progress(
                        // Without an attempt it was certainly never sent itself, also where attempts were not counted.
                        DeliveryState.HELD,
                        Math.max(claimed.attempts() - 1, maybeApplied ? 1 : 0),
                        Optional.empty(),
                        true,
                        error,
                        Optional.of(Hold.TOLD_BEFORE));
            case AUTHENTICATION, CONFIGURATION, JOURNAL ->
                new Progress(
                        DeliveryState.waiting(maybeApplied),
                        claimed.attempts() - 1,
                        Optional.of(now),
                        maybeApplied,
                        error);
        };
    }

    /**
     * A refusal is definite only if no earlier attempt may have been applied: YLH may say no to a repeat just because it has cancelled already.
     * A definite one is due at once for the order to be put back.
     */
    private static Progress refused(Cancellation claimed, Optional<String> error, Instant now) {
        return claimed.maybeApplied()
                ? new Progress(
                        DeliveryState.HELD,
                        claimed.attempts(),
                        Optional.empty(),
                        true,
                        error,
                        Optional.of(Hold.REFUSED_ON_REPEAT))
                : new Progress(DeliveryState.REJECTED, claimed.attempts(), Optional.of(now), false, error);
    }

    /**
     * As {@link #after}, for an attempt that failed because YLH fails as a whole or takes no more for now: that says nothing about
     * the order, so it uses up no attempt.
     */
    public Progress withoutCounting(Cancellation claimed, Verdict verdict, Instant now, RandomGenerator random) {
        Progress counted = after(claimed, verdict, now, random);
        return switch (counted.state()) {
            case PENDING, UNKNOWN -> uncounted(counted, claimed, counted.state(), counted.nextAttemptAt());
            case DEAD ->
                uncounted(counted, claimed, DeliveryState.waiting(counted.maybeApplied()), Optional.of(now.plus(cap)));
            default -> counted;
        };
    }

    private static Progress uncounted(
            Progress counted, Cancellation claimed, DeliveryState state, Optional<Instant> next) {
        return new Progress(state, claimed.attempts() - 1, next, counted.maybeApplied(), counted.lastError());
    }

    private Progress again(
            Cancellation claimed, Verdict verdict, boolean maybeApplied, Instant now, RandomGenerator random) {
        Optional<String> error = Optional.of(verdict.detail());
        int attempts = claimed.attempts();
        if (maybeApplied && !idempotent) {
            return new Progress(DeliveryState.UNKNOWN, attempts, Optional.empty(), true, error);
        }
        if (attempts >= attemptsMax) {
            return new Progress(DeliveryState.DEAD, attempts, Optional.empty(), maybeApplied, error);
        }
        Duration wait = backOff(attempts, random);
        Duration asked = verdict.retryAfter().orElse(Duration.ZERO);
        Instant next = now.plus(wait.compareTo(asked) > 0 ? wait : asked);
        return new Progress(DeliveryState.waiting(maybeApplied), attempts, Optional.of(next), maybeApplied, error);
    }

    /** The wait after the given attempt (the first is 1): exponential, capped, with full jitter. */
    public Duration backOff(int attempt, RandomGenerator random) {
        double ceiling = Math.min(cap.toMillis(), initial.toMillis() * Math.pow(factor, Math.max(0, attempt - 1)));
        return Duration.ofMillis(ceiling < 1 ? 0 : random.nextLong((long) ceiling + 1));
    }
}
