package io.github.ylhcancel.sandbox;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** How often a rule hits; written behind its kind. */
public sealed interface Frequency {
    /** Whether it hits the one that is looked at now. */
    default boolean hits(RandomGenerator random) {
        return true;
    }

    /** What is left of it once it has hit; empty if that was the last time. */
    default Optional<Frequency> rest() {
        return Optional.of(this);
    }

    /** The next so many, then never again. */
    record Next(int times) implements Frequency {
        public Next {
            requireBetween(1, Integer.MAX_VALUE, times);
        }

        @Override
        public Optional<Frequency> rest() {
            return times == 1 ? Optional.empty() : Optional.of(new Next(times - 1));
        }

        @Override
        public String toString() {
            return "*" + times;
        }
    }

    /** Each with this chance, from 1 to 100. */
    record Percent(int chance) implements Frequency {
        public Percent {
            requireBetween(1, 100, chance);
        }

        @Override
        public boolean hits(RandomGenerator random) {
            return random.nextInt(100) < chance;
        }

        @Override
        public String toString() {
            return "%" + chance;
        }
    }

    /** Every one. */
    record Always() implements Frequency {
        @Override
        public String toString() {
            return "*";
        }
    }

    /**
     * @param sign the asterisk or the percent sign; null means the next one
     * @throws IllegalArgumentException with the part of a sentence that says what is wrong
     */
    static Frequency parse(String sign, String number) {
        if (sign == null) {
            return new Next(1);
        }
        if (sign.equals("%")) {
            return new Percent(number(number, 100, "the percentage"));
        }
        return number.isEmpty() ? new Always() : new Next(number(number, Integer.MAX_VALUE, "the count"));
    }

    private static int number(String number, int most, String name) {
        try {
            return requireBetween(1, most, Integer.parseInt(number));
        } catch (IllegalArgumentException notANumberInRange) {
            throw new IllegalArgumentException("%s \"%s\" is not a whole number from 1 to %d"
                    .formatted(name, number.replaceAll("\\p{Cntrl}", "?"), most));
        }
    }

    private static int requireBetween(int least, int most, int number) {
        if (number < least || number > most) {
            throw new IllegalArgumentException("%d is not between %d and %d.".formatted(number, least, most));
        }
        return number;
    }
}
