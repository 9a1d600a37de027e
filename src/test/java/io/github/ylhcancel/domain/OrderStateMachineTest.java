package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The specification's table "状态转换规则" and its state diagram, written out for every pair: the row is the state that an order is
 * in, the column the one that it shall get. The table has no row for refunded; its one way on is in the diagram (退款取消).
 */
class OrderStateMachineTest {
    private static final String PAIRS = """
            from \\ to  pending  paid  shipped  completed  refunded  cancelled
            pending    -        yes   -        -          -         yes
            paid       -        -     yes      -          yes       yes
            shipped    -        -     -        yes        yes       -
            completed  -        -     -        -          yes       -
            refunded   -        yes   -        -          -         -
            cancelled  -        -     -        -          -         -
            """;

    static Stream<Arguments> pairs() {
        return TransitionTable.read(PAIRS).stream()
                .map(pair -> Arguments.of(state(pair.from()), state(pair.to()), pair.allowed()));
    }

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @MethodSource("pairs")
    void allowsWhatTheSpecificationAllowsAndNothingElse(OrderStatus from, OrderStatus to, boolean allowed) {
        assertThat(OrderStateMachine.allows(from, to)).isEqualTo(allowed);
        assertThat(OrderStateMachine.next(from).contains(to)).isEqualTo(allowed);
    }

    @Test
    void theTableHasEveryPair() {
        int states = OrderStatus.values().length;

        assertThat(TransitionTable.read(PAIRS).stream().distinct()).hasSize(states * states);
    }

    @Test
    void everyStateIsFoundByTheSpecificationsWord() {
        assertThat(OrderStatus.values())
                .extracting(OrderStatus::word)
                .containsExactly("pending", "paid", "shipped", "completed", "refunded", "cancelled");
        assertThat(OrderStatus.values())
                .allSatisfy(
                        status -> assertThat(OrderStatus.ofWord(status.word())).contains(status));
    }

    @Test
    void otherWordsAreNoStates() {
        assertThat(Stream.of("returning", "Paid", " paid", "").flatMap(word -> OrderStatus.ofWord(word).stream()))
                .isEmpty();
    }

    private static OrderStatus state(String word) {
        return OrderStatus.ofWord(word).orElseThrow();
    }
}
