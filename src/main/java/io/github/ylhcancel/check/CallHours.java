package io.github.ylhcancel.check;

import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.CallCount;
import io.github.ylhcancel.store.CallCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls of a window: within an hour each is read, beyond that only those that are in no hour which is counted. */
final class CallHours {
    /** Up to here each call is read. */
    static final Duration EXACT = Duration.ofHours(1);

    private static final Duration HOUR = Duration.ofHours(1);

    private final CallCounts calls;
    private final Optional<CallCounts> keeping;

    /**
     * @param keeping where hours are counted for good, if the database takes writes
     */
    CallHours(CallCounts calls, Optional<CallCounts> keeping) {
        this.calls = calls;
        this.keeping = keeping;
    }

    /**
     * What was counted.
     *
     * @param nearly what 95 of 100 calls did not exceed
     */
    record Counted(List<CallCount> counts, Optional<Duration> nearly) {}

    Counted in(Duration window, Instant now) {
        Instant from = now.minus(window);
        if (window.compareTo(EXACT) <= 0) {
            List<CallCount> counts = calls.between(from, now);
            long timed = CallCount.timed(counts);
            return new Counted(
                    counts, timed == 0 ? Optional.empty() : calls.durationAfter(from, now, CallCount.rank(timed) - 1));
        }
        List<CallCount> counts = byHours(from, now);
        return new Counted(counts, CallCount.nearly(counts));
    }

    private List<CallCount> byHours(Instant from, Instant now) {
        Instant first = from.truncatedTo(ChronoUnit.HOURS);
        if (first.isBefore(from)) {
            first = first.plus(HOUR);
        }
        Instant end = now.minus(CallCounts.SETTLED_AFTER).truncatedTo(ChronoUnit.HOURS);
        if (!first.isBefore(end)) {
            return calls.between(from, now);
        }
        Set<Instant> counted = counted(first, end, now);
        List<CallCount> counts = new ArrayList<>(calls.between(from, first));
        counts.addAll(calls.of(counted, first, end));
        for (Instant hour = first; hour.isBefore(end); hour = hour.plus(HOUR)) {
            if (!counted.contains(hour)) {
                counts.addAll(calls.between(hour, hour.plus(HOUR)));
            }
        }
        counts.addAll(calls.between(end, now));
        return counts;
    }

    private Set<Instant> counted(Instant first, Instant end, Instant now) {
        Set<Instant> counted = new HashSet<>(calls.counted(first, end));
        if (keeping.isPresent()) {
            boolean isNew = false;
            for (Instant hour = first; hour.isBefore(end); hour = hour.plus(HOUR)) {
                if (!counted.contains(hour)) {
                    try {
                        keeping.get().count(hour, now);
                    } catch (UserError unable) {
                        // Whoever only watches may have no right to write, and reads each call then.
                        return counted;
                    }
                    counted.add(hour);
                    isNew = true;
                }
            }
            if (isNew) {
                keeping.get().forget(now);
            }
        }
        return counted;
    }
}
