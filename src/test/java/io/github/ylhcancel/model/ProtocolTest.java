package io.github.ylhcancel.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.DeliveryState;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that can happen to an order, its sibling and their deliveries, between two processes, an operator, the shop and YLH, within the bounds of
 * a {@link Scope}: in none of the states that can be reached is one of the {@link Invariants} broken. Prints how many states it saw.
 *
 * <p>{@code -Dylh.model=large} allows a disturbance more, and needs some 3 GB.
 */
class ProtocolTest {
    private static final int MORE = "large".equals(System.getProperty("ylh.model")) ? 1 : 0;

    static Stream<Scope> scopes() {
        return Stream.of(
                Scope.alone(2 + MORE),
                Scope.alone(2 + MORE).withoutRepeats(),
                Scope.alone(2 + MORE).holding(),
                Scope.alone(2 + MORE).cancelledAnewSoon(),
                Scope.alone(2 + MORE).takingUnasked(),
                Scope.familyHalfKnown(2 + MORE),
                Scope.family(MORE));
    }

    /** What cannot happen in the exploration shows nothing. */
    @Test
    void everythingHappensInItAndEveryStateOfADeliveryIsReached() {
        Scope scope = Scope.alone(2);

        Exploration.Found found = Exploration.of(scope, new Rules(scope));

        assertThat(found.kinds()).containsExactlyInAnyOrder(Protocol.Kind.values());
        assertThat(found.deliveries()).containsExactlyInAnyOrder(DeliveryState.values());
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void noWayLeadsToABrokenInvariant(Scope scope) {
        Exploration.Found found = Exploration.of(scope, new Rules(scope));

        System.out.println(found);
        assertThat(found.broken()).as(found.toString()).isEmpty();
    }
}
