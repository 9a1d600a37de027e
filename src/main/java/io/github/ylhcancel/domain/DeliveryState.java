package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.ExitCode;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** How far the telling of a cancellation to YLH has come. */
public enum DeliveryState {
    /** Waiting for its next attempt; YLH certainly has not applied it. */
    PENDING,
    /** A process holds the lease and is calling YLH, or died while it was. */
    SENDING,
    /** YLH has taken the request. That is not yet a cancellation: its callback says how it ended. */
    ACCEPTED,
    /** YLH said definitely no; the order is about to be put back, or to be held. */
    REJECTED,
    /** YLH may have applied it: no readable answer came. Repeated with the same bytes, never compensated. */
    UNKNOWN,
    /** The callback said: cancelled. */
    CONFIRMED,
    /** The callback said: cancelled in part. */
    PARTIAL,
    /** YLH refused and the order was put back. */
    COMPENSATED,
    /** YLH refused and a person has to decide: {@link Hold} says why. */
    HELD,
    /** All attempts are used up. */
    DEAD,
    /** A person decided that YLH is told no more. */
    ABANDONED,
    /** A person put the order back before YLH could have heard of it, so YLH is never told. */
    WITHDRAWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    /** What becomes of a delivery if nobody does anything about it. */
    public enum Phase {
        /** YLH is told, or asked again, by itself. */
        OPEN,
        /** YLH has taken it and will say how it ended. */
        AWAITED,
        /** YLH refused it: the order is put back by itself, or it turns out why that is for a person. */
        TO_PUT_BACK,
        /** Nothing more happens by itself, and it is not over. */
        NEEDS_PERSON,
        SETTLED;

        /** What a run has to say that leaves a delivery so. */
        public ExitCode exitCode() {
            return switch (this) {
                case OPEN -> ExitCode.NOT_YET_AT_YLH;
                case TO_PUT_BACK, NEEDS_PERSON -> ExitCode.SOME_FAILED;
                case AWAITED, SETTLED -> ExitCode.OK;
            };
        }
    }

    /**
     * The states that may follow this one, by whatever it is: an attempt, a callback (at any time, since nothing keeps YLH from saying how it
     * ended), a compensation, a person.
     */
    public Set<DeliveryState> next() {
        return switch (this) {
            case PENDING -> Set.of(SENDING, CONFIRMED, PARTIAL, REJECTED, WITHDRAWN);
            case SENDING -> Set.of(ACCEPTED, PENDING, UNKNOWN, DEAD, CONFIRMED, PARTIAL, REJECTED, HELD);
            case UNKNOWN -> Set.of(SENDING, CONFIRMED, PARTIAL, REJECTED, ABANDONED);
            case ACCEPTED -> Set.of(CONFIRMED, PARTIAL, REJECTED);
            case REJECTED -> Set.of(COMPENSATED, HELD, CONFIRMED, PARTIAL, PENDING, UNKNOWN);
            case HELD -> Set.of(COMPENSATED, CONFIRMED, PARTIAL, REJECTED, ABANDONED, PENDING, UNKNOWN);
            case DEAD -> Set.of(CONFIRMED, PARTIAL, REJECTED, ABANDONED, PENDING, UNKNOWN, WITHDRAWN);
            case ABANDONED -> Set.of(CONFIRMED, PARTIAL, REJECTED, PENDING, UNKNOWN, WITHDRAWN);
            case PARTIAL -> Set.of(CONFIRMED);
            case CONFIRMED, COMPENSATED, WITHDRAWN -> Set.of();
        };
    }

    /**
     * The state to write after this one.
     *
     * @throws IllegalStateException if it may not follow
     */
    public DeliveryState then(DeliveryState following) {
        if (!next().contains(following)) {
            throw new IllegalStateException("a delivery that is " + this + " does not become " + following);
        }
        return following;
    }

    /** The state in which a delivery waits for its next attempt: what YLH may have applied stays unknown. */
    public static DeliveryState waiting(boolean maybeApplied) {
        return maybeApplied ? UNKNOWN : PENDING;
    }

    /**
     * What becomes of it by itself.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public Phase phase(boolean repeats) {
        return switch (this) {
            case PENDING, SENDING -> Phase.OPEN;
            case UNKNOWN -> repeats ? Phase.OPEN : Phase.NEEDS_PERSON;
            case ACCEPTED -> Phase.AWAITED;
            case REJECTED -> Phase.TO_PUT_BACK;
            case HELD, DEAD -> Phase.NEEDS_PERSON;
            case CONFIRMED, PARTIAL, COMPENSATED, ABANDONED, WITHDRAWN -> Phase.SETTLED;
        };
    }

    /** Whether YLH still has to be told, or asked again if that is allowed. */
    public boolean isOpen() {
        return isOpen(true);
    }

    /**
     * Whether YLH is told, or asked again, by itself.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public boolean isOpen(boolean repeats) {
        return phase(repeats) == Phase.OPEN;
    }

    /** Whether it is neither settled nor given up, so that an outcome should come. */
    public boolean awaitsOutcome() {
        return isOpen() || phase(true) == Phase.AWAITED;
    }

    /** Whether YLH has taken the request and not put it back. */
    public boolean isTaken() {
        return switch (this) {
            case ACCEPTED, CONFIRMED, PARTIAL -> true;
            case PENDING, SENDING, UNKNOWN, REJECTED, COMPENSATED, HELD, DEAD, ABANDONED, WITHDRAWN -> false;
        };
    }

    /** Whether YLH refused it or never hears of it, so that a later cancellation of the same order is a new request and not a repeat. */
    public boolean isVoid() {
        return switch (this) {
            case REJECTED, COMPENSATED, HELD, WITHDRAWN -> true;
            case PENDING, SENDING, UNKNOWN, ACCEPTED, CONFIRMED, PARTIAL, DEAD, ABANDONED -> false;
        };
    }

    /** Whether it is known of it what YLH has done: it said so, or a person in its name. */
    public boolean isCertain() {
        return switch (this) {
            case ACCEPTED, REJECTED, CONFIRMED, PARTIAL, COMPENSATED -> true;
            case PENDING, SENDING, UNKNOWN, HELD, DEAD, ABANDONED, WITHDRAWN -> false;
        };
    }

    /** All states of which that is true, in their order. */
    public static Set<DeliveryState> all(Predicate<DeliveryState> which) {
        EnumSet<DeliveryState> found = EnumSet.allOf(DeliveryState.class);
        found.removeIf(which.negate());
        return found;
    }

    public static DeliveryState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return word;
    }
}
