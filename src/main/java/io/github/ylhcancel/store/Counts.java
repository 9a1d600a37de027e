package io.github.ylhcancel.store;

import io.github.ylhcancel.db.RowCountException;

/** What a statement must have changed: a row that it did not find, or one too many, is never passed over. */
final class Counts {
    private Counts() {}

    static void requireOneEach(int[] rows) {
        for (int changed : rows) {
            require(1, changed);
        }
    }

    static void require(int expected, int changed) {
        if (expected != changed) {
            throw new RowCountException(expected, changed);
        }
    }
}
