package io.github.ylhcancel.sandbox;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All cancel calls since the start or the last reset, also those that the record has forgotten.
 *
 * @param answers how many were answered with each status; {@code dropped} counts connections that were dropped without an answer
 * @param first when the first arrived
 * @param last when the last arrived
 */
public record CallTotals(Map<String, Long> answers, Optional<Instant> first, Optional<Instant> last) {
    /** How many were answered with this status. */
    public long answered(int status) {
        return answers.getOrDefault(String.valueOf(status), 0L);
    }
}
