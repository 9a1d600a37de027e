package io.github.ylhcancel.sandbox;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which cancellations get an unusual callback, written {@code KIND[*COUNT|%PERCENT]} as fault rules are: {@code refuse} the next one,
 * {@code late%20} each with a chance of 20 in 100, {@code twice*} every one.
 */
public record CallbackRule(CallbackKind kind, Frequency frequency) {
    private static final Pattern FORM = Pattern.compile("([^*%@]*)(?:([*%])([^@]*))?", Pattern.DOTALL);

    /** @throws IllegalArgumentException with one line that names the wrong part and lists the kinds */
    public static CallbackRule parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw wrong(text, "it has parts that do not belong there");
        }
        CallbackKind kind = CallbackKind.of(parts.group(1))
                .orElseThrow(() -> wrong(text, "no kind is called " + quoted(parts.group(1))));
        try {
            return new CallbackRule(kind, Frequency.parse(parts.group(2), parts.group(3)));
        } catch (IllegalArgumentException notANumberInRange) {
            throw wrong(text, notANumberInRange.getMessage());
        }
    }

    private static IllegalArgumentException wrong(String text, String reason) {
        return new IllegalArgumentException(
                "Callback rule %s is not understood: %s. Write KIND[*COUNT|%%PERCENT], where KIND is one of %s."
                        .formatted(
                                quoted(text),
                                reason,
                                Arrays.stream(CallbackKind.values())
                                        .map(CallbackKind::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return kind.word() + frequency;
    }
}
