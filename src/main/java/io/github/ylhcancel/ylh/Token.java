package io.github.ylhcancel.ylh;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token.
 *
 * @param usableUntil when a new one is fetched instead: before the token's own end, so that none expires on its way
 */
record Token(String type, String value, Instant usableUntil) {
    private static final Duration MARGIN = Duration.ofMinutes(10);

    /** For a token fetched at {@code now}. A short-lived one is used for half its life, or each call would fetch its own. */
    static Token fetched(String type, String value, Duration life, Instant now) {
        Duration half = life.dividedBy(2);
        Duration margin = MARGIN.compareTo(half) < 0 ? MARGIN : half;
        return new Token(type, value, now.plus(life).minus(margin));
    }

    boolean isUsable(Instant now) {
        return now.isBefore(usableUntil);
    }

    String header() {
        return type + " " + value;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "token usable until " + usableUntil;
    }
}
