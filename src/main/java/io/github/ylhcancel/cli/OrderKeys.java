package io.github.ylhcancel.cli;

import io.github.ylhcancel.domain.RowKey;

/**
 * A set of orders' keys that costs little besides the keys themselves: a file may name a million of them, and the entries of a
 * {@code HashSet} would take as much room again.
 */
final class OrderKeys {
    private static final int FIRST_SIZE = 1024;

    private RowKey[] places = new RowKey[FIRST_SIZE];
    private int count;

    /** Whether it is new. */
    boolean add(RowKey key) {
        int place = place(places, key);
        if (places[place] != null) {
            return false;
        }
        places[place] = key;
        if (++count * 2L > places.length) {
            grow();
        }
        return true;
    }

    private void grow() {
        RowKey[] larger = new RowKey[places.length * 2];
        for (RowKey key : places) {
            if (key != null) {
                larger[place(larger, key)] = key;
            }
        }
        places = larger;
    }

    /** Where the key is, or the free place for it. */
    private static int place(RowKey[] places, RowKey key) {
        int mask = places.length - 1;
        int hash = key.hashCode() * 0x9E3779B9;
        int place = (hash ^ hash >>> 16) & mask;
        while (places[place] != null && !places[place].equals(key)) {
            place = place + 1 & mask;
        }
        return place;
    }
}
