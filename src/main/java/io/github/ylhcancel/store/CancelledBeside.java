package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Transition;
import io.github.ylhcancel.store.CancelledTwice.StatusChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which cancellations in a shop's history were made of an order that this program had cancelled, or was cancelling at that moment.
 *
 * @param again when those were that cancelled what was cancelled
 * @param byOthers how many there are that are not ours, whether they were right or not
 */
record CancelledBeside(List<Instant> again, int byOthers) {
    /** How long a transaction of the shop may have been open, and how far its clock may be from the database's. */
    private static final Duration SAME_MOMENT = Duration.ofMinutes(1);

    /** A row of the history and, if we wrote it, what we wrote it for. */
    private record Entry(StatusChange change, boolean ours) {}

    /**
     * @param history that which cancelled the order or took it up again, in whatever order
     * @param changes what the tool did with the order
     * @param cancelled whether it is cancelled now
     */
    static CancelledBeside of(List<StatusChange> history, List<Transition> changes, boolean cancelled) {
        List<StatusChange> rest = new ArrayList<>(history);
        List<Entry> entries = new ArrayList<>();
        List<Transition> unseen = new ArrayList<>();
        for (Transition change : changes) {
            Optional<StatusChange> written = nearest(rest, change, true);
            written.ifPresent(row -> take(row, rest, entries));
            if (written.isEmpty()) {
                unseen.add(change);
            }
        }
        // Whose words the shop has altered: the next best is ours, so that nobody is accused of it.
        unseen.forEach(change -> nearest(rest, change, false).ifPresent(row -> take(row, rest, entries)));
        rest.forEach(row -> entries.add(new Entry(row, false)));
        entries.sort(Comparator.comparing(entry -> entry.change().at()));
        List<Instant> again = again(entries);
        int most = mostByCount(entries, cancelled);
        int byOthers = (int) rest.stream().filter(StatusChange::cancels).count();
        return new CancelledBeside(again.size() > most ? again.subList(0, most) : again, byOthers);
    }

    private static void take(StatusChange row, List<StatusChange> rest, List<Entry> entries) {
        rest.remove(row);
        entries.add(new Entry(row, true));
    }

    private static Optional<StatusChange> nearest(List<StatusChange> rows, Transition change, boolean inOurWords) {
        boolean cancels = change.kind() == Transition.Kind.CANCEL;
        return rows.stream()
                .filter(row -> row.cancels() == cancels)
                .filter(row -> !inOurWords
                        || row.note().filter(change.note()::equals).isPresent()
                        || row.note().isEmpty() && apart(row.at(), change.at()).compareTo(Duration.ofSeconds(1)) <= 0)
                .min(Comparator.comparing(row -> apart(row.at(), change.at())));
    }

    private static Duration apart(Instant one, Instant other) {
        return Duration.between(one, other).abs();
    }

    /** As it went on. What we cancelled was not cancelled then, so whoever cancelled it long before was right. */
    private static List<Instant> again(List<Entry> entries) {
        List<Instant> again = new ArrayList<>();
        boolean cancelledByUs = false;
        Optional<Instant> cancelledByOther = Optional.empty();
        for (Entry entry : entries) {
            Instant at = entry.change().at();
            if (!entry.change().cancels()) {
                cancelledByUs = false;
                cancelledByOther = Optional.empty();
            } else if (entry.ours()) {
                cancelledByOther
                        .filter(before -> apart(before, at).compareTo(SAME_MOMENT) <= 0)
                        .ifPresent(again::add);
                cancelledByOther = Optional.empty();
                cancelledByUs = true;
            } else if (cancelledByUs) {
                again.add(at);
            } else {
                cancelledByOther = Optional.of(at);
            }
        }
        return again;
    }

    /** Where clocks differ the order in which it went on is not known, but how often it was cancelled and taken up again is. */
    private static int mostByCount(List<Entry> entries, boolean cancelled) {
        long cancels =
                entries.stream().filter(entry -> entry.change().cancels()).count();
        long back = entries.size() - cancels;
        return (int) Math.max(0, cancels - back - (cancelled ? 1 : 0));
    }
}
