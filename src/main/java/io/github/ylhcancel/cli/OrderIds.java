package io.github.ylhcancel.cli;

import java.util.Arrays;

/** A set of orders' ids in some 16 bytes each: a file may name a million of them, and a {@code HashSet} would take five times that. */
final class OrderIds {
    private static final int FIRST_SIZE = 1024;

    private long[] places = new long[FIRST_SIZE];
    private boolean zero;
    private int count;

    /** Whether it is new. */
    boolean add(long id) {
        if (id == 0) {
            boolean isNew = !zero;
            zero = true;
            return isNew;
        }
        int place = place(places, id);
        if (places[place] == id) {
            return false;
        }
        places[place] = id;
        if (++count * 2L > places.length) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] larger = new long[places.length * 2];
        Arrays.stream(places).filter(id -> id != 0).forEach(id -> larger[place(larger, id)] = id);
        places = larger;
    }

    /** Where the id is, or the free place for it. */
    private static int place(long[] places, long id) {
        int mask = places.length - 1;
        int place = Long.hashCode(id * 0x9E3779B97F4A7C15L) & mask;
        while (places[place] != 0 && places[place] != id) {
            place = place + 1 & mask;
        }
        return place;
    }
}
