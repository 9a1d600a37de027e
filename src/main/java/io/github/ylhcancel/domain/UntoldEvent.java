package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An event that the shop's command has not been told.
 *
 * @param nextAttemptAt when it is due, or until when a process has it in hand
 * @param lastError why the last try failed, if one has
 */
public record UntoldEvent(Event event, State state, Instant nextAttemptAt, Optional<String> lastError) {
    /** How far the command has come with an event. */
    public enum State {
        PENDING,
        DONE,
        /** All tries failed. */
        DEAD;

        /** As it is stored and printed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
