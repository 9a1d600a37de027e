package io.github.ylhcancel.cancel;

import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.LookupBy;
import io.github.ylhcancel.domain.OrderSnapshot;
import java.util.Optional;

/**
 * One order to cancel: as somebody names it, or as a plan saw it.
 *
 * @param seen present for an order of a plan, which is cancelled only while it is still that; the request's reference then only
 *     names it in the result
 */
public record CancelItem(CancelRequest request, Optional<OrderSnapshot> seen) {
    /** How its order is looked for. */
    LookupBy by() {
        return seen.isPresent() ? LookupBy.ID : request.by();
    }

    public static CancelItem of(CancelRequest request) {
        return new CancelItem(request, Optional.empty());
    }
}
