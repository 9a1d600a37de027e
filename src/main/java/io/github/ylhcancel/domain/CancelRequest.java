package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the user wants cancelled, and how.
 *
 * @param reference the order, as the user names it
 * @param reason absent only in a dry run
 * @param sourceSystem needed as soon as YLH has to be told
 * @param cancelTime the moment YLH is told; now, if the user names none
 * @param note goes into the order's history, not to YLH
 * @param mayHoldPersonalData whether numbers of people may stand in reason and note
 * @param despitePayment whether an order is cancelled too for which a payment is under way
 */
public record CancelRequest(
        String reference,
        LookupBy by,
        Optional<String> reason,
        Optional<String> sourceSystem,
        Optional<Instant> cancelTime,
        Optional<String> note,
        String operator,
        boolean mayHoldPersonalData,
        boolean despitePayment) {
    /** The reason of an order that is cancelled here because YLH has cancelled it, and does not say why. */
    public static final String CANCELLED_BY_YLH = "易理货已取消";

    /** One in which no number of a person may stand, and that no payment is overruled by. */
    public CancelRequest(
            String reference,
            LookupBy by,
            Optional<String> reason,
            Optional<String> sourceSystem,
            Optional<Instant> cancelTime,
            Optional<String> note,
            String operator) {
        this(reference, by, reason, sourceSystem, cancelTime, note, operator, false, false);
    }

    /** The same, in which they may stand. */
    public CancelRequest withPersonalData() {
        return new CancelRequest(reference, by, reason, sourceSystem, cancelTime, note, operator, true, despitePayment);
    }

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
                Checks.operator(operator),
                mayHoldPersonalData ? Optional.empty() : Checks.noPersonalData(personalData(List.of(reference))));
        return checks.stream().flatMap(Optional::stream).findFirst();
    }

    /**
     * The numbers of people in reason and note, each named.
     *
     * @param own numbers of orders, which are none of a person
     */
    public List<Message> personalData(Collection<String> own) {
        return Stream.concat(
                        reason.stream().flatMap(text -> Checks.personalData("reason", text, own).stream()),
                        note.stream().flatMap(text -> Checks.personalData("note", text, own).stream()))
                .toList();
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
