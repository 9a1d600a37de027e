package io.github.ylhcancel.cancel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Orders that are cancelled together, and between them what needs no cancelling, such as a row that cannot be used. All are
 * answered in the order in which they came.
 */
public final class CancelChunk {
    /** What cancels a chunk, or only says what would happen. */
    public interface Work {
        /** Answers what became of each, in their order. */
        List<CancelResult> decide(List<CancelItem> items);

        /** The listener has heard of all that was decided. May throw what keeps the run from going on. */
        default void told() {}

        /** Nothing more will come for a while, because whoever writes the input has paused. */
        void paused();
    }

    /** Hears of every order when its chunk is done. */
    public interface Listener {
        /**
         * @param place the line of the file, or the place in the plan, from 1
         */
        void decided(long place, CancelResult result);
    }

    /** Either something to do or a result that is known already. */
    private record Entry(long place, Optional<CancelItem> item, Optional<CancelResult> known) {}

    private final int size;
    private final Work work;
    private final Listener listener;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param size how many it takes at most
     */
    public CancelChunk(int size, Work work, Listener listener) {
        this.size = size;
        this.work = work;
        this.listener = listener;
    }

    public void add(long place, CancelItem item) {
        entries.add(new Entry(place, Optional.of(item), Optional.empty()));
    }

    void add(long place, CancelResult known) {
        entries.add(new Entry(place, Optional.empty(), Optional.of(known)));
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public boolean isFull() {
        return entries.size() >= size;
    }

    /** Cancels what has been added and lets the listener hear of it; the chunk is empty then. */
    public void decide() {
        List<CancelItem> items =
                entries.stream().map(Entry::item).flatMap(Optional::stream).toList();
        Iterator<CancelResult> results = items.isEmpty()
                ? List.<CancelResult>of().iterator()
                : work.decide(items).iterator();
        List<Entry> decided = List.copyOf(entries);
        entries.clear();
        decided.forEach(entry -> listener.decided(entry.place(), entry.known().orElseGet(results::next)));
        if (!items.isEmpty()) {
            work.told();
        }
    }
}
