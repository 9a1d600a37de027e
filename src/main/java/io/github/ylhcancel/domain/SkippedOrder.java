package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.Locale;
import java.util.Optional;

/**
 * An order that was left as it was.
 *
 * @param cause present when {@code why} is {@link Reason#FAILED}
 */
public record SkippedOrder(RowKey id, String number, Reason why, Optional<Message> cause) {
    /** Why an order was not cancelled. */
    public enum Reason {
        /** It has been paid for, or its state says so. */
        PAID_MEANWHILE,
        /** Somebody is paying for it. */
        PAYMENT_UNDER_WAY,
        /** A column of it does not hold what an order has to that is cancelled. */
        HINDERED,
        /** Somebody else has it, or its payment, in hand. */
        LOCKED,
        /** It is not waiting for payment any more: another sweep was faster, or it was cancelled otherwise. */
        GONE,
        /** It was cancelled before and put back, so only a person cancels it again. */
        PUT_BACK,
        /** The shop itself has asked YLH to cancel it. */
        LEFT_TO_SHOP,
        /** It cannot be cancelled as it stands. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public SkippedOrder(RowKey id, String number, Reason why) {
        this(id, number, why, Optional.empty());
    }
}
