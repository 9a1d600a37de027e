package io.github.ylhcancel.csv;

import static io.github.ylhcancel.csv.LookaheadInput.isLineEnd;

/**
 * Weighs lines of bytes for the one or the other encoding. Chinese text in UTF-8 has characters of three bytes, which GB18030 text
 * hardly ever looks like; the reverse is common, so validity as GB18030 says little. A few short GB18030 words also read as
 * two-byte UTF-8 (Greek, Cyrillic, accented Latin): such lines decide nothing for good.
 */
final class EncodingEvidence {
    /** What one line can be. */
    enum Look {
        ASCII,
        UTF_8,
        GB18030,
        /** Valid as both, and hanzi as GB18030: pairs of bytes that stand together. */
        EITHER_HANZI,
        /** Valid as both, and letters as UTF-8: a single one between ASCII. */
        EITHER_LETTERS,
        NEITHER
    }

    private final int[] lines = new int[Look.values().length];

    void addLines(byte[] bytes) {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (isLineEnd(bytes[i])) {
                add(look(bytes, start, i));
                start = i + 1;
            }
        }
        add(look(bytes, start, bytes.length));
    }

    void add(Look look) {
        lines[look.ordinal()]++;
    }

    /** Whether {@link #likelier} is more than a guess. */
    boolean isStrong() {
        return count(Look.UTF_8) + count(Look.GB18030) > 0;
    }

    CsvEncoding likelier() {
        boolean gb18030 = isStrong()
                ? count(Look.GB18030) > count(Look.UTF_8)
                : count(Look.EITHER_HANZI) > count(Look.EITHER_LETTERS);
        return gb18030 ? CsvEncoding.GB18030 : CsvEncoding.UTF_8;
    }

    private int count(Look look) {
        return lines[look.ordinal()];
    }

    static Look look(byte[] bytes, int from, int to) {
        if (isAscii(bytes, from, to)) {
            return Look.ASCII;
        }
        boolean gb18030 = CsvEncoding.GB18030.decode(bytes, from, to).isPresent();
        return CsvEncoding.UTF_8
                .decode(bytes, from, to)
                .map(text -> asUtf8(text, gb18030 && pairsStandTogether(bytes, from, to)))
                .orElse(gb18030 ? Look.GB18030 : Look.NEITHER);
    }

    private static Look asUtf8(String text, boolean hanzi) {
        if (text.chars().anyMatch(c -> c >= 0x800)) {
            return Look.UTF_8;
        }
        return hanzi ? Look.EITHER_HANZI : Look.EITHER_LETTERS;
    }

    /** Whether all that is not ASCII comes in runs of two or more GB2312 hanzi. */
    private static boolean pairsStandTogether(byte[] bytes, int from, int to) {
        int run = 0;
        for (int i = from; i <= to; i++) {
            boolean ascii = i == to || bytes[i] >= 0;
            if (ascii && run > 0 && (run < 4 || run % 2 != 0)) {
                return false;
            }
            run = ascii ? 0 : run + 1;
            if (!ascii && (bytes[i] & 0xFF) < (run % 2 == 1 ? 0xB0 : 0xA1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
