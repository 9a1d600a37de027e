package io.github.ylhcancel.base;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/** Spans of time as people write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}, or ISO-8601's {@code PT30S}. */
public final class Durations {
    private static final int MOST_DIGITS = 9;

    /** Longer ones could not be counted in milliseconds. */
    private static final Duration LONGEST = Duration.ofDays(999_999_999);

    private Durations() {}

    /** Empty when the text is no such span; a number without a unit is none, because nobody agrees on what it means. */
    public static Optional<Duration> parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0) {
            return iso(text);
        }
        if (digits > MOST_DIGITS) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Optional.of(Duration.ofMillis(number));
            case "s" -> Optional.of(Duration.ofSeconds(number));
            case "m", "min" -> Optional.of(Duration.ofMinutes(number));
            case "h" -> Optional.of(Duration.ofHours(number));
            case "d" -> Optional.of(Duration.ofDays(number));
            default -> Optional.empty();
        };
    }

    private static Optional<Duration> iso(String text) {
        try {
            Duration duration = Duration.parse(text);
            boolean usable = !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
            return usable ? Optional.of(duration) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
