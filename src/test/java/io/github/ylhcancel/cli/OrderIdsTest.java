package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderIdsTest {
    @Test
    void knowsWhatItHas() {
        OrderIds ids = new OrderIds();

        for (long id : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(ids.add(id)).as("%d at first", id).isTrue();
            assertThat(ids.add(id)).as("%d again", id).isFalse();
        }
    }

    @Test
    void agreesWithAnOrdinarySet() {
        Random random = new Random(20260301);
        OrderIds ids = new OrderIds();
        Set<Long> known = new HashSet<>();

        for (int i = 0; i < 200_000; i++) {
            // Some in a row, as keys are, and some from everywhere; many of them twice.
            long id = i % 2 == 0 ? random.nextInt(60_000) : random.nextLong() >> random.nextInt(64);
            if (ids.add(id) != known.add(id)) {
                throw new AssertionError(id);
            }
        }
    }
}
