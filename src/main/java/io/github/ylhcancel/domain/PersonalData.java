package io.github.ylhcancel.domain;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of people that do not belong into a reason or a note: what was found, and how it may be shown. */
public final class PersonalData {

    /** The kinds of number that are looked for. */
    public enum Kind {
        /** A Chinese mobile number, with or without its country code. */
        MOBILE,
        /** A Chinese identity number, of 18 characters or of the 15 of old. */
        IDENTITY,
        /** The number of a bank card. */
        BANK_CARD
    }

    /**
     * A number that was found.
     *
     * @param kind   what it is
     * @param start  where it begins in the text, in characters from 0
     * @param end    the first character after it
     * @param masked how it may be shown: <code>138****5678</code>
     */
    public record Found(Kind kind, int start, int end, String masked) {}

    /*
     * A run of digits that people have cut with single blanks or dashes. Letters, digits and underscores that touch it
     * make it a part of something else: an order number, a so-id.
     */
    private static final Pattern RUN = Pattern.compile(
            "(?<![\\p{Alnum}_.])(?:\\+|00)?[0-9](?:[ \\-]?[0-9]){10,21}(?:[ \\-]?[Xx])?(?![\\p{Alnum}_])");
    private static final Pattern MOBILE = Pattern.compile("(?:(?:\\+|00)?86)?(1[3-9][0-9]{9})");
    private static final Pattern IDENTITY = Pattern.compile("[1-8][0-9]{16}[0-9X]");
    private static final Pattern OLD_IDENTITY = Pattern.compile("[1-8][0-9]{14}");
    // UnionPay, Visa, Mastercard, American Express, JCB; the Chinese debit cards of before UnionPay begin with 4 or 9
    private static final Pattern CARD = Pattern.compile(
            "62[0-9]{11,17}|4(?:[0-9]{12}|[0-9]{15})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|35[0-9]{14}");
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_CHARACTERS = "10X98765432";
    private static final int EARLIEST_YEAR = 1900;

    private PersonalData() {}

    /** What is found in a text, in its order; nothing in none. */
    public static List<Found> in(String text) {
        List<Found> found = new ArrayList<>();
        if (text == null) {
            return found;
        }
        Matcher run = RUN.matcher(plainDigits(text));
        while (run.find()) {
            String bare = run.group().replaceAll("[ \\-]", "").replace('x', 'X');
            Kind kind = kind(bare);
            if (kind != null) {
                found.add(new Found(kind, run.start(), run.end(), masked(kind, bare)));
            }
        }
        return found;
    }

    /** The text with each number that is found masked, and as it was if there is none. */
    public static String masked(String text) {
        List<Found> found = in(text);
        if (found.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int from = 0;
        for (Found each : found) {
            masked.append(text, from, each.start()).append(each.masked());
            from = each.end();
        }
        return masked.append(text, from, text.length()).toString();
    }

    private static Kind kind(String bare) {
        if (MOBILE.matcher(bare).matches()) {
            return Kind.MOBILE;
        }
        if (IDENTITY.matcher(bare).matches() && isDate(bare.substring(6, 14)) && hasCheckCharacter(bare)) {
            return Kind.IDENTITY;
        }
        if (CARD.matcher(bare).matches() && passesLuhn(bare)) {
            return Kind.BANK_CARD;
        }
        if (OLD_IDENTITY.matcher(bare).matches() && isDate("19" + bare.substring(6, 12))) {
            return Kind.IDENTITY;
        }
        return null;
    }

    private static String masked(Kind kind, String bare) {
        String number = kind == Kind.MOBILE ? bare.substring(bare.length() - 11) : bare;
        int head = kind == Kind.MOBILE ? 3 : kind == Kind.IDENTITY ? 1 : 0;
        int tail = kind == Kind.IDENTITY ? 1 : 4;
        return number.substring(0, head)
                + "*".repeat(number.length() - head - tail)
                + number.substring(number.length() - tail);
    }

    // one character for one, so that places in it are places in the text
    private static String plainDigits(String text) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c >= '\uFF10' && c <= '\uFF19') {
                plain.setCharAt(i, (char) (c - '\uFF10' + '0'));
            } else if (c == '\u3000' || c == '\u00A0') {
                plain.setCharAt(i, ' ');
            } else if (c == '\uFF0D' || c >= '\u2010' && c <= '\u2015') {
                plain.setCharAt(i, '-');
            } else if (c == '\uFF0B') {
                plain.setCharAt(i, '+');
            }
        }
        return plain.toString();
    }

    private static boolean isDate(String digits) {
        int year = Integer.parseInt(digits.substring(0, 4));
        try {
            LocalDate.of(year, Integer.parseInt(digits.substring(4, 6)), Integer.parseInt(digits.substring(6, 8)));
            return year >= EARLIEST_YEAR && year < 2100;
        } catch (DateTimeException e) {
            return false;
        }
    }

    // ISO 7064, MOD 11-2
    private static boolean hasCheckCharacter(String number) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (number.charAt(i) - '0');
        }
        return CHECK_CHARACTERS.charAt(sum % 11) == number.charAt(17);
    }

    private static boolean passesLuhn(String number) {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(number.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum % 10 == 0;
    }
}
