package io.github.ylhcancel.cancel;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A cancel time as it is written by hand or by a script: milliseconds since the epoch, or ISO-8601 with its offset. */
public final class CancelTime {
    private static final int LEAST_DIGITS = 12;
    private static final int MOST_DIGITS = 14;

    private CancelTime() {}

    /**
     * Empty when the text is neither. So is a number that can only be seconds, and a local time without an offset, because
     * guessing either would tell the supplier a wrong time.
     */
    public static Optional<Instant> parse(String text) {
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (number) {
            boolean milliseconds = text.length() >= LEAST_DIGITS && text.length() <= MOST_DIGITS;
            return milliseconds ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text))) : Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text.replace(' ', 'T')).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
