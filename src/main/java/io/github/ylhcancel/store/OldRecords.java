package io.github.ylhcancel.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Old rows of one kind that nothing needs any more. They are looked at a stretch after the other, the oldest first by an index, and what may
 * go goes in one small transaction: so nobody has to wait for it, and whoever dies in between goes on another time.
 */
public interface OldRecords {
    /**
     * Looks at the next rows, and removes what may go.
     *
     * @param after where the stretch before ended; nothing to begin
     * @param limit how many rows are looked at
     */
    Stretch prune(Optional<Place> after, int limit);

    /** The same without a change: what would be removed now. */
    Stretch look(Optional<Place> after, int limit);

    /**
     * How old what goes has to be.
     *
     * @param before what is not older stays
     * @param digestsBefore a callback that YLH sent later may still come again, so it must be known by its digest
     */
    record Age(Instant before, Instant digestsBefore) {}

    /** The row that was looked at last. */
    record Place(Instant at, String key) {}

    /**
     * What a stretch came to.
     *
     * @param looked how many rows were looked at
     * @param removed how many rows of which table go, or lose their text
     * @param end where the next one begins; nothing behind the last
     */
    record Stretch(int looked, Map<Gone, Integer> removed, Optional<Place> end) {}

    /** What goes of which table. */
    enum Gone {
        CALLS("ylh_call", true),
        CALLBACKS("ylh_callback", true),
        /** Of a callback that may still come again only its text goes. */
        CALLBACK_TEXTS("ylh_callback", false),
        EVENTS("ylh_event", true),
        TRANSITIONS("ylh_transition", true),
        LEDGER("ylh_stock_ledger", true),
        INTERVENTIONS("ylh_intervention", true),
        RUNS("ylh_run", true);

        private final String table;
        private final boolean whole;

        Gone(String table, boolean whole) {
            this.table = table;
            this.whole = whole;
        }

        public String table() {
            return table;
        }

        /** Whether the row goes, or only what is in it. */
        public boolean isWhole() {
            return whole;
        }
    }
}
