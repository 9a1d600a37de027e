package io.github.ylhcancel.schema;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The clock on the wall of a shop, for times that say nothing of their zone. Where such a time can mean two instants, or none, it is taken
 * for the one that makes an order younger: it is swept an hour late, and never an hour early.
 */
record LocalClock(ZoneRules rules) {
    static final LocalClock UTC = new LocalClock(ZoneOffset.UTC.getRules());

    static LocalClock of(ZoneId zone) {
        return new LocalClock(zone.getRules());
    }

    /** What a time means: of two instants the later one, and of none the end of the gap. */
    Instant instant(LocalDateTime shown) {
        ZoneOffsetTransition transition = rules.getTransition(shown);
        if (transition == null) {
            return shown.toInstant(rules.getOffset(shown));
        }
        return transition.isGap() ? transition.getInstant() : shown.toInstant(transition.getOffsetAfter());
    }

    /** What it shows at that instant. */
    LocalDateTime shown(Instant at) {
        return LocalDateTime.ofInstant(at, rules.getOffset(at));
    }

    /** The first time that means {@code at} or later, so that whatever is below it was before. */
    LocalDateTime firstNotBefore(Instant at) {
        LocalDateTime shown = shown(at);
        ZoneOffsetTransition again = rules.getTransition(shown);
        if (again != null && again.isOverlap() && at.isBefore(again.getInstant())) {
            // Shown for the first time, and each of these means the second.
            return again.getDateTimeAfter();
        }
        ZoneOffsetTransition last = rules.previousTransition(at.plusNanos(1));
        return last != null && last.isGap() && last.getInstant().equals(at) ? last.getDateTimeBefore() : shown;
    }
}
