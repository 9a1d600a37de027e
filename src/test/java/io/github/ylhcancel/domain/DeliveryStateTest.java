package io.github.ylhcancel.domain;

import static io.github.ylhcancel.domain.DeliveryState.COMPENSATED;
import static io.github.ylhcancel.domain.DeliveryState.HELD;
import static io.github.ylhcancel.domain.DeliveryState.PENDING;
import static io.github.ylhcancel.domain.DeliveryState.REJECTED;
import static io.github.ylhcancel.domain.DeliveryState.SENDING;
import static io.github.ylhcancel.domain.DeliveryState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryStateTest {
    private static final String PAIRS = """
            from \\ to    pending  sending  accepted  rejected  unknown  confirmed  partial  compensated  held  dead  abandoned
            pending      -        yes      -         -         -        -          -        -            -     -     -
            sending      yes      -        yes       yes       yes      -          -        -            -     yes   -
            accepted     -        -        -         yes       -        yes        yes      -            -     -     -
            rejected     -        -        -         -         -        -          -        yes          yes   -     -
            unknown      -        yes      -         yes       -        yes        yes      -            -     -     yes
            confirmed    -        -        -         -         -        -          -        -            -     -     -
            partial      -        -        -         -         -        -          -        -            -     -     -
            compensated  -        -        -         -         -        -          -        -            -     -     -
            held         -        -        -         yes       -        yes        -        yes          -     -     yes
            dead         yes      -        -         yes       yes      yes        -        -            -     -     yes
            abandoned    -        -        -         -         -        -          -        -            -     -     -
            """;

    static Stream<Arguments> pairs() {
        return TransitionTable.read(PAIRS).stream()
                .map(pair -> Arguments.of(
                        DeliveryState.ofWord(pair.from()), DeliveryState.ofWord(pair.to()), pair.allowed()));
    }

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @MethodSource("pairs")
    void movesAsTheTableSaysAndNotOtherwise(DeliveryState from, DeliveryState to, boolean allowed) {
        assertThat(from.next().contains(to)).isEqualTo(allowed);
    }

    @Test
    void theTableHasEveryPair() {
        int states = DeliveryState.values().length;

        assertThat(TransitionTable.read(PAIRS).stream().distinct()).hasSize(states * states);
    }

    @Test
    void ylhHasStillToBeToldWhileNoAnswerWasReadable() {
        assertThat(Arrays.stream(DeliveryState.values()).filter(DeliveryState::isOpen))
                .containsExactlyInAnyOrder(PENDING, SENDING, UNKNOWN);
    }

    /** What YLH may have applied is no refusal: a second request with another time could cancel twice. */
    @Test
    void onlyADefiniteNoIsARefusal() {
        assertThat(Arrays.stream(DeliveryState.values()).filter(DeliveryState::isRefusal))
                .containsExactlyInAnyOrder(REJECTED, COMPENSATED, HELD);
    }

    /** Whoever says that YLH is told no more must be able to rely on it. */
    @Test
    void nothingFollowsAnAbandonedDelivery() {
        assertThat(DeliveryState.ABANDONED.next()).isEmpty();
        assertThat(DeliveryState.ABANDONED.isOpen()).isFalse();
        assertThat(DeliveryState.ABANDONED.isRefusal()).isFalse();
    }

    @Test
    void everyStateIsFoundByItsWord() {
        assertThat(DeliveryState.values())
                .allSatisfy(
                        state -> assertThat(DeliveryState.ofWord(state.word())).isSameAs(state));
        assertThatThrownBy(() -> DeliveryState.ofWord("sent")).isInstanceOf(IllegalArgumentException.class);
    }
}
