package io.github.ylhcancel.domain;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The key of a row of the shop. It is read from the database, handed on, bound to a statement and printed; nobody computes with it or
 * knows what it is made of, which is a whole number today. That it has an order serves to lock rows in the same one everywhere; it says
 * nothing about their age.
 */
public final class RowKey implements Comparable<RowKey> {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,19}");

    /** Boxed once and for all: a key is bound to a dozen statements. */
    private final Long number;

    private RowKey(Long number) {
        this.number = number;
    }

    /** As a column holds it. */
    public static RowKey of(long number) {
        return new RowKey(number);
    }

    /** As {@link #toString} writes it; nothing for a text that no key is written as. */
    public static Optional<RowKey> ofText(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(Long.parseLong(text)));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /** What is bound to a statement; only {@code db} asks. */
    public Object stored() {
        return number;
    }

    @Override
    public int compareTo(RowKey other) {
        return number.compareTo(other.number);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey key && number.equals(key.number);
    }

    @Override
    public int hashCode() {
        return number.hashCode();
    }

    /** As plans, results and sentences show it. */
    @Override
    public String toString() {
        return number.toString();
    }
}
