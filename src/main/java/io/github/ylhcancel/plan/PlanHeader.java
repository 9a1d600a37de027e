package io.github.ylhcancel.plan;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.domain.CancelRequest;
import io.github.ylhcancel.domain.DatabaseIdentity;
import io.github.ylhcancel.domain.LookupBy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What holds for all orders of a plan, and where it comes from.
 *
 * @param arguments of the command that made it; without the secrets that may be among them
 * @param by who made it; the histories of the orders name who carries it out
 * @param cancelTime only if somebody named one; otherwise each order's is the moment in which it is cancelled
 */
public record PlanHeader(
        PlanKind kind,
        String command,
        List<String> arguments,
        DatabaseIdentity database,
        Instant createdAt,
        Instant expiresAt,
        String by,
        String host,
        String runId,
        Optional<String> reason,
        Optional<String> note,
        Optional<String> sourceSystem,
        Optional<Instant> cancelTime) {
    /** By how much the clock of the one who made it may be ahead. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** The numbers of people in what holds for all its orders, each named; those that the command took for orders are none. */
    public List<Message> personalData() {
        List<String> texts = Stream.concat(reason.stream(), note.stream()).toList();
        List<String> orders = arguments.stream()
                .filter(argument -> texts.stream().noneMatch(argument::contains))
                .toList();
        return new CancelRequest("", LookupBy.ID, reason, sourceSystem, cancelTime, note, by).personalData(orders);
    }

    /**
     * @param file the plan's, for the message
     * @param mostAge how old a plan may be here, whatever it says itself
     * @throws UserError if the plan has expired, or was made for another database than {@code here}
     */
    public void requireUsable(Path file, Instant now, Duration mostAge, DatabaseIdentity here) {
        if (createdAt.isAfter(now.plus(TOLERANCE))) {
            throw UserError.usage("plan.from-future", file, createdAt);
        }
        if (!now.isBefore(createdAt.plus(mostAge))) {
            throw UserError.usage("plan.too-old", file, createdAt);
        }
        if (!now.isBefore(expiresAt)) {
            throw UserError.usage("plan.expired", file, expiresAt);
        }
        if (!database.fingerprint().equals(here.fingerprint())) {
            throw UserError.usage("plan.other-database", file, database, here);
        }
    }
}
