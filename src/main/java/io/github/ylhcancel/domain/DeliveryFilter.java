package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which deliveries a list has: those that one of the first three parts names, and of these only what the others leave.
 *
 * @param states those in one of these states
 * @param overdue also those that were decided long ago and are neither settled nor given up; accepted is not settled: no outcome has come
 * @param waiting also those whose outcome is unknown and that are not sent again by themselves
 * @param since only those that changed then or later
 * @param runId only those that this run decided
 */
public record DeliveryFilter(
        Set<DeliveryState> states, boolean overdue, boolean waiting, Optional<Instant> since, Optional<String> runId) {
    /** Beside the states the word for what should have had its outcome long ago. */
    public static final String OVERDUE = "overdue";

    public DeliveryFilter {
        states = Set.copyOf(states);
    }

    /** All that are in one of these states. */
    public static DeliveryFilter of(Set<DeliveryState> states) {
        return new DeliveryFilter(states, false, false, Optional.empty(), Optional.empty());
    }

    /**
     * All for which nothing more happens by itself though they are not over, and those that take too long.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public static DeliveryFilter forAPerson(boolean repeats) {
        Set<DeliveryState> needy = DeliveryState.all(state -> state.phase(repeats) == DeliveryState.Phase.NEEDS_PERSON);
        return new DeliveryFilter(needy, true, true, Optional.empty(), Optional.empty());
    }

    public DeliveryFilter andOverdue() {
        return new DeliveryFilter(states, true, waiting, since, runId);
    }

    public DeliveryFilter since(Optional<Instant> changed) {
        return new DeliveryFilter(states, overdue, waiting, changed, runId);
    }

    public DeliveryFilter ofRun(Optional<String> id) {
        return new DeliveryFilter(states, overdue, waiting, since, id);
    }

    /** All states in which a delivery of the list can be. */
    public Set<DeliveryState> anyState() {
        EnumSet<DeliveryState> any = EnumSet.noneOf(DeliveryState.class);
        any.addAll(states);
        if (overdue) {
            any.addAll(overdueStates());
        }
        if (waiting) {
            any.add(DeliveryState.UNKNOWN);
        }
        return any;
    }

    /** The states in which a delivery can be overdue. */
    public static Set<DeliveryState> overdueStates() {
        return DeliveryState.all(DeliveryState::awaitsOutcome);
    }
}
