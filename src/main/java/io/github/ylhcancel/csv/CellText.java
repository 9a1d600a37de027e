package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Text;
import java.text.Normalizer;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What may surround, hide in, or be shown of the text of a cell. */
final class CellText {
    private static final int SHOWN = 60;
    private static final Pattern BRACKETS = Pattern.compile("\\([^)]*\\)|\\[[^]]*]|【[^】]*】|《[^》]*》|\\{[^}]*}|〔[^〕]*〕");
    private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]");

    private CellText() {}

    /** Without the spaces around it: also the ideographic, the no-break and the invisible ones that come with copied text. */
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == '\uFEFF'
                || c == '\u2060'
                || (c >= '\u200B' && c <= '\u200F');
    }

    /**
     * A column name as it is compared: in small letters, typed in full width or not, and without blanks, dashes, other signs, and brackets
     * with what stands in them.
     */
    static String columnName(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String bare = signless(BRACKETS.matcher(plain).replaceAll(""));
        return bare.isEmpty() ? signless(plain) : bare;
    }

    private static String signless(String text) {
        return SIGNS.matcher(text).replaceAll("");
    }

    /** With digits, letters and signs that were typed in full width as ordinary ones. */
    static String ordinaryWidth(String text) {
        StringBuilder ordinary = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            ordinary.append(c >= '\uFF01' && c <= '\uFF5E' ? (char) (c - 0xFEE0) : c);
        }
        return ordinary.toString();
    }

    /** The first character that nobody types on purpose; line breaks are typed. */
    static OptionalInt firstControl(String text) {
        return text.codePoints()
                .filter(c -> c != '\n' && c != '\r' && Character.getType(c) == Character.CONTROL)
                .findFirst();
    }

    /** The first character that cannot be seen; none belongs into a number, and with one it is another number. */
    static OptionalInt firstInvisible(String text) {
        return text.codePoints().filter(Text::isHidden).findFirst();
    }

    /** Printable and not longer than a message can bear. */
    static String shown(String text) {
        return Text.line(trim(text), SHOWN);
    }

    /** The same of a row that may be about a customer: numbers of people are masked. */
    static String shownOfRow(String text) {
        return shown(PersonalData.masked(text));
    }
}
