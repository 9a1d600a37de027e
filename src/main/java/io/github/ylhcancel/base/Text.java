package io.github.ylhcancel.base;

/**
 * Text from outside, made fit to be shown in one line: nothing in it can move a cursor, turn the direction of writing, hide, forge
 * a line or flood a screen. A line break becomes a blank, and what cannot be seen becomes visible, as {@code \}{@code u001b}.
 */
public final class Text {
    private static final int SHOWN_LENGTH = 80;

    private Text() {}

    /** In quotes, and shortened. */
    public static String shown(String text) {
        return '"' + line(text, SHOWN_LENGTH) + '"';
    }

    /** In one line, however long. */
    public static String visible(String text) {
        return isVisible(text) ? text : line(text, Integer.MAX_VALUE);
    }

    /** Whether nothing in it {@linkplain #isHidden is hidden}. */
    public static boolean isVisible(String text) {
        int character;
        for (int at = 0; at < text.length(); at += Character.charCount(character)) {
            character = text.codePointAt(at);
            if (isHidden(character)) {
                return false;
            }
        }
        return true;
    }

    /** In one line of at most {@code length} characters, and one more that says that something was cut off. */
    public static String line(String text, int length) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), length));
        int next;
        for (int at = 0; at < text.length(); at = next) {
            int character = text.codePointAt(at);
            next = at + Character.charCount(character);
            String shown = isHidden(character) ? escaped(character) : text.substring(at, next);
            if (shown.length() > length - line.length()) {
                return line.append('…').toString();
            }
            line.append(shown);
        }
        return line.toString();
    }

    private static String escaped(int character) {
        return switch (character) {
            case '\t', '\n', 0x0B, '\f', '\r', 0x85, 0x2028, 0x2029 -> " ";
            default -> {
                StringBuilder escaped = new StringBuilder(12);
                for (char unit : Character.toChars(character)) {
                    escaped.append("\\u").append(Integer.toHexString(0x10000 + unit), 1, 5);
                }
                yield escaped.toString();
            }
        };
    }

    /**
     * Whether a terminal or a person's eye would take it for something else, or for nothing: control characters, line breaks, marks
     * that turn the direction of writing, what has no width, half a character.
     */
    public static boolean isHidden(int character) {
        if (character >= ' ' && character < 0x7F) {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isFiller(character) || isNoCharacter(character);
        };
    }

    /** Letters and marks by their category, that show nothing. */
    private static boolean isFiller(int character) {
        return switch (character) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0 -> true;
            default -> false;
        };
    }

    private static boolean isNoCharacter(int character) {
        return character >= 0xFDD0 && character <= 0xFDEF || (character & 0xFFFE) == 0xFFFE;
    }
}
