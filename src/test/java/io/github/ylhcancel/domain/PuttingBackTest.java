package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.domain.PuttingBack.AlreadyBack;
import io.github.ylhcancel.domain.PuttingBack.Held;
import io.github.ylhcancel.domain.PuttingBack.PutBack;
import io.github.ylhcancel.domain.PuttingBack.Refused;
import io.github.ylhcancel.testing.Examples;
import io.github.ylhcancel.testing.Keys;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PuttingBackTest {
    private static final Order CANCELLED = Examples.order("cancelled", Optional.of(Examples.SO_ID));
    private static final Cancellation REJECTED = Examples.cancellation(DeliveryState.REJECTED, 1, false);

    /** What an undo comes to by the state of the delivery, if YLH has certainly not applied it, and if it may have. */
    private static final String UNDO = """
            delivery     certain      maybe
            none         back         back
            pending      withdrawn    withdrawn
            sending      refused      refused
            accepted     refused      refused
            rejected     compensated  compensated
            unknown      refused      refused
            confirmed    refused      refused
            partial      refused      refused
            compensated  refused      refused
            held         compensated  refused
            dead         withdrawn    refused
            abandoned    withdrawn    refused
            withdrawn    refused      refused
            """;

    static Stream<Arguments> undos() {
        return UNDO.lines().skip(1).flatMap(line -> {
            String[] cells = line.strip().split(" +");
            return Stream.of(Arguments.of(cells[0], false, cells[1]), Arguments.of(cells[0], true, cells[2]));
        });
    }

    @ParameterizedTest(name = "{0}, maybe applied {1}: {2}")
    @MethodSource("undos")
    void aPersonPutsBackWhatYlhHasCertainlyNotApplied(String name, boolean maybeApplied, String expected) {
        List<Cancellation> deliveries = name.equals("none")
                ? List.of()
                : List.of(Examples.cancellation(DeliveryState.ofWord(name), 2, maybeApplied));

        PuttingBack found = PuttingBack.byPerson(CANCELLED, deliveries, List.of(cancel("paid")), Money.PAID);

        String shown = found instanceof PutBack back
                ? back.delivery().map(DeliveryState::word).orElse("back")
                : "refused";
        assertThat(shown).isEqualTo(expected);
        if (found instanceof PutBack back) {
            assertThat(back.kind()).isEqualTo(Transition.Kind.UNDO);
            back.delivery()
                    .ifPresent(
                            to -> assertThat(deliveries.get(0).state().then(to)).isEqualTo(to));
        }
    }

    /** Cancelled, put back by the shop itself, and cancelled again: the first request is what YLH has of it. */
    @ParameterizedTest
    @CsvSource({"accepted, refused", "unknown, refused", "pending, withdrawn", "compensated, back", "withdrawn, back"})
    void aRequestThatWasKeptForALaterCancellationCountsAsItsOwn(String name, String expected) {
        Cancellation kept = Examples.cancellation(DeliveryState.ofWord(name), 2, false);
        Transition second = with(Transition.Kind.CANCEL, 2, "paid");

        PuttingBack found = PuttingBack.byPerson(CANCELLED, List.of(kept), List.of(cancel("paid"), second), Money.PAID);

        String shown = found instanceof PutBack back
                ? back.delivery().map(DeliveryState::word).orElse("back")
                : "refused";
        assertThat(shown).isEqualTo(expected);
    }

    /** Refused on a repeat, put back by the shop itself, and cancelled again: YLH may have applied it all the same. */
    @Test
    void aRequestThatMayBeAppliedCountsForTheLaterCancellationToo() {
        Cancellation held = Examples.cancellation(DeliveryState.HELD, 2, true);
        Transition second = with(Transition.Kind.CANCEL, 2, "paid");

        assertThat(PuttingBack.byPerson(CANCELLED, List.of(held), List.of(cancel("paid"), second), Money.PAID))
                .isInstanceOf(Refused.class);
    }

    @Test
    void theTableHasEveryState() {
        assertThat(undos().map(cell -> (String) cell.get()[0]).distinct().filter(name -> !name.equals("none")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DeliveryState.values())
                        .map(DeliveryState::word)
                        .toList());
    }

    @Test
    void anUndoTwiceFindsNothingToDo() {
        Order paid = Examples.order("paid", Optional.of(Examples.SO_ID));

        assertThat(PuttingBack.byPerson(
                        paid, List.of(), List.of(cancel("paid"), with(Transition.Kind.UNDO, 1, "paid")), Money.NONE))
                .isInstanceOf(AlreadyBack.class);
        assertThat(PuttingBack.byPerson(paid, List.of(), List.of(), Money.NONE)).isInstanceOf(Refused.class);
        assertThat(PuttingBack.byPerson(paid, List.of(), List.of(cancel("paid")), Money.NONE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void whatSomebodyElseCancelledIsNotUndone() {
        List<Transition> undone = List.of(cancel("paid"), with(Transition.Kind.UNDO, 1, "paid"));

        assertThat(PuttingBack.byPerson(CANCELLED, List.of(), List.of(), Money.NONE))
                .isInstanceOf(Refused.class);
        assertThat(PuttingBack.byPerson(CANCELLED, List.of(), undone, Money.NONE))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, , back",
        "PAID, , back",
        "REFUNDED, refunded, refused",
        "PAID_SINCE, paid-since, refused",
        "UNKNOWN, money-unknown, refused"
    })
    void moneyThatWentBackKeepsAnOrderFromComingBack(Money money, String hold, String undo) {
        PuttingBack byPerson = PuttingBack.byPerson(CANCELLED, List.of(REJECTED), List.of(cancel("paid")), money);
        PuttingBack afterRefusal = PuttingBack.afterRefusal(CANCELLED, REJECTED, List.of(cancel("paid")), money, true);

        assertThat(byPerson instanceof PutBack ? "back" : "refused").isEqualTo(undo);
        assertThat(afterRefusal instanceof Held held ? held.why().word() : null).isEqualTo(hold);
    }

    @Test
    void aRefusedOrderIsPutBackOrHeldAsTheConfigurationWants() {
        List<Transition> changes = List.of(cancel("paid"));

        assertThat(PuttingBack.afterRefusal(CANCELLED, REJECTED, changes, Money.PAID, true))
                .isEqualTo(new PutBack(
                        Transition.Kind.COMPENSATE, changes.get(0), Optional.of(DeliveryState.COMPENSATED)));
        assertThat(PuttingBack.afterRefusal(CANCELLED, REJECTED, changes, Money.PAID, false))
                .isEqualTo(new Held(Hold.BY_SETTING));
    }

    @Test
    void anOrderWithWhichTheShopGoesOnIsLeftAlone() {
        List<Transition> changes = List.of(cancel("paid"));
        Held moved = new Held(Hold.ORDER_MOVED);

        for (String word : List.of("paid", "shipped", "refunding")) {
            Order order = Examples.order(word, Optional.of(Examples.SO_ID));
            assertThat(PuttingBack.afterRefusal(order, REJECTED, changes, Money.PAID, true))
                    .isEqualTo(moved);
        }
        assertThat(PuttingBack.afterRefusal(
                        CANCELLED,
                        REJECTED,
                        List.of(cancel("paid"), with(Transition.Kind.CANCEL, 2, "paid")),
                        Money.PAID,
                        true))
                .isEqualTo(moved);
        assertThat(PuttingBack.afterRefusal(
                        CANCELLED,
                        REJECTED,
                        List.of(cancel("paid"), with(Transition.Kind.UNDO, 1, "paid")),
                        Money.PAID,
                        true))
                .isEqualTo(moved);
    }

    @Test
    void whatItWasBeforeMustBeOnRecord() {
        assertThat(PuttingBack.afterRefusal(CANCELLED, REJECTED, List.of(), Money.NONE, true))
                .isEqualTo(new Held(Hold.UNRECORDED));
        assertThat(PuttingBack.afterRefusal(CANCELLED, REJECTED, List.of(cancel("")), Money.NONE, true))
                .isEqualTo(new Held(Hold.UNRECORDED));
    }

    /** Never a guess: nothing but YLH's definite no leads to a compensation. */
    @ParameterizedTest
    @EnumSource(names = "REJECTED", mode = EnumSource.Mode.EXCLUDE)
    void onlyWhatIsRejectedIsCompensated(DeliveryState state) {
        Cancellation delivery = Examples.cancellation(state, 1, false);

        assertThatThrownBy(
                        () -> PuttingBack.afterRefusal(CANCELLED, delivery, List.of(cancel("paid")), Money.PAID, true))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesWhatItsLinesSayAndAtMostWhatCameBack() {
        StockRow row = StockRow.product(Keys.key(5));
        OrderLine line =
                new OrderLine(LineKey.item(Keys.key(1)), Optional.of(Keys.key(5)), "冰箱", Optional.empty(), "", 3, true);

        assertThat(StockTake.of(List.of(line), StockHold.STOCK, Map.of(row, 3)).units())
                .isEqualTo(3);
        assertThat(StockTake.of(List.of(line), StockHold.STOCK, Map.of(row, 2)).units())
                .isEqualTo(2);
        assertThat(StockTake.of(List.of(line), StockHold.STOCK, Map.of(row, 7)).units())
                .isEqualTo(3);
        assertThat(StockTake.of(List.of(line), StockHold.STOCK, Map.of()).takes())
                .isEmpty();
    }

    private static Transition cancel(String from) {
        return with(Transition.Kind.CANCEL, 1, from);
    }

    private static Transition with(Transition.Kind kind, int number, String from) {
        return new Transition(
                Keys.key(1),
                number,
                kind,
                "A-1001",
                Optional.of(Examples.SO_ID),
                from,
                "cancelled",
                Examples.REASON,
                Examples.REASON,
                "tester",
                Optional.of("TEST"),
                Examples.CANCEL_TIME,
                "20260301T030000Z-1a2b3",
                Examples.CANCEL_TIME);
    }
}
