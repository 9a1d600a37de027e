package io.github.ylhcancel.cancel;

import io.github.ylhcancel.sync.Delivery;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What became of an order, but for what YLH says of it.
 *
 * @param toTell the cancellation that YLH has to hear of, if it has to
 */
record UntoldResult(Optional<Long> toTell, Function<Optional<Delivery.Report>, CancelResult> complete) {
    /** YLH has nothing to hear. */
    static UntoldResult of(CancelResult result) {
        return new UntoldResult(Optional.empty(), nothing -> result);
    }

    CancelResult told(Map<Long, Delivery.Report> reports) {
        return complete.apply(toTell.map(reports::get));
    }
}
