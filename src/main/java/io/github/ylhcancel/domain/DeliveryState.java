package io.github.ylhcancel.domain;

import java.util.Locale;
import java.util.Set;

/** How far the telling of a cancellation to YLH has come. */
public enum DeliveryState {
    /** Waiting for its next attempt; YLH certainly has not applied it. */
    PENDING,
    /** A process holds the lease and is calling YLH, or died while it was. */
    SENDING,
    /** YLH has taken the request. That is not yet a cancellation: its callback says how it ended. */
    ACCEPTED,
    /** YLH said definitely no. */
    REJECTED,
    /** YLH may have applied it: no readable answer came. Repeated with the same bytes, never compensated. */
    UNKNOWN,
    /** The callback said: cancelled. */
    CONFIRMED,
    /** The callback said: cancelled in part. */
    PARTIAL,
    /** YLH refused and the order was put back. */
    COMPENSATED,
    /** YLH refused and a person has to decide. */
    HELD,
    /** All attempts are used up. */
    DEAD,
    /** A person decided that YLH is told no more. */
    ABANDONED;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    /** The states that may follow this one. */
    public Set<DeliveryState> next() {
        return switch (this) {
            case PENDING -> Set.of(SENDING);
            case SENDING -> Set.of(ACCEPTED, REJECTED, PENDING, UNKNOWN, DEAD);
            case UNKNOWN -> Set.of(SENDING, CONFIRMED, PARTIAL, REJECTED, ABANDONED);
            case ACCEPTED -> Set.of(CONFIRMED, PARTIAL, REJECTED);
            case REJECTED -> Set.of(COMPENSATED, HELD);
            case HELD -> Set.of(COMPENSATED, CONFIRMED, REJECTED, ABANDONED);
            case DEAD -> Set.of(PENDING, UNKNOWN, CONFIRMED, REJECTED, ABANDONED);
            case CONFIRMED, PARTIAL, COMPENSATED, ABANDONED -> Set.of();
        };
    }

    /** Whether YLH still has to be told (or asked again). */
    public boolean isOpen() {
        return switch (this) {
            case PENDING, SENDING, UNKNOWN -> true;
            case ACCEPTED, REJECTED, CONFIRMED, PARTIAL, COMPENSATED, HELD, DEAD, ABANDONED -> false;
        };
    }

    /** Whether YLH refused, so that a later cancellation of the same order is a new request and not a repeat. */
    public boolean isRefusal() {
        return switch (this) {
            case REJECTED, COMPENSATED, HELD -> true;
            case PENDING, SENDING, UNKNOWN, ACCEPTED, CONFIRMED, PARTIAL, DEAD, ABANDONED -> false;
        };
    }

    public static DeliveryState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return word;
    }
}
