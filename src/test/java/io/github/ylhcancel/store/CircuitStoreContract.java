package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Circuit;
import org.junit.jupiter.api.Test;

/** What one run knows of YLH's health, and the next. */
abstract class CircuitStoreContract extends StoreContract {
    @Test
    void isClosedAtFirst() {
        assertThat(new CircuitStore(database).read()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void keepsAnOpenOneAndAClosedOne() {
        Circuit open = Circuit.opened("HTTP 500", NOW).probeFailed("HTTP 503: 服务不可用", NOW.plusSeconds(1));
        new CircuitStore(database).write(open);

        assertThat(new CircuitStore(database).read()).isEqualTo(open);

        new CircuitStore(database).write(Circuit.CLOSED);
        assertThat(new CircuitStore(database).read()).isEqualTo(Circuit.CLOSED);
    }

    @Test
    void cutsACauseThatIsTooLong() {
        new CircuitStore(database).write(Circuit.opened("x".repeat(2000), NOW));

        assertThat(new CircuitStore(database).read().cause().orElseThrow()).hasSizeLessThan(500);
    }
}
