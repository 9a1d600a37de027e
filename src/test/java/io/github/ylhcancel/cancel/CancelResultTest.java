package io.github.ylhcancel.cancel;

import static io.github.ylhcancel.testing.Keys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.domain.DeliveryState;
import io.github.ylhcancel.domain.DeliveryState.Phase;
import io.github.ylhcancel.domain.LineKey;
import io.github.ylhcancel.domain.OrderLine;
import io.github.ylhcancel.domain.Outcome;
import io.github.ylhcancel.domain.StockPart;
import io.github.ylhcancel.domain.StockRelease;
import io.github.ylhcancel.domain.StockRow;
import io.github.ylhcancel.domain.SyncState;
import io.github.ylhcancel.testing.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CancelResultTest {
    private static final Message WHY = Message.of("order.already-cancelled");

    @Test
    void isOpenAtYlhWhileTheDeliveryIs() {
        assertThat(words(true, Phase.OPEN)).containsExactly("pending", "sending", "unknown");
        assertThat(words(false, Phase.OPEN)).containsExactly("pending", "sending");
    }

    /** A person has to look; what is compensated has been dealt with. */
    @Test
    void needsAPersonWhenNothingMoreHappensByItself() {
        assertThat(words(true, Phase.NEEDS_PERSON)).containsExactly("held", "dead");
        assertThat(words(false, Phase.NEEDS_PERSON)).containsExactly("unknown", "held", "dead");
        assertThat(words(true, Phase.TO_PUT_BACK)).containsExactly("rejected");
    }

    private static Stream<String> words(boolean repeats, Phase phase) {
        return words(result -> result.delivery(repeats).equals(Optional.of(phase)));
    }

    private static Stream<String> words(Predicate<CancelResult> asked) {
        Stream<SyncState> states = Arrays.stream(DeliveryState.values()).map(SyncState::of);
        Stream<SyncState> others =
                Stream.of(SyncState.NONE, SyncState.UNTRACKED, SyncState.WOULD_TELL, SyncState.UNSEEN);
        return Stream.concat(states, others)
                .filter(state -> asked.test(result(state, List.of())))
                .map(SyncState::word);
    }

    @Test
    void countsTheUnitsOfEveryArticle() {
        OrderLine line =
                new OrderLine(LineKey.item(key(1)), Optional.of(key(1)), "Product 1", Optional.empty(), "", 2, true);
        StockRelease two = new StockRelease(StockRow.product(key(1)), StockPart.STOCK, 2, line);
        StockRelease three = new StockRelease(StockRow.sku(key(9)), StockPart.STOCK, 3, line);

        assertThat(result(SyncState.of(DeliveryState.ACCEPTED), List.of(two, three))
                        .units())
                .isEqualTo(5);
        assertThat(result(SyncState.of(DeliveryState.ACCEPTED), List.of()).units())
                .isZero();
    }

    @Test
    void anOrderThatIsLeftAloneKeepsItsState() {
        CancelResult result = CancelResult.unchanged(
                "A-1", Examples.order("returning", Optional.empty()), Outcome.REFUSED, SyncState.NONE, WHY);

        assertThat(result.from()).isEqualTo("returning").isEqualTo(result.to());
    }

    @Test
    void whereThereIsNoOrderThereAreNoStates() {
        CancelResult result = CancelResult.without("A-1", Outcome.NOT_FOUND, WHY);

        assertThat(List.of(result.from(), result.to(), result.sync().word())).containsOnly("");
        assertThat(result.order()).isEmpty();
    }

    private static CancelResult result(SyncState sync, List<StockRelease> released) {
        return new CancelResult(
                "A-1",
                Optional.empty(),
                Outcome.CANCELLED,
                "paid",
                "cancelled",
                sync,
                Optional.empty(),
                Optional.empty(),
                released,
                List.of());
    }
}
