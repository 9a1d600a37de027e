package io.github.ylhcancel.domain;

import static io.github.ylhcancel.testing.Examples.CANCEL_TIME;
import static io.github.ylhcancel.testing.Examples.NOW;
import static io.github.ylhcancel.testing.Examples.REASON;
import static io.github.ylhcancel.testing.Examples.SO_ID;
import static io.github.ylhcancel.testing.Sentences.english;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Examples;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTest {
    private static final CancelRequest NOW_AND_PLAIN = request(Optional.of(REASON), Optional.empty());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pending   | SO-1001 | cancel and tell YLH
            pending   |         | cancel
            paid      | SO-1001 | cancel and tell YLH
            paid      |         | cancel
            shipped   | SO-1001 | refuse: an order that is shipped cannot be cancelled; it can only become: completed, refunded
            shipped   |         | refuse: an order that is shipped cannot be cancelled; it can only become: completed, refunded
            completed | SO-1001 | refuse: an order that is completed cannot be cancelled; it can only become: refunded
            completed |         | refuse: an order that is completed cannot be cancelled; it can only become: refunded
            refunded  | SO-1001 | refuse: an order that is refunded cannot be cancelled; it can only become: paid
            refunded  |         | refuse: an order that is refunded cannot be cancelled; it can only become: paid
            cancelled | SO-1001 | already cancelled
            cancelled |         | already cancelled
            returning | SO-1001 | refuse: its state "returning" is not one that ylh changes
            returning |         | refuse: its state "returning" is not one that ylh changes
            CANCELLED | SO-1001 | refuse: its state "CANCELLED" is not one that ylh changes
            """)
    void followsFromTheOrdersState(String status, String soId, String expected) {
        Order order = Examples.order(status, Optional.ofNullable(soId));

        assertThat(decided(order, NOW_AND_PLAIN)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            paid      | 'SO 1'  | refuse: the so-id "SO 1" has a blank at position 3; correct it in the shop's database before cancelling
            pending   | 'SO/1'  | refuse: the so-id "SO/1" has the character "/" at position 3; only letters, digits and . _ - are allowed
            paid      | ''      | refuse: the so-id is empty
            shipped   | 'SO 1'  | refuse: an order that is shipped cannot be cancelled; it can only become: completed, refunded
            returning | 'SO 1'  | refuse: its state "returning" is not one that ylh changes
            cancelled | 'SO 1'  | already cancelled
            """)
    void aSoIdThatYlhCannotTakeKeepsTheOrderAsItIs(String status, String soId, String expected) {
        assertThat(decided(Examples.order(status, Optional.of(soId)), NOW_AND_PLAIN))
                .isEqualTo(expected);
    }

    /** The order was put back, by a compensation or by hand, and is to be cancelled again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pending     | cancel and keep what was pending
            sending     | cancel and keep what was sending
            unknown     | cancel and keep what was unknown
            accepted    | cancel and keep what was accepted
            confirmed   | cancel and keep what was confirmed
            partial     | cancel and keep what was partial
            dead        | cancel and keep what was dead
            abandoned   | cancel and keep what was abandoned
            rejected    | cancel and tell YLH
            compensated | cancel and tell YLH
            held        | cancel and tell YLH
            """)
    void ylhIsToldASecondTimeOnlyAfterItRefused(String earlier, String expected) {
        assertThat(decided(paid(), NOW_AND_PLAIN, before(earlier))).isEqualTo(expected);
    }

    /** A refusal that answered a repeat may only say that YLH has cancelled already. */
    @Test
    void whatYlhMayHaveAppliedIsKeptWhateverItSaidToARepeat() {
        Cancellation held = Examples.cancellation(DeliveryState.HELD, 2, true);

        assertThat(decided(paid(), NOW_AND_PLAIN, held)).isEqualTo("cancel and keep what was held");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pending     | cancel and keep what was pending
            sending     | cancel and keep what was sending
            unknown     | cancel and keep what was unknown
            accepted    | cancel and keep what was accepted
            confirmed   | cancel and keep what was confirmed
            partial     | cancel and keep what was partial
            dead        | cancel and keep what was dead
            abandoned   | cancel and keep what was abandoned
            rejected    | same as before, which was rejected
            compensated | same as before, which was compensated
            held        | same as before, which was held
            """)
    void theVeryRequestThatYlhRefusedIsNotTriedAgain(String earlier, String expected) {
        assertThat(decided(paid(), request(Optional.of(REASON), Optional.of(CANCEL_TIME)), before(earlier)))
                .isEqualTo(expected);
    }

    @Test
    void aTimeThatDiffersBelowTheMillisecondIsTheSame() {
        CancelRequest request = request(Optional.of(REASON), Optional.of(CANCEL_TIME.plusNanos(999_999)));

        assertThat(decided(paid(), request, before("rejected"))).isEqualTo("same as before, which was rejected");
    }

    @Test
    void anotherTimeOrAnotherReasonIsANewRequest() {
        CancelRequest later = request(Optional.of(REASON), Optional.of(CANCEL_TIME.plusMillis(1)));
        CancelRequest reworded = request(Optional.of(REASON + "。"), Optional.of(CANCEL_TIME));
        CancelRequest unreasoned = request(Optional.empty(), Optional.of(CANCEL_TIME));

        assertThat(List.of(later, reworded, unreasoned))
                .allSatisfy(request ->
                        assertThat(decided(paid(), request, before("rejected"))).isEqualTo("cancel and tell YLH"));
    }

    @Test
    void onlyTheLatestOfSeveralCancellationsCounts() {
        assertThat(decided(paid(), NOW_AND_PLAIN, before("compensated"), before("accepted")))
                .isEqualTo("cancel and tell YLH");
        assertThat(decided(paid(), NOW_AND_PLAIN, before("accepted"), before("compensated")))
                .isEqualTo("cancel and keep what was accepted");
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledOrderIsCancelledHoweverFarItsDeliveryIs(DeliveryState state) {
        Cancellation latest = before(state.word());

        assertThat(Decision.of(
                        Examples.order("cancelled", Optional.of(SO_ID)),
                        List.of(latest, before("compensated")),
                        List.of(),
                        request(Optional.of(REASON), Optional.of(CANCEL_TIME)),
                        NOW))
                .isEqualTo(new Decision.AlreadyCancelled(Optional.of(latest), Optional.empty()));
    }

    /** The shop gave it to YLH anew, under another so-id, which YLH was never told to cancel. */
    @Test
    void whatYlhAcceptedForAnotherSoIdIsNotKept() {
        Order anew = Examples.order("paid", Optional.of(SO_ID + "-2"));

        assertThat(decided(anew, NOW_AND_PLAIN, before("accepted"))).isEqualTo("cancel and tell YLH");
    }

    @Test
    void theRequestIsFrozenAsTheUserWishedIt() {
        CancelRequest request = request(Optional.of(REASON), Optional.of(CANCEL_TIME.plusNanos(1)));

        assertThat(request(request)).isEqualTo(new CancellationRequest(SO_ID, REASON, "TEST", CANCEL_TIME));
    }

    @Test
    void theCancelTimeIsNowWhenTheUserNamesNone() {
        assertThat(request(NOW_AND_PLAIN).cancelTime()).isEqualTo(NOW);
    }

    private static CancellationRequest request(CancelRequest request) {
        return ((Decision.Cancel) Decision.of(paid(), List.of(), List.of(), request, NOW))
                .request()
                .orElseThrow();
    }

    private static String decided(Order order, CancelRequest request, Cancellation... earlier) {
        Decision decision = Decision.of(order, List.of(earlier), List.of(), request, NOW);
        if (decision instanceof Decision.Cancel cancel) {
            return cancel.kept()
                    .map(kept -> "cancel and keep what was " + kept.state())
                    .orElse(cancel.request().isPresent() ? "cancel and tell YLH" : "cancel");
        }
        if (decision instanceof Decision.SameAsBefore same) {
            return "same as before, which was " + same.cancellation().state();
        }
        return decision instanceof Decision.Refused refused ? "refuse: " + english(refused.why()) : "already cancelled";
    }

    private static Order paid() {
        return Examples.order("paid", Optional.of(SO_ID));
    }

    private static Cancellation before(String state) {
        return Examples.cancellation(DeliveryState.ofWord(state), 1, false);
    }

    private static CancelRequest request(Optional<String> reason, Optional<Instant> cancelTime) {
        return new CancelRequest(
                "A-1001", LookupBy.AUTO, reason, Optional.of("TEST"), cancelTime, Optional.empty(), "tester");
    }
}
