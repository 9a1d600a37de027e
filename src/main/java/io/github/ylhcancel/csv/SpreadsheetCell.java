package io.github.ylhcancel.csv;

import io.github.ylhcancel.base.Text;
import java.util.regex.Pattern;

/** Text as a cell that a spreadsheet shows and does not run, also one that takes the file's cells to end at other marks. */
public final class SpreadsheetCell {
    private static final String FORMULA = "=+-@＝＋－＠";
    /** What a spreadsheet may have been told to end a cell at, besides the comma, for which the cell stands in quotes. */
    private static final String SEPARATORS = ";|\t";
    /** A guard stands at the beginning of a part. */
    private static final Pattern GUARD = Pattern.compile("(^|[;|\\t])'(?=\\s*[=+\\-@＝＋－＠])");

    private SpreadsheetCell() {}

    /** On one line, what cannot be seen made visible, with a {@code '} in front of what would be taken for a formula. */
    public static String harmless(String text) {
        StringBuilder cell = new StringBuilder(text.length() + 1);
        boolean leading = text.startsWith("\t") || text.startsWith("\r");
        int start = 0;
        for (int end = end(text, start); end >= 0; end = end(text, start)) {
            addPart(text.substring(start, end), leading, cell);
            leading = false;
            if (end < text.length()) {
                cell.append(text.charAt(end));
            }
            start = end + 1;
        }
        return Text.visible(cell.toString());
    }

    /** The text again that {@link #harmless} guarded: without each {@code '} in front of what would be taken for a formula. */
    static String unguarded(String cell) {
        return GUARD.matcher(cell).replaceAll("$1");
    }

    /** Where the part that begins at {@code start} ends, or -1 behind the last. */
    private static int end(String text, int start) {
        int end = start;
        while (end < text.length() && SEPARATORS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return start > text.length() ? -1 : end;
    }

    private static void addPart(String part, boolean inAnyCase, StringBuilder cell) {
        String trimmed = CellText.trim(part);
        boolean formula = !trimmed.isEmpty() && FORMULA.indexOf(trimmed.charAt(0)) >= 0;
        cell.append(formula || inAnyCase ? "'" : "").append(part);
    }
}
