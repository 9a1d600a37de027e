package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.CallbackRules.Effect;
import io.github.ylhcancel.domain.CallbackRules.Ruling;
import io.github.ylhcancel.testing.Examples;
import io.github.ylhcancel.testing.Keys;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallbackRulesTest {
    /** What becomes of a delivery by a callback about it; {@code !} a contradiction, {@code =} nothing new, {@code +} quantities are set. */
    private static final String DELIVERIES = """
            delivery         success    failure   partly
            pending-untried  confirmed  !         partial+
            pending          confirmed  rejected  partial+
            sending          confirmed  rejected  partial+
            unknown          confirmed  rejected  partial+
            dead             confirmed  rejected  partial+
            accepted         confirmed  rejected  partial+
            held             confirmed  rejected  partial+
            abandoned        confirmed  rejected  partial+
            rejected         confirmed  =         partial+
            confirmed        =          !         !
            partial          confirmed  !         =+
            compensated      !          =         !
            withdrawn        !          =         !
            """;

    /** What a callback about an order comes to that has no delivery. */
    private static final String ORDERS = """
            order      success  failure       partly
            paid       listed   listed        listed+
            asked      cancels  shop_refused  listed+
            cancelled  noted    !             listed+
            """;

    static Stream<Arguments> deliveries() {
        return cells(DELIVERIES);
    }

    static Stream<Arguments> orders() {
        return cells(ORDERS);
    }

    private static Stream<Arguments> cells(String table) {
        return table.lines().skip(1).flatMap(line -> {
            String[] cells = line.strip().split(" +");
            return Stream.of(
                    Arguments.of(cells[0], Callback.State.SUCCESS, cells[1]),
                    Arguments.of(cells[0], Callback.State.FAILURE, cells[2]),
                    Arguments.of(cells[0], Callback.State.PARTLY, cells[3]));
        });
    }

    private static String shown(Ruling ruling) {
        String effect = switch (ruling.effect()) {
            case SETTLED -> ruling.to().orElseThrow().word();
            case REPEATED -> "=";
            case CONTRADICTION -> "!";
            case NOTED, LISTED, CANCELS, SHOP_REFUSED -> ruling.effect().name().toLowerCase(Locale.ROOT);
        };
        return effect + (ruling.quantities() ? "+" : "");
    }

    private static Cancellation delivery(String name) {
        return name.equals("pending-untried")
                ? Examples.cancellation(DeliveryState.PENDING, 0, false)
                : Examples.cancellation(DeliveryState.ofWord(name), 2, name.equals("unknown"));
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("deliveries")
    void aDeliveryEndsAsTheTableSaysAndNotOtherwise(String name, Callback.State state, String expected) {
        Order order = Examples.order("cancelled", Optional.of(Examples.SO_ID));

        Ruling ruling = CallbackRules.ofCancel(order, Optional.of(delivery(name)), state, false);

        assertThat(shown(ruling)).isEqualTo(expected);
        assertThat(ruling.code()).matches("[a-z-]{3,40}");
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("deliveries")
    void whatIsToFollowMayFollowAndWhoSaysSoLeavesNoDoubt(String name, Callback.State state, String expected) {
        Cancellation delivery = delivery(name);
        Ruling ruling = CallbackRules.ofCancel(
                Examples.order("cancelled", Optional.of(Examples.SO_ID)), Optional.of(delivery), state, false);

        assertThat(ruling.to().isPresent()).isEqualTo(ruling.effect() == Effect.SETTLED);
        ruling.to().ifPresent(to -> {
            Cancellation settled = delivery.settled(to, Optional.empty(), Examples.NOW);
            assertThat(settled.state()).isEqualTo(to);
            assertThat(settled.maybeApplied()).isFalse();
            assertThat(settled.leaseOwner()).isEmpty();
            assertThat(settled.nextAttemptAt().isPresent()).isEqualTo(to == DeliveryState.REJECTED);
        });
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("orders")
    void withoutADeliveryItIsTheOrderThatCounts(String name, Callback.State state, String expected) {
        assertThat(shown(CallbackRules.ofCancel(order(name), Optional.empty(), state, false)))
                .isEqualTo(expected);
    }

    private static Order order(String name) {
        return name.equals("asked")
                ? Order.toDecideOn(
                        Keys.key(1),
                        "A-1001",
                        new StoredStatus("paid", Optional.of(OrderStatus.PAID)),
                        Optional.of(Examples.SO_ID),
                        Optional.of("cancel_pending"),
                        Optional.empty(),
                        true)
                : Examples.order(name, Optional.of(Examples.SO_ID));
    }

    @Test
    void whatNobodyAskedForCancelsHereOnlyWhereThatIsWanted() {
        Order open = Examples.order("paid", Optional.of(Examples.SO_ID));

        assertThat(CallbackRules.ofCancel(open, Optional.empty(), Callback.State.SUCCESS, true)
                        .effect())
                .isEqualTo(Effect.CANCELS);
        assertThat(CallbackRules.ofCancel(open, Optional.empty(), Callback.State.FAILURE, true)
                        .effect())
                .isEqualTo(Effect.LISTED);
    }

    @Test
    void theTableHasEveryState() {
        assertThat(deliveries()
                        .map(cell -> ((String) cell.get()[0]).replace("-untried", ""))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DeliveryState.values())
                        .map(DeliveryState::word)
                        .toList());
    }

    /** YLH's answer to an earlier cancellation that comes late says nothing of the next one. */
    @Test
    void itIsAboutTheLatestThatYlhCanHaveHeardOf() {
        Cancellation first = decided(1, Examples.NOW.minusSeconds(7200));
        Cancellation second = decided(2, Examples.NOW);
        List<Cancellation> latestFirst = List.of(second, first);

        assertThat(CallbackRules.about(latestFirst, Examples.NOW.plusSeconds(1)))
                .contains(second);
        assertThat(CallbackRules.about(latestFirst, Examples.NOW.minus(CallbackRules.CLOCKS_APART)))
                .contains(second);
        assertThat(CallbackRules.about(
                        latestFirst,
                        Examples.NOW.minus(CallbackRules.CLOCKS_APART).minusSeconds(1)))
                .contains(first);
        assertThat(CallbackRules.about(latestFirst, Instant.EPOCH)).contains(first);
        assertThat(CallbackRules.about(List.of(), Examples.NOW)).isEmpty();
    }

    private static Cancellation decided(int number, Instant at) {
        Cancellation like = Examples.cancellation(DeliveryState.ACCEPTED, 1, false);
        return new Cancellation(
                number,
                like.orderId(),
                number,
                like.orderNumber(),
                like.request(),
                like.from(),
                like.operator(),
                like.state(),
                like.attempts(),
                like.nextAttemptAt(),
                like.leaseOwner(),
                like.leaseUntil(),
                like.maybeApplied(),
                like.lastError(),
                at,
                at,
                like.runId(),
                like.account(),
                like.hold());
    }
}
