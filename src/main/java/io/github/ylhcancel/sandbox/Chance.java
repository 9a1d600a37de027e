package io.github.ylhcancel.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Randomness without a shared sequence. What a request meets follows from the seed, from whose request it is and from how many of
 * his came before; so it stays the same whatever others do in between, and in whatever order.
 */
final class Chance {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;
    private final Map<String, Integer> requests = new HashMap<>();

    Chance(long seed) {
        this.seed = seed;
    }

    /** For the next request of this one. */
    RandomGenerator next(String whose) {
        int number = requests.merge(whose, 1, Integer::sum);
        long mixed = mixed(FNV_OFFSET, seed);
        for (int at = 0; at < whose.length(); at++) {
            mixed = mixed(mixed, whose.charAt(at));
        }
        return new SplittableRandom(mixed(mixed, number));
    }

    private static long mixed(long so, long further) {
        return (so ^ further) * FNV_PRIME;
    }

    void clear() {
        requests.clear();
    }
}
