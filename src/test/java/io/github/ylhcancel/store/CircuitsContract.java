package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Circuit;
import org.junit.jupiter.api.Test;

/** What one run knows of YLH's health, and the next. */
abstract class CircuitsContract extends StoreContract {
    @Test
    void isClosedAtFirst() {
        assertThat(new Circuits(database).read()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void keepsAnOpenOneAndAClosedOne() {
        Circuit open = Circuit.opened("HTTP 500", NOW).probeFailed("HTTP 503: 服务不可用", NOW.plusSeconds(1));
        new Circuits(database).write(open);

        assertThat(new Circuits(database).read()).isEqualTo(open);

        new Circuits(database).write(Circuit.CLOSED);
        assertThat(new Circuits(database).read()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void cutsACauseThatIsTooLong() {
        new Circuits(database).write(Circuit.opened("x".repeat(2000), NOW));

        assertThat(new Circuits(database).read().cause().orElseThrow()).hasSizeLessThan(500);
    }
}
