package io.github.ylhcancel.check;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.Alert;
import io.github.ylhcancel.domain.Severity;
import io.github.ylhcancel.domain.Thresholds;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one check found.
 *
 * @param value in the unit of the alert; absent where there is nothing to measure, or too little of it
 * @param samples how many calls or days it was measured from, where that matters
 * @param note what else is to be said of it
 */
public record Measured(
        Alert alert,
        OptionalDouble value,
        Optional<Long> samples,
        Thresholds thresholds,
        Severity severity,
        Optional<Message> note) {
    static Measured of(Alert alert, double value, Thresholds thresholds) {
        return new Measured(
                alert, OptionalDouble.of(value), Optional.empty(), thresholds, thresholds.of(value), Optional.empty());
    }

    /** Nothing that could be held against a threshold. */
    static Measured nothing(Alert alert, Thresholds thresholds, Message why) {
        return new Measured(alert, OptionalDouble.empty(), Optional.empty(), thresholds, Severity.OK, Optional.of(why));
    }

    Measured from(long calls) {
        return new Measured(alert, value, Optional.of(calls), thresholds, severity, note);
    }

    Measured saying(Message more) {
        return new Measured(alert, value, samples, thresholds, severity, Optional.of(more));
    }

    public boolean isAlarming() {
        return severity != Severity.OK;
    }
}
