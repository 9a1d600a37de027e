package io.github.ylhcancel.domain;

import static io.github.ylhcancel.domain.DeliveryState.COMPENSATED;
import static io.github.ylhcancel.domain.DeliveryState.HELD;
import static io.github.ylhcancel.domain.DeliveryState.PENDING;
import static io.github.ylhcancel.domain.DeliveryState.REJECTED;
import static io.github.ylhcancel.domain.DeliveryState.SENDING;
import static io.github.ylhcancel.domain.DeliveryState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ylhcancel.domain.DeliveryState.Phase;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryStateTest {
    private static final String PAIRS = """
            from \\ to   pending  sending  accepted  rejected  unknown  confirmed  partial  compensated  held  dead  abandoned  withdrawn
            pending      -        yes      -         yes       -        yes        yes      -            -     -     -          yes
            sending      yes      -        yes       yes       yes      yes        yes      -            yes   yes   -          -
            accepted     -        -        -         yes       -        yes        yes      -            -     -     -          -
            rejected     yes      -        -         -         yes      yes        yes      yes          yes   -     -          -
            unknown      -        yes      -         yes       -        yes        yes      -            -     -     yes        -
            confirmed    -        -        -         -         -        -          -        -            -     -     -          -
            partial      -        -        -         -         -        yes        -        -            -     -     -          -
            compensated  -        -        -         -         -        -          -        -            -     -     -          -
            held         yes      -        -         yes       yes      yes        yes      yes          -     -     yes        -
            dead         yes      -        -         yes       yes      yes        yes      -            -     -     yes        yes
            abandoned    yes      -        -         yes       yes      yes        yes      -            -     -     -          yes
            withdrawn    -        -        -         -         -        -          -        -            -     -     -          -
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

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @MethodSource("pairs")
    void whatTheTableDoesNotAllowIsNotWritten(DeliveryState from, DeliveryState to, boolean allowed) {
        if (allowed) {
            assertThat(from.then(to)).isSameAs(to);
        } else {
            assertThatThrownBy(() -> from.then(to))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a delivery that is " + from + " does not become " + to);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pending, OPEN, OPEN",
        "sending, OPEN, OPEN",
        "unknown, OPEN, NEEDS_PERSON",
        "accepted, AWAITED, AWAITED",
        "rejected, TO_PUT_BACK, TO_PUT_BACK",
        "held, NEEDS_PERSON, NEEDS_PERSON",
        "dead, NEEDS_PERSON, NEEDS_PERSON",
        "confirmed, SETTLED, SETTLED",
        "partial, SETTLED, SETTLED",
        "compensated, SETTLED, SETTLED",
        "abandoned, SETTLED, SETTLED",
        "withdrawn, SETTLED, SETTLED"
    })
    void whatBecomesOfItByItself(String word, Phase repeating, Phase once) {
        DeliveryState state = DeliveryState.ofWord(word);

        assertThat(state.phase(true)).isEqualTo(repeating);
        assertThat(state.phase(false)).isEqualTo(once);
        assertThat(state.isOpen(false)).isEqualTo(once == Phase.OPEN);
    }

    /** What is settled goes on by a person's word or by YLH's at most, never by itself: no attempt follows it but one that a person wants. */
    @Test
    void noAttemptFollowsWhatIsSettled() {
        assertThat(DeliveryState.all(state -> state.phase(true) == Phase.SETTLED))
                .allSatisfy(state -> assertThat(state.next()).doesNotContain(SENDING));
        assertThat(DeliveryState.all(state -> state.next().isEmpty()))
                .containsExactlyInAnyOrder(DeliveryState.CONFIRMED, COMPENSATED, DeliveryState.WITHDRAWN);
    }

    @Test
    void anOutcomeIsAwaitedWhileSomethingMayStillCome() {
        assertThat(DeliveryState.all(DeliveryState::awaitsOutcome))
                .containsExactly(PENDING, SENDING, DeliveryState.ACCEPTED, UNKNOWN);
    }

    @Test
    void ylhHasTakenWhatItAcceptedAndDidNotPutBack() {
        assertThat(DeliveryState.all(DeliveryState::isTaken))
                .containsExactly(DeliveryState.ACCEPTED, DeliveryState.CONFIRMED, DeliveryState.PARTIAL);
    }

    @Test
    void whatMayHaveBeenAppliedWaitsAsUnknown() {
        assertThat(DeliveryState.waiting(false)).isEqualTo(PENDING);
        assertThat(DeliveryState.waiting(true)).isEqualTo(UNKNOWN);
    }

    @Test
    void ylhHasStillToBeToldWhileNoAnswerWasReadable() {
        assertThat(Arrays.stream(DeliveryState.values()).filter(DeliveryState::isOpen))
                .containsExactlyInAnyOrder(PENDING, SENDING, UNKNOWN);
    }

    /** What YLH may have applied is no refusal: a second request with another time could cancel twice. */
    @Test
    void onlyWhatIsRefusedOrWithdrawnIsVoid() {
        assertThat(Arrays.stream(DeliveryState.values()).filter(DeliveryState::isVoid))
                .containsExactlyInAnyOrder(REJECTED, COMPENSATED, HELD, DeliveryState.WITHDRAWN);
    }

    /** Whoever says that YLH is told no more must be able to rely on it. */
    @Test
    void anAbandonedDeliveryIsNotSentByItself() {
        assertThat(DeliveryState.ABANDONED.next()).doesNotContain(SENDING);
        assertThat(DeliveryState.ABANDONED.isOpen()).isFalse();
        assertThat(DeliveryState.ABANDONED.isVoid()).isFalse();
    }

    @Test
    void everyStateIsFoundByItsWord() {
        assertThat(DeliveryState.values())
                .allSatisfy(
                        state -> assertThat(DeliveryState.ofWord(state.word())).isSameAs(state));
        assertThatThrownBy(() -> DeliveryState.ofWord("sent")).isInstanceOf(IllegalArgumentException.class);
    }
}
