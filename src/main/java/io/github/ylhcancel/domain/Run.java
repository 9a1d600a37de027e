package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A command that was started to write: who ran it, how, and what came of it.
 *
 * @param command its name, such as {@code cancel-unpaid} or {@code db init}
 * @param arguments as one would type them, without a secret
 * @param operator who ran it, by his own account
 * @param osUser whose process it was; absent for one that an earlier version recorded
 * @param pid of its process on {@code host}
 * @param endedAt absent while it runs, and for good if it died
 * @param exitCode present exactly when it has ended
 * @param counts its summary as JSON; absent if it ended before it had one
 */
public record Run(
        String id,
        String command,
        String arguments,
        String operator,
        Optional<OsUser> osUser,
        String host,
        long pid,
        Instant startedAt,
        Optional<Instant> endedAt,
        OptionalInt exitCode,
        Optional<String> counts) {
    /** One that has just begun. */
    public static Run begun(
            String id,
            String command,
            String arguments,
            String operator,
            OsUser osUser,
            String host,
            long pid,
            Instant startedAt) {
        return new Run(
                id,
                command,
                arguments,
                operator,
                Optional.of(osUser),
                host,
                pid,
                startedAt,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    /** The same at its end. */
    public Run ended(Instant at, int code, Optional<String> summary) {
        return new Run(
                id,
                command,
                arguments,
                operator,
                osUser,
                host,
                pid,
                startedAt,
                Optional.of(at),
                OptionalInt.of(code),
                summary);
    }
}
