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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CallbackRulesTest {
    private static final Instant SENT = Examples.NOW;

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

        Ruling ruling =
                CallbackRules.ofCancel(order, Optional.of(delivery(name)), state, SENT, Optional.empty(), false);

        assertThat(shown(ruling)).isEqualTo(expected);
        assertThat(ruling.code()).matches("[a-z-]{3,40}");
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("deliveries")
    void whatIsToFollowMayFollowAndWhoSaysSoLeavesNoDoubt(String name, Callback.State state, String expected) {
        Cancellation delivery = delivery(name);
        Ruling ruling = CallbackRules.ofCancel(
                Examples.order("cancelled", Optional.of(Examples.SO_ID)),
                Optional.of(delivery),
                state,
                SENT,
                Optional.empty(),
                false);

        assertThat(ruling.to().isPresent()).isEqualTo(ruling.effect() == Effect.SETTLED);
        ruling.to().ifPresent(to -> {
            Cancellation settled = delivery.settled(to, Optional.empty(), Examples.NOW);
            assertThat(settled.state()).isEqualTo(to);
            assertThat(settled.maybeApplied()).isEqualTo(name.equals("sending") && to == DeliveryState.REJECTED);
            assertThat(settled.leaseOwner()).isEmpty();
            assertThat(settled.nextAttemptAt().isPresent()).isEqualTo(to == DeliveryState.REJECTED);
        });
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("orders")
    void withoutADeliveryItIsTheOrderThatCounts(String name, Callback.State state, String expected) {
        assertThat(shown(CallbackRules.ofCancel(order(name), Optional.empty(), state, SENT, Optional.empty(), false)))
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

        assertThat(CallbackRules.ofCancel(open, Optional.empty(), Callback.State.SUCCESS, SENT, Optional.empty(), true)
                        .effect())
                .isEqualTo(Effect.CANCELS);
        assertThat(CallbackRules.ofCancel(open, Optional.empty(), Callback.State.FAILURE, SENT, Optional.empty(), true)
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

    /** YLH's refusal of an earlier cancellation that comes late says nothing of the next one. */
    @Test
    void aRefusalIsAboutTheLatestThatYlhCanHaveHeardOf() {
        Cancellation first = decided(1, Examples.NOW.minusSeconds(7200));
        Cancellation second = decided(2, Examples.NOW);
        Instant earliest = Examples.NOW.minus(CallbackRules.CLOCKS_APART);

        assertThat(refused(second, first, Examples.NOW.plusSeconds(1))).contains(second);
        assertThat(refused(second, first, earliest)).contains(second);
        assertThat(refused(second, first, earliest.minusSeconds(1))).contains(first);
        assertThat(refused(second, first, Instant.EPOCH)).contains(first);
        assertThat(CallbackRules.about(List.of(), Callback.State.FAILURE, Examples.NOW))
                .isEmpty();
    }

    private static Optional<Cancellation> refused(Cancellation second, Cancellation first, Instant sent) {
        return CallbackRules.about(List.of(second, first), Callback.State.FAILURE, sent);
    }

    /** YLH has cancelled the order, by whichever request: the next one need not be told, and its refusal would mean nothing. */
    @ParameterizedTest
    @EnumSource(value = Callback.State.class, mode = EnumSource.Mode.EXCLUDE, names = "FAILURE")
    void whatYlhHasCancelledIsCancelledByWhicheverRequest(Callback.State state) {
        Cancellation first = decided(1, Examples.NOW.minusSeconds(7200));
        Cancellation second = decided(2, Examples.NOW);

        assertThat(CallbackRules.about(List.of(second, first), state, Instant.EPOCH))
                .contains(second);
    }

    /** The shop itself had asked before, and its callback reaches us late. */
    @Test
    void aRefusalThatWasSentBeforeTheDecisionIsSomebodyElses() {
        Instant earliest = Examples.NOW.minus(CallbackRules.CLOCKS_APART);
        Cancellation first = decided(1, Examples.NOW);

        assertThat(refusal(first, earliest.minusSeconds(1), Optional.empty())).isEqualTo("!");
        assertThat(refusal(first, earliest, Optional.empty())).isEqualTo("rejected");
    }

    /** An order was refused, put back and cancelled anew within minutes: no clock tells which of the two YLH means. */
    @Test
    void aRefusalThatMayBeOfTheCancellationBeforeIsForAPerson() {
        Instant certain = Examples.NOW.plus(CallbackRules.CLOCKS_APART);
        Cancellation second = decided(2, Examples.NOW);

        assertThat(refusal(second, certain.minusSeconds(1), Optional.empty())).isEqualTo("!");
        assertThat(refusal(second, certain, Optional.empty())).isEqualTo("rejected");
    }

    /** YLH refused, a person had it sent again, YLH took it, and only now comes the callback of the refusal. */
    @Test
    void aRefusalFromBeforeAPersonHadItSentAgainSettlesNothing() {
        Cancellation first = decided(1, Examples.NOW.minusSeconds(7200));
        Optional<Instant> retried = Optional.of(Examples.NOW);
        Instant certain = Examples.NOW.plus(CallbackRules.CLOCKS_APART);

        assertThat(refusal(first, Examples.NOW.minusSeconds(3600), retried)).isEqualTo("!");
        assertThat(refusal(first, Examples.NOW, retried)).isEqualTo("!");
        assertThat(refusal(first, certain.minusSeconds(1), retried)).isEqualTo("!");
        assertThat(refusal(first, certain, retried)).isEqualTo("rejected");
    }

    private static String refusal(Cancellation delivery, Instant sent, Optional<Instant> retried) {
        Order order = Examples.order("cancelled", Optional.of(Examples.SO_ID));
        return shown(
                CallbackRules.ofCancel(order, Optional.of(delivery), Callback.State.FAILURE, sent, retried, false));
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
