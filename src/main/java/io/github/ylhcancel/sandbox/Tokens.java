package io.github.ylhcancel.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The tokens that are valid, each with the time of its end. */
final class Tokens {
    private final Duration life;
    private final Supplier<String> names;
    private final Map<String, Instant> ends = new HashMap<>();
    private int issued;

    /** @param life how long a token really lives, whatever its receiver is told */
    Tokens(Duration life, Supplier<String> names) {
        this.life = life;
        this.names = names;
    }

    String issue(Instant now) {
        ends.values().removeIf(end -> !now.isBefore(end));
        String token = names.get();
        ends.put(token, now.plus(life));
        issued++;
        return token;
    }

    boolean valid(String token, Instant now) {
        Instant end = ends.get(token);
        return end != null && now.isBefore(end);
    }

    void invalidate(String token) {
        ends.remove(token);
    }

    /** Ends all of them; how many have been issued stays. */
    void expire() {
        ends.clear();
    }

    int issued() {
        return issued;
    }

    void clear() {
        ends.clear();
        issued = 0;
    }
}
