package io.github.ylhcancel.csv;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what separates the cells of a file. */
final class Separators {
    /** For a file with one column: there any of them makes a cell too many, instead of an order with a comma in it. */
    static final String ANY = ",;\t|";

    private static final Pattern DECLARED = Pattern.compile("\"?sep=([,;\t|])\"?", Pattern.CASE_INSENSITIVE);

    private Separators() {}

    /** What Excel's own first line, such as {@code sep=;}, says. */
    static Optional<String> declaredBy(byte[] line) {
        // Not strip(): it would take the tab of "sep=<tab>" away.
        Matcher matcher = DECLARED.matcher(asText(line).replaceAll("^[\r\n]+| +$", ""));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The most frequent one outside quotes, or {@link #ANY}. */
    static String usedIn(byte[] headerLine) {
        String line = withoutQuoted(asText(headerLine));
        String most = ANY;
        long count = 0;
        for (char candidate : ANY.toCharArray()) {
            long seen = line.chars().filter(c -> c == candidate).count();
            if (seen > count) {
                count = seen;
                most = String.valueOf(candidate);
            }
        }
        return most;
    }

    private static String withoutQuoted(String line) {
        return line.replaceAll("\"[^\"]*(\"|$)", "");
    }

    /** One character a byte: what is looked for is ASCII, and the encoding is not known yet. */
    private static String asText(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }
}
