package io.github.ylhcancel.ylh;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token.
 *
 * @param usableUntil when a new one is fetched instead: before the token's own end, so that none expires on its way
 */
record Token(String type, String value, Instant usableUntil) {
    /** Half a UUID; nobody issues a shorter one. */
    private static final int SHORTEST = 16;

    private static final Duration MARGIN = Duration.ofMinutes(10);

    /** For a token fetched at {@code now}. A short-lived one is used for half its life, or each call would fetch its own. */
    static Token fetched(String type, String value, Duration life, Instant now) {
        Duration half = life.dividedBy(2);
        Duration margin = MARGIN.compareTo(half) < 0 ? MARGIN : half;
        return new Token(type, value, now.plus(life).minus(margin));
    }

    /** Whether this can be a type or a token in a header; Java refuses a header that cannot be, and repeats it in the message. */
    static boolean fitsHeader(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    boolean isUsable(Instant now) {
        return now.isBefore(usableUntil);
    }

    /** Whether it is no more than a word, which may stand in an answer without being the token. */
    boolean isShort() {
        return value.length() < SHORTEST;
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
