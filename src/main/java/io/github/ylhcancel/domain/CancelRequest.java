package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the user wants cancelled, and how.
 *
 * @param reference the order, as the user names it
 * @param reason absent only in a dry run
 * @param sourceSystem needed as soon as YLH has to be told
 * @param cancelTime the moment YLH is told; now, if the user names none
 * @param note goes into the order's history, not to YLH
 */
public record CancelRequest(
        String reference,
        LookupBy by,
        Optional<String> reason,
        Optional<String> sourceSystem,
        Optional<Instant> cancelTime,
        Optional<String> note,
        String operator) {
    /** The reason of an order that is cancelled here because YLH has cancelled it, and does not say why. */
    public static final String CANCELLED_BY_YLH = "易理货已取消";

    /** What is wrong with it, before any order is looked at. */
    public Optional<Message> problem(Instant now) {
        return problem().or(() -> cancelTime.flatMap(time -> Checks.notInTheFuture(time, now)));
    }

    /** The same as far as it needs no clock. */
    public Optional<Message> problem() {
        List<Optional<Message>> checks = List.of(
                reason.flatMap(Checks::reason),
                sourceSystem.flatMap(Checks::sourceSystem),
                cancelTime.flatMap(Checks::cancelTime),
                note.flatMap(Checks::note),
                Checks.operator(operator));
        return checks.stream().flatMap(Optional::stream).findFirst();
    }

    /** Whether it can mean that order: the database's own comparison may have overlooked case, accents or blanks. */
    public boolean means(Order order) {
        return switch (by) {
            case ID -> true;
            case NUMBER -> order.number().equals(reference);
            case SO_ID -> order.soId().filter(reference::equals).isPresent();
            case AUTO ->
                order.number().equals(reference)
                        || order.soId().filter(reference::equals).isPresent();
        };
    }

    /** What the order's history says of it. */
    public String historyNote() {
        String why = reason.orElse("");
        return note.map(more -> why + " · " + more).orElse(why);
    }
}
