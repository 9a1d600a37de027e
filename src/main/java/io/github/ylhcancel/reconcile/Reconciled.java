package io.github.ylhcancel.reconcile;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Disagreement;
import java.util.Locale;
import java.util.Optional;

/**
 * A disagreement, and what became of it.
 *
 * @param why of one that a person has to decide about after all, or that could not be repaired
 */
public record Reconciled(Disagreement disagreement, Outcome outcome, Optional<Message> why) {
    /** How it ended; what is not asked to be repaired is only found. */
    public enum Outcome {
        FOUND,
        WOULD_REPAIR,
        REPAIRED,
        /** Somebody else has repaired it since it was found. */
        SETTLED,
        /** A person has to decide. */
        LEFT,
        FAILED;

        /** As it is printed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether shop and YLH still disagree. */
        public boolean isOpen() {
            return this != REPAIRED && this != SETTLED;
        }
    }

    static Reconciled of(Disagreement disagreement, Outcome outcome) {
        return new Reconciled(disagreement, outcome, Optional.empty());
    }

    static Reconciled of(Disagreement disagreement, Outcome outcome, Message why) {
        return new Reconciled(disagreement, outcome, Optional.of(why));
    }
}
