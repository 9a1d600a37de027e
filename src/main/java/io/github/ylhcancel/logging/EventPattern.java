package io.github.ylhcancel.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pattern of our own log calls, {@code event=word key={} other={}}: the keys are taken from it and the values from the
 * arguments, so that nothing that stands in a value can pass for a key.
 */
final class EventPattern {
    private static final String ARGUMENT = "{}";

    private EventPattern() {}

    /** Each key with its value, or nothing if the pattern is of another form. */
    static Optional<List<LogField>> fields(String pattern, Object[] arguments) {
        List<LogField> fields = new ArrayList<>();
        int used = 0;
        for (String part : pattern.split(" ", -1)) {
            int equals = part.indexOf('=');
            String literal = part.substring(equals + 1);
            boolean isArgument = literal.equals(ARGUMENT);
            boolean isMissing = isArgument && (arguments == null || used == arguments.length);
            if (equals < 1 || isMissing || !isArgument && !isWord(literal)) {
                return Optional.empty();
            }
            fields.add(new LogField(part.substring(0, equals), isArgument ? arguments[used++] : literal));
        }
        return Optional.of(fields);
    }

    private static boolean isWord(String literal) {
        return !literal.isEmpty() && literal.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '.' || c == '-');
    }
}
