package io.github.ylhcancel.domain;

import java.util.Locale;
import java.util.Optional;

/**
 * An overdue order that a sweep left as it was.
 *
 * @param cause present when {@code why} is {@link Why#FAILED}
 */
public record LeftOrder(long id, String number, Why why, Optional<Message> cause) {
    /** Why an order was not cancelled. */
    public enum Why {
        /** It has been paid for, or its state says so. */
        PAID_MEANWHILE,
        /** Somebody else has it, or its payment, in hand. */
        LOCKED,
        /** It is not waiting for payment any more: another sweep was faster, or it was cancelled otherwise. */
        GONE,
        /** It cannot be cancelled as it stands. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public LeftOrder(long id, String number, Why why) {
        this(id, number, why, Optional.empty());
    }
}
