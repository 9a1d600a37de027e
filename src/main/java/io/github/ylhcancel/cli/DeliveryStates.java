package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.DeliveryState;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words of an option {@code --state} that takes several. */
final class DeliveryStates {
    private DeliveryStates() {}

    /**
     * Each word once, in the order in which they were given.
     *
     * @param which the states whose words may stand there
     * @param others further words that may
     */
    static Set<String> words(
            Subcommand command, Collection<String> given, Predicate<DeliveryState> which, String... others) {
        List<String> known = Stream.concat(
                        Arrays.stream(DeliveryState.values()).filter(which).map(DeliveryState::word), Stream.of(others))
                .toList();
        Set<String> words = given.stream().map(String::strip).collect(Collectors.toCollection(LinkedHashSet::new));
        words.stream().filter(word -> !known.contains(word)).findFirst().ifPresent(word -> {
            throw command.usage("status.unknown-state", word, String.join(", ", known));
        });
        return words;
    }
}
