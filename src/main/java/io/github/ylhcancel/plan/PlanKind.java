package io.github.ylhcancel.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the orders of a plan were chosen for, and so what must still hold when it is carried out. */
public enum PlanKind {
    /** Somebody named them. */
    ORDERS,
    /** Nobody had paid for them: what has been paid for meanwhile is left alone, whatever else it looks like. */
    UNPAID;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<PlanKind> ofWord(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
