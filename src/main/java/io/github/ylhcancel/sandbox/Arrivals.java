package io.github.ylhcancel.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The times of the last calls in order, although they may be told a little out of it, and how many of them one second held. */
final class Arrivals {
    private static final Duration WINDOW = Duration.ofSeconds(1);
    /** How much later than a younger one a call may still be told. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Instant> times = new ArrayList<>();

    /** The most calls in any second that has this one in it, if it is added. */
    int crowdWith(Instant call) {
        int place = placeAfter(call);
        int most = 1 + place - firstWithin(call);
        for (int later = place; later < times.size() && times.get(later).isBefore(call.plus(WINDOW)); later++) {
            most = Math.max(most, 2 + later - firstWithin(times.get(later)));
        }
        return most;
    }

    void add(Instant call) {
        times.add(placeAfter(call), call);
        Instant youngest = times.get(times.size() - 1);
        times.subList(0, placeAfter(youngest.minus(WINDOW).minus(PATIENCE))).clear();
    }

    /** The first call of the second that ends with this moment; one exactly a second before is not in it. */
    private int firstWithin(Instant end) {
        return placeAfter(end.minus(WINDOW));
    }

    /** How many calls came then or before. */
    private int placeAfter(Instant moment) {
        int from = 0;
        int to = times.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (times.get(middle).isAfter(moment)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    void clear() {
        times.clear();
    }
}
