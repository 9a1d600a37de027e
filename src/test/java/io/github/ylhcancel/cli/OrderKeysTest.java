package io.github.ylhcancel.cli;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderKeysTest {
    @Test
    void knowsWhatItHas() {
        OrderKeys keys = new OrderKeys();

        for (long id : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(keys.add(key(id))).as("%d at first", id).isTrue();
            assertThat(keys.add(key(id))).as("%d again", id).isFalse();
        }
    }

    @Test
    void agreesWithAnOrdinarySet() {
        Random random = new Random(20260301);
        OrderKeys keys = new OrderKeys();
        Set<Long> known = new HashSet<>();

        for (int i = 0; i < 200_000; i++) {
            // Some in a row, as keys are, and some from everywhere; many of them twice.
            long id = i % 2 == 0 ? random.nextInt(60_000) : random.nextLong() >> random.nextInt(64);
            if (keys.add(key(id)) != known.add(id)) {
                throw new AssertionError(id);
            }
        }
    }
}
