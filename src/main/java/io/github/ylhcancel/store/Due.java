package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.Hold;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Which deliveries are due, and which YLH is still told of by itself: the one condition for whoever claims, counts or lists them, made from
 * what {@link DeliveryState} says of each state. Rows that may not be sent again are left out here and not afterwards, so that they take
 * no place in a page.
 */
final class Due {
    /**
     * Of those that a person wants sent again, as {@link io.github.ylhcancel.domain.Reopening#refusal} has it; {@code :repeats} says whether
     * what YLH may have applied may be.
     */
    static final String MAY_REOPEN =
            "((:repeats OR NOT maybe_applied AND state <> 'unknown') AND (hold IS NULL OR hold NOT IN ("
                    + holdsThatLeaveTheOrderOpen() + ")))";

    /** Of those that {@code :account} may send: its own, and what was decided without saying for whom. */
    static final String OURS = "(account IS NULL OR account = :account)";

    private Due() {}

    private static String holdsThatLeaveTheOrderOpen() {
        return Arrays.stream(Hold.values())
                .filter(Hold::leavesOrderOpen)
                .map(hold -> "'" + hold.word() + "'")
                .collect(Collectors.joining(", "));
    }

    /** Those in these states that can be made due again and are not due by {@code :horizon}. */
    static String reopenable(Collection<DeliveryState> states, boolean repeats) {
        return in(states) + " AND " + MAY_REOPEN + " AND (next_attempt_at IS NULL OR NOT (" + by(repeats) + "))";
    }

    /** Whether the state is one of these. */
    static String in(Collection<DeliveryState> states) {
        return states.stream()
                .sorted()
                .map(state -> "'" + state.word() + "'")
                .collect(Collectors.joining(", ", "state IN (", ")"));
    }

    /**
     * What is told by itself, if it has a next attempt.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    static String open(boolean repeats) {
        return in(DeliveryState.all(state -> state.isOpen(repeats)));
    }

    /** What is told by itself, now or later. An unknown outcome that waits for a person has no next attempt. */
    static String ever(boolean repeats) {
        return "next_attempt_at IS NOT NULL AND " + open(repeats);
    }

    /** What is due by {@code :horizon}. */
    static String by(boolean repeats) {
        return "next_attempt_at <= :horizon AND " + open(repeats);
    }
}
