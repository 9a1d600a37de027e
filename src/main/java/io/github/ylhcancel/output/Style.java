package io.github.ylhcancel.output;

import java.util.Random;
import java.util.regex.Pattern;

/** Colours, where they are wanted, and columns that stay straight when a cell holds Chinese. */
public final class Style {
    /** Begins a colour, until the text is printed: then it becomes an escape sequence. No text from outside can know it. */
    private static final String MARK = '\uE000' + Long.toHexString(new Random().nextLong()) + ':';

    /** Apart from the rest, so that what is without colours needs none. */
    private static final class MarkedPattern {
        static final Pattern MARKED = Pattern.compile(MARK + "(\\d+);");
    }

    private final boolean colored;

    public Style(boolean colored) {
        this.colored = colored;
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String warning(String text) {
        return paint("33", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return colored && !text.isEmpty() ? MARK + code + ";" + text + MARK + "0;" : text;
    }

    /** A line whose colours are marked, as a terminal wants it. */
    static String painted(String line) {
        return line.contains(MARK) ? MarkedPattern.MARKED.matcher(line).replaceAll("\u001B[$1m") : line;
    }

    /** Fills {@code text} with blanks to {@code width} columns; never cuts it. */
    public static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** How many columns a terminal gives to the text: two for a Chinese character. */
    public static int width(String text) {
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
