package io.github.ylhcancel.base;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of people that do not belong into a reason or a note: what was found, and how it may be shown. A number that touches
 * Latin letters, an underscore or further digits is a part of something else, such as an order number.
 */
public final class PersonalData {

    /** The kinds of number that are looked for. */
    public enum Kind {
        /** A Chinese mobile number, with or without its country code. */
        MOBILE("personal.mobile"),
        /** A Chinese identity number, of 18 characters or of the 15 of old. */
        IDENTITY("personal.identity"),
        /** The number of a bank card. */
        BANK_CARD("personal.bank-card");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** What it is called. */
        public Message title() {
            return Message.of(key);
        }
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

    /** Digits in a row, alone or behind one of the words that people write before a number without a blank. */
    private static final Pattern GROUP = Pattern.compile(
            "(?:(?<![A-Za-z0-9_])|(?<=(?:tel|phone|mobile)))" + "(?:[0-9]+X?|X)(?![A-Za-z0-9_])",
            Pattern.CASE_INSENSITIVE);

    /** What people cut a number with. */
    private static final Pattern CUT = Pattern.compile("[ \\-]{1,3}");

    /** What stands in front of an identifier's second part: {@code PO-}. */
    private static final Pattern IDENTIFIER_BEFORE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*-$");

    private static final Pattern WORD_BEFORE = Pattern.compile("(?:tel|phone|mobile)-$", Pattern.CASE_INSENSITIVE);
    private static final Pattern IDENTIFIER_AFTER = Pattern.compile("^-[A-Za-z0-9_]*[A-Za-z_]");

    /** Of an amount: {@code 13800000000.50} is money, and {@code 0.13800005678} a rate. */
    private static final Pattern CENTS_AFTER = Pattern.compile("^\\.[0-9]{1,2}(?![0-9])");

    private static final Pattern POINT_BEFORE = Pattern.compile("(?<![0-9])0\\.$");

    /** The look around a number goes no further than the longest order number. */
    private static final int AROUND = 101;

    /** The digits of the longest card number and a country code are fewer. */
    private static final int MOST_DIGITS = 19;

