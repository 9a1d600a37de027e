package io.github.ylhcancel.domain;

import java.util.Arrays;
import java.util.Locale;

/** Whether an order had been paid for when it was cancelled. Nothing here moves money: who refunds has to know. */
public enum PaymentState {
    PAID("succeeded"),
    NONE("none"),
    /** It was not in the state that says so, and the mapping knows no payments. */
    UNKNOWN("unknown");

    private final String stored;

    PaymentState(String stored) {
        this.stored = stored;
    }

    /**
     * @param hasPayment whether there is a payment for it that succeeded
     * @param knowsPayments whether the mapping knows payments at all
     */
    public static PaymentState of(Order order, boolean hasPayment, boolean knowsPayments) {
        if (order.status().is(OrderStatus.PAID) || hasPayment) {
            return PAID;
        }
        return knowsPayments ? NONE : UNKNOWN;
    }

    /** As it stands in {@code ylh_transition}. */
    public String stored() {
        return stored;
    }

    /** As it is printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that is stored so. */
    public static PaymentState ofStored(String text) {
        return Arrays.stream(values())
                .filter(one -> one.stored.equals(text))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
