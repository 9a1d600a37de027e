package io.github.ylhcancel.csv;

/**
 * A record whose cells are still bytes.
 *
 * @param line the physical line on which it begins
 * @param bytes the cells without their quotes, one separator after each but the last
 * @param ends where each cell ends in {@code bytes}
 * @param endsLine whether a line end stands behind it; the last of a file that was cut has none
 */
record RawRecord(long line, Flaw flaw, byte[] bytes, int[] ends, boolean endsLine) {
    /** What is wrong with the record as a whole. */
    enum Flaw {
        NONE,
        TEXT_AFTER_QUOTE,
        QUOTE_NOT_CLOSED,
        TOO_LONG
    }

    int size() {
        return ends.length;
    }

    int start(int cell) {
        return cell == 0 ? 0 : ends[cell - 1] + 1;
    }

    int end(int cell) {
        return ends[cell];
    }

    boolean isAscii() {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
