package io.github.ylhcancel.cli;

/** Colours, where they are wanted, and columns that stay straight when a cell holds Chinese. */
final class Style {
    private final boolean colored;

    Style(boolean colored) {
        this.colored = colored;
    }

    String good(String text) {
        return paint("32", text);
    }

    String warning(String text) {
        return paint("33", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return colored && !text.isEmpty() ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }

    /** Fills {@code text} with blanks to {@code width} columns; never cuts it. */
    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** How many columns a terminal gives to the text: two for a Chinese character. */
    static int width(String text) {
        return text.codePoints().map(Style::width).sum();
    }

    private static int width(int codePoint) {
        boolean wide = codePoint >= 0x1100 && codePoint <= 0x115F
                || codePoint >= 0x2E80 && codePoint <= 0xA4CF
                || codePoint >= 0xAC00 && codePoint <= 0xD7A3
                || codePoint >= 0xF900 && codePoint <= 0xFAFF
                || codePoint >= 0xFE30 && codePoint <= 0xFE6F
                || codePoint >= 0xFF00 && codePoint <= 0xFF60
                || codePoint >= 0xFFE0 && codePoint <= 0xFFE6
                || codePoint >= 0x1F300 && codePoint <= 0x1FAFF
                || codePoint >= 0x20000 && codePoint <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
