package io.github.ylhcancel.base;

import java.util.Optional;

/** Sizes of files as people write them: {@code 500KB}, {@code 10MB}, {@code 1GB}; a kilobyte has 1024 bytes. */
public final class Sizes {
    public static final long SMALLEST = 10 << 10;
    private static final int MOST_DIGITS = 4;

    private Sizes() {}

    /** The bytes; empty when the text is no such size. */
    public static Optional<Long> parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "KB" -> Optional.of(number << 10);
            case "MB" -> Optional.of(number << 20);
            case "GB" -> Optional.of(number << 30);
            default -> Optional.empty();
        };
    }
}
