package io.github.ylhcancel.csv;

import java.util.Arrays;

/** Collects the cells of one record after another, and never more than {@link #MAX_BYTES} of one. */
final class RecordBytes {
    static final int MAX_BYTES = 64 * 1024;

    private byte[] bytes = new byte[256];
    private int length;
    private int[] ends = new int[16];
    private int cells;
    private RawRecord.Flaw flaw = RawRecord.Flaw.NONE;

    void append(int b) {
        if (length == MAX_BYTES) {
            flaw = RawRecord.Flaw.TOO_LONG;
            return;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) b;
    }

    void endCell(int separator) {
        markEnd();
        append(separator);
    }

    void flaw(RawRecord.Flaw seen) {
        if (flaw == RawRecord.Flaw.NONE) {
            flaw = seen;
        }
    }

    RawRecord finish(long line, boolean endsLine) {
        markEnd();
        RawRecord record =
                new RawRecord(line, flaw, Arrays.copyOf(bytes, length), Arrays.copyOf(ends, cells), endsLine);
        length = 0;
        cells = 0;
        flaw = RawRecord.Flaw.NONE;
        return record;
    }

    private void markEnd() {
        if (flaw == RawRecord.Flaw.TOO_LONG) {
            return;
        }
        if (cells == ends.length) {
            ends = Arrays.copyOf(ends, cells * 2);
        }
        ends[cells++] = length;
    }
}
