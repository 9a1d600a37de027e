package io.github.ylhcancel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.testing.Sentences;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorWordTest {
    /** "taken": it can be said; "same": it is so already; "no": it is refused. */
    private static final String TABLE = """
            state        confirmed  rejected  abandoned
            pending      no         no        no
            sending      no         no        no
            accepted     taken      taken     no
            rejected     taken      same      no
            unknown      taken      taken     taken
            confirmed    same       no        no
            partial      taken      no        no
            compensated  no         no        no
            held         taken      taken     taken
            dead         taken      taken     taken
            abandoned    taken      taken     same
            withdrawn    no         no        no
            """;

    static Stream<Arguments> cells() {
        return TABLE.lines().skip(1).flatMap(line -> {
            String[] cells = line.strip().split(" +");
            return Stream.of(OperatorWord.values())
                    .map(word -> Arguments.of(DeliveryState.ofWord(cells[0]), word, cells[1 + word.ordinal()]));
        });
    }

    @ParameterizedTest(name = "{1} of what is {0}: {2}")
    @MethodSource("cells")
    void isTakenAsTheTableSaysAndNotOtherwise(DeliveryState state, OperatorWord word, String expected) {
        String found =
                word.isSaidOf(state) ? "same" : word.refusal(state, "PO1").isEmpty() ? "taken" : "no";

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void theTableHasEveryState() {
        assertThat(cells().map(cell -> cell.get()[0]).distinct())
                .containsExactlyInAnyOrder((Object[]) DeliveryState.values());
    }

    /** What the desk allows, the states must allow too. */
    @ParameterizedTest
    @EnumSource
    void whatIsTakenIsAMoveThatTheStatesKnow(OperatorWord word) {
        assertThat(DeliveryState.values())
                .filteredOn(state -> word.refusal(state, "PO1").isEmpty())
                .isNotEmpty()
                .allSatisfy(state -> assertThat(state.next()).contains(word.state()));
    }

    @Test
    void aRefusalNamesTheStateAndWhatToDo() {
        assertThat(Sentences.english(OperatorWord.CONFIRMED.refusal(DeliveryState.PENDING, "PO1")))
                .startsWith("it is pending")
                .contains("ylh sync", "ylh status PO1");
        assertThat(Sentences.english(OperatorWord.ABANDONED.refusal(DeliveryState.ACCEPTED, "PO1")))
                .startsWith("it is accepted")
                .contains("callback", "confirmed or rejected");
        assertThat(Sentences.english(OperatorWord.REJECTED.refusal(DeliveryState.COMPENSATED, "PO1")))
                .startsWith("it is compensated")
                .contains("settled", "ylh history PO1");
    }

    @Test
    void isFoundByItsWordOnly() {
        assertThat(Arrays.stream(OperatorWord.values()).map(OperatorWord::word))
                .containsExactly("confirmed", "rejected", "abandoned");
        assertThat(OperatorWord.ofWord("abandoned")).contains(OperatorWord.ABANDONED);
        assertThat(OperatorWord.ofWord("ABANDONED")).isEqualTo(Optional.empty());
        assertThat(OperatorWord.ofWord("retry")).isEmpty();
    }

    /** What a person may say is what may follow; only while it is being told, YLH has the word. */
    @ParameterizedTest
    @EnumSource
    void noWordIsTakenThatMayNotFollow(DeliveryState found) {
        for (OperatorWord word : OperatorWord.values()) {
            if (word.refusal(found, "PO1").isEmpty()) {
                assertThat(found.then(word.state())).isEqualTo(word.state());
            }
        }
    }
}
