package io.github.ylhcancel.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What YLH is told, frozen at the moment of the decision (supplier's interface, "Cancel"). Every attempt sends exactly these
 * four values, because only a byte-identical repeat is known to be harmless.
 *
 * @param cancelTime has no part finer than a millisecond: more than that does not reach the supplier
 */
public record CancellationRequest(String soId, String cancelReason, String sourceSystem, Instant cancelTime) {
    public CancellationRequest {
        cancelTime = told(cancelTime);
    }

    /** As much of a time as reaches the supplier. */
    public static Instant told(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
