package io.github.ylhcancel.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which values are no alert, as monitoring plugins write it: {@code 10} is 0 to 10, {@code 10:} from 10 on, {@code ~:10} up to 10,
 * {@code 10:20} in between, and {@code @10:20} everything but that. The ends belong to the range.
 *
 * @param written as somebody wrote it
 * @param inside whether a value within is the alert
 */
public record Range(String written, double from, double to, boolean inside) {
    private static final String NUMBER = "-?[0-9]{1,15}(?:\\.[0-9]{1,6})?";
    private static final Pattern FORM =
            Pattern.compile("(?<inside>@?)(?:(?<from>~|" + NUMBER + ")?:)?(?<to>" + NUMBER + ")?");

    /** Nothing if it is no range, or one without a value in it. */
    public static Optional<Range> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()
                || text.replace("@", "").isEmpty()
                || text.replace("@", "").equals(":")) {
            return Optional.empty();
        }
        String from = form.group("from");
        String to = form.group("to");
        double low = from == null ? 0 : from.equals("~") ? Double.NEGATIVE_INFINITY : Double.parseDouble(from);
        double high = to == null ? Double.POSITIVE_INFINITY : Double.parseDouble(to);
        return low > high
                ? Optional.empty()
                : Optional.of(new Range(text, low, high, !form.group("inside").isEmpty()));
    }

    public boolean isAlert(double value) {
        boolean within = value >= from && value <= to;
        return within == inside;
    }

    @Override
    public String toString() {
        return written;
    }
}
