package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The deliveries that want a person's eye, by the reason why. */
public enum WorkList {
    DEAD(Set.of(DeliveryState.DEAD)),
    UNKNOWN(Set.of(DeliveryState.UNKNOWN)),
    HELD(Set.of(DeliveryState.HELD)),
    /** Decided long ago, neither settled nor given up. Accepted is not settled: no outcome has come. */
    OVERDUE(DeliveryState.all(DeliveryState::awaitsOutcome));

    private final Set<DeliveryState> states;

    WorkList(Set<DeliveryState> states) {
        this.states = states;
    }

    public Set<DeliveryState> states() {
        return states;
    }

    /**
     * Since when a delivery is on the list, or rather the cause why it is: one that is dead or held since it became so. Where tries may still
     * be made, the last of them says nothing, so it is the decision that counts.
     */
    public Instant since(Cancellation cancellation) {
        return switch (this) {
            case DEAD, HELD -> cancellation.updatedAt();
            case UNKNOWN, OVERDUE -> cancellation.createdAt();
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<WorkList> ofWord(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }
}