    private static final Pattern MOBILE = Pattern.compile("(?:(?:00)?86)?(1[3-9][0-9]{9})");
    /** Which divisions of the country there are (GB/T 2260), by their first two digits. */
    private static final String PROVINCES = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])";

    private static final Pattern IDENTITY = Pattern.compile(PROVINCES + "[0-9]{15}[0-9X]");
    private static final Pattern OLD_IDENTITY = Pattern.compile(PROVINCES + "[0-9]{13}");
    /**
     * By the beginnings that the card schemes have: UnionPay 62; Visa 4, with 13, 16 or 19 digits; Mastercard 51 to 55 and 2221 to
     * 2720; American Express 34 and 37; JCB 3528 to 3589; and 9558 and 9559, the debit cards of two Chinese banks from before UnionPay.
     */
    private static final Pattern CARD = Pattern.compile("62[0-9]{11,17}|4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"
            + "|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
            + "|3[47][0-9]{13}|35(?:2[89]|[3-8][0-9])[0-9]{12}|955[89][0-9]{15}");

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_CHARACTERS = "10X98765432";
    private static final int EARLIEST_YEAR = 1900;
    private static final int LATEST_YEAR = 2099;
    /** Who had a number of the old kind was born before 1999, and is not over a hundred. */
    private static final int OLD_EARLIEST_YEAR = 1920;

    private PersonalData() {}

    /** Digits that stand together, and the blanks or dashes between them and the ones before. */
    private record Group(int start, int end, String digits, Optional<String> cut) {
        boolean isJoined() {
            return cut.isPresent();
        }

        boolean isDashed() {
            return cut.filter("-"::equals).isPresent();
        }
    }

    /** What is found in a text, in its order; nothing in none. */
    public static List<Found> in(String text) {
        return text == null ? List.of() : in(text, List.of());
    }

    /**
     * The same but for numbers that are known to be something else.
     *
     * @param own such as the order's own, which somebody may well repeat in its reason
     */
    public static List<Found> in(String text, Collection<String> own) {
        String plain = plain(text);
        List<Group> groups = groups(plain);
        List<Found> found = new ArrayList<>();
        int at = 0;
        while (at < groups.size()) {
            int next = at + 1;
            for (int last = longest(groups, at); last >= at; last--) {
                Optional<Found> number = number(plain, groups, at, last).filter(one -> !isWithin(own, text, one));
                if (number.isPresent()) {
                    found.add(number.get());
                    next = last + 1;
                    break;
                }
            }
            at = next;
        }
        return found;
    }

    /** Also a part of one: an order number of which the so-id has one character more. */
    private static boolean isWithin(Collection<String> own, String text, Found number) {
        for (String known : own) {
            int at = text.lastIndexOf(known, number.start());
            if (at >= 0 && at + known.length() >= number.end()) {
                return true;
            }
        }
        return false;
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

    private static List<Group> groups(String plain) {
        List<Group> groups = new ArrayList<>();
        Matcher digits = GROUP.matcher(plain);
        int before = -1;
        while (digits.find()) {
            Optional<String> cut = before < 0
                    ? Optional.empty()
                    : Optional.of(plain.substring(before, digits.start()))
                            .filter(between -> CUT.matcher(between).matches());
            groups.add(new Group(digits.start(), digits.end(), digits.group().replace('x', 'X'), cut));
            before = digits.end();
        }
        return groups;
    }

    /** The last group that can belong to the same number as the one at {@code first}. */
    private static int longest(List<Group> groups, int first) {
        int length = groups.get(first).digits().length();
        int last = first;
        while (last + 1 < groups.size() && groups.get(last + 1).isJoined()) {
            length += groups.get(last + 1).digits().length();
            if (length > MOST_DIGITS) {
                break;
            }
            last++;
        }
        return last;
    }

    private static Optional<Found> number(String plain, List<Group> groups, int first, int last) {
        List<Group> parts = groups.subList(first, last + 1);
        StringBuilder bare = new StringBuilder();
        parts.forEach(part -> bare.append(part.digits()));
        String number = bare.toString();
        Kind kind = kind(number, parts);
        if (kind == null || !standsAlone(plain, groups, first, last)) {
            return Optional.empty();
        }
        int start = groups.get(first).start();
        boolean plus = start > 0 && plain.charAt(start - 1) == '+';
        return Optional.of(
                new Found(kind, plus ? start - 1 : start, groups.get(last).end(), masked(kind, number)));
    }

    /** Not a part of an identifier, of an amount, or of a longer chain with dashes such as a date with a number behind it. */
    private static boolean standsAlone(String plain, List<Group> groups, int first, int last) {
        int start = groups.get(first).start();
        int end = groups.get(last).end();
        String before = plain.substring(Math.max(0, start - AROUND), start);
        String after = plain.substring(end, Math.min(plain.length(), end + AROUND));
        boolean identifier = IDENTIFIER_BEFORE.matcher(before).find()
                        && !WORD_BEFORE.matcher(before).find()
                || IDENTIFIER_AFTER.matcher(after).find();
        boolean amount = CENTS_AFTER.matcher(after).find()
                || POINT_BEFORE.matcher(before).find();
        return !identifier && !amount && !isChained(groups, first, last);
    }

    /** Two numbers of eleven digits and more with a dash between them are two numbers. */
    private static boolean isChained(List<Group> groups, int first, int last) {
        boolean before =
                groups.get(first).isDashed() && groups.get(first - 1).digits().length() < 11;
        boolean after = last + 1 < groups.size()
                && groups.get(last + 1).isDashed()
                && groups.get(last + 1).digits().length() < 11;
        return before || after;
    }

    private static Kind kind(String bare, List<Group> parts) {
        if (MOBILE.matcher(bare).matches() && isCutLikeMobile(parts)) {
            return Kind.MOBILE;
        }
        if (IDENTITY.matcher(bare).matches()
                && isDate(bare.substring(6, 14), EARLIEST_YEAR)
                && hasCheckCharacter(bare)) {
            return Kind.IDENTITY;
        }
        if (!isCutLikeCard(parts)) {
            return null;
        }
        if (CARD.matcher(bare).matches() && passesLuhn(bare)) {
            return Kind.BANK_CARD;
        }
        boolean old = OLD_IDENTITY.matcher(bare).matches() && isDate("19" + bare.substring(6, 12), OLD_EARLIEST_YEAR);
        return old ? Kind.IDENTITY : null;
    }

    /** 138 0000 5678, not "15 pieces, 100000001": no part but the country code is shorter than three. */
    private static boolean isCutLikeMobile(List<Group> parts) {
        return parts.size() == 1
                || parts.stream()
                        .skip(parts.get(0).digits().matches("(?:00)?86") ? 1 : 0)
                        .allMatch(part -> part.digits().length() >= 3);
    }

    /** In parts of three and more, of which the last may be what is left: 4111 1111 1111 1111 1. */
    private static boolean isCutLikeCard(List<Group> parts) {
        return parts.stream()
                .limit(parts.size() - 1L)
                .allMatch(part -> part.digits().length() >= 3);
    }

    private static String masked(Kind kind, String bare) {
        String number = kind == Kind.MOBILE ? bare.substring(bare.length() - 11) : bare;
        int head = kind == Kind.MOBILE ? 3 : kind == Kind.IDENTITY ? 1 : 0;
        int tail = kind == Kind.IDENTITY ? 1 : 4;
        return number.substring(0, head)
                + "*".repeat(number.length() - head - tail)
                + number.substring(number.length() - tail);
    }

    /** One character for one, so that places in it are places in the text. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            int digit = Character.digit(c, 10);
            if (digit >= 0) {
                plain.setCharAt(i, (char) ('0' + digit));
            } else if (c >= '\uFF01' && c <= '\uFF5E') {
                plain.setCharAt(i, (char) (c - '\uFF01' + '!'));
            } else if (Character.isSpaceChar(c)) {
                plain.setCharAt(i, ' ');
            } else if (Character.getType(c) == Character.DASH_PUNCTUATION || c == '\u2212') {
                plain.setCharAt(i, '-');
            }
        }
        return plain.toString();
    }

    private static boolean isDate(String digits, int earliest) {
        int year = Integer.parseInt(digits.substring(0, 4));
        try {
            LocalDate.of(year, Integer.parseInt(digits.substring(4, 6)), Integer.parseInt(digits.substring(6, 8)));
            return year >= earliest && year <= LATEST_YEAR;
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
