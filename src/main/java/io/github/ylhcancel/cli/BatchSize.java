package io.github.ylhcancel.cli;

import io.github.ylhcancel.config.Key;
import java.util.Optional;

/** How many orders one transaction takes at most: as the option says, or else the configuration. */
final class BatchSize {
    private static final int LARGEST = 10_000;

    private BatchSize() {}

    /**
     * @param option what {@code --batch-size} says, if it was given
     */
    static int of(Subcommand command, Optional<Integer> option, Key key) {
        int size = option.orElseGet(() -> command.services().settings().number(key));
        if (size < 1) {
            throw command.usage("unpaid.at-least-one", option.isPresent() ? "--batch-size" : key, size);
        }
        if (size > LARGEST) {
            throw command.usage("unpaid.batch-size", size, LARGEST);
        }
        return size;
    }
}
