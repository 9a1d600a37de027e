package io.github.ylhcancel.csv;

import java.util.regex.Pattern;

/** Text as a cell that a spreadsheet shows and does not run. */
public final class SpreadsheetCell {
    /** What makes a spreadsheet take a cell for a formula, also behind spaces. */
    private static final Pattern FORMULA =
            Pattern.compile("^[\\s\\u00A0\\u3000\\uFEFF]*[=+\\-@＝＋－＠].*|^[\\t\\r].*", Pattern.DOTALL);

    private SpreadsheetCell() {}

    public static String harmless(String text) {
        String printable = CellText.printable(text);
        return FORMULA.matcher(text).matches() ? "'" + printable : printable;
    }
}
