package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Which runs a list is to show: those for which all of it holds.
 *
 * @param command only runs of this command, such as {@code db init}
 * @param operator only runs of this person, by the name that was recorded
 * @param failed only those that did not end, or ended with another exit code than 0
 * @param since only those that began then or later
 * @param until only those that began before
 */
public record RunFilter(
        Optional<String> command,
        Optional<String> operator,
        boolean failed,
        Optional<Instant> since,
        Optional<Instant> until) {
    public static final RunFilter ALL =
            new RunFilter(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

    public RunFilter ofCommand(String name) {
        return new RunFilter(Optional.of(name), operator, failed, since, until);
    }

    public RunFilter ofOperator(String name) {
        return new RunFilter(command, Optional.of(name), failed, since, until);
    }

    public RunFilter onlyFailed() {
        return new RunFilter(command, operator, true, since, until);
    }

    public RunFilter between(Instant from, Instant to) {
        return new RunFilter(command, operator, failed, Optional.of(from), Optional.of(to));
    }
}
