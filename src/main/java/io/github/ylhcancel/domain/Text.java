package io.github.ylhcancel.domain;

/** Text from outside, made fit to be shown in one line: nothing in it can move a cursor, forge a log line or flood a screen. */
public final class Text {
    private static final int SHOWN_LENGTH = 80;

    private Text() {}

    /** In quotes, shortened, control characters replaced. */
    public static String shown(String text) {
        return '"' + line(text, SHOWN_LENGTH) + '"';
    }

    /** In one line of at most {@code length} characters, control characters and line breaks replaced by a blank. */
    public static String line(String text, int length) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), length));
        for (int i = 0; i < text.length(); i++) {
            if (line.length() == length) {
                return withoutHalfCharacter(line).append('…').toString();
            }
            char c = text.charAt(i);
            line.append(isControl(c) ? ' ' : c);
        }
        return line.toString();
    }

    /** A character of two parts is cut off as a whole: half of one cannot be written in any encoding. */
    private static StringBuilder withoutHalfCharacter(StringBuilder line) {
        int last = line.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(line.charAt(last))) {
            line.setLength(last);
        }
        return line;
    }

    /** Also the marks that turn the direction of writing, and the line and paragraph separators. */
    public static boolean isControl(char c) {
        return Character.isISOControl(c)
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u061C'
                || c == '\u200E'
                || c == '\u200F'
                || c >= '\u202A' && c <= '\u202E'
                || c >= '\u2066' && c <= '\u2069';
    }
}
