package io.github.ylhcancel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * The audit record of one HTTP exchange with YLH.
 *
 * @param endpoint what was called
 * @param outcome of a cancel call a {@link Verdict.Kind} word, or {@code token-refused} for a 401; of a token call {@code token},
 *     {@code no-token} or {@code no-answer}
 * @param detail one line, without a secret or the number of a person; for a token call never a word of the answer
 */
public record Call(
        Endpoint endpoint,
        Instant startedAt,
        Duration duration,
        OptionalInt httpStatus,
        String outcome,
        String detail) {
    public enum Endpoint {
        TOKEN("token"),
        CANCEL("cancel");

        private final String word;

        Endpoint(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
