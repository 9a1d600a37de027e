package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    @Test
    void isClosedUntilItIsOpened() {
        assertThat(Circuit.CLOSED.isOpen()).isFalse();
        assertThat(Circuit.opened("HTTP 500", NOW).isOpen()).isTrue();
    }

    @Test
    void thePauseDoublesUpToAMinute() {
        List<Long> pauses = new ArrayList<>();
        Circuit circuit = Circuit.opened("HTTP 500", NOW);
        for (int i = 0; i < 9; i++) {
            pauses.add(Duration.between(NOW, circuit.probeAt().orElseThrow()).toSeconds());
            circuit = circuit.probeFailed("HTTP 502", NOW);
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void remembersSinceWhenAndTheLatestCause() {
        Circuit circuit = Circuit.opened("HTTP 500", NOW).probeFailed("HTTP 502", NOW.plusSeconds(5));

        assertThat(circuit.openedAt()).contains(NOW);
        assertThat(circuit.cause()).contains("HTTP 502");
        assertThat(circuit.probes()).isEqualTo(1);
    }
}
