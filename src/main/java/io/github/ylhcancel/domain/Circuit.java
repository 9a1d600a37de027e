package io.github.ylhcancel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether YLH fails as a whole. While the circuit is open only single calls are made, to find out whether YLH is back, and what
 * fails says nothing about the order that it was made for.
 *
 * @param failures how many calls in a row got no answer at all, over the runs; what single orders got as an answer does not count
 * @param probes how many of those single calls have failed
 * @param openedAt absent while it is closed
 * @param probeAt when the next of them is due; absent while it is closed
 * @param cause what the last call came to
 */
public record Circuit(
        int failures, int probes, Optional<Instant> openedAt, Optional<Instant> probeAt, Optional<String> cause) {
    public static final Circuit CLOSED = new Circuit(0, 0, Optional.empty(), Optional.empty(), Optional.empty());

    /** Between two single calls. */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 6;

    public boolean isOpen() {
        return openedAt.isPresent();
    }

    /** After too many failures in a row. */
    public static Circuit opened(String cause, Instant now) {
        return new Circuit(0, 0, Optional.of(now), Optional.of(now.plus(FIRST_PAUSE)), Optional.of(cause));
    }

    /** After one more failure: the pause is twice as long each time, up to a minute. */
    public Circuit probeFailed(String why, Instant now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(DOUBLINGS, probes + 1));
        Duration capped = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return new Circuit(failures, probes + 1, openedAt, Optional.of(now.plus(capped)), Optional.of(why));
    }

    /** A closed one that remembers how many calls in a row got no answer. */
    public static Circuit closed(int failures) {
        return new Circuit(failures, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
