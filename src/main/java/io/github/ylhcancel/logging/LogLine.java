package io.github.ylhcancel.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.SecretPairs;
import io.github.ylhcancel.base.Secrets;
import io.github.ylhcancel.base.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One event, one line, whatever the values hold: no secrets, no numbers of people, no control characters, nothing that looks like another key, and
 * no end of it.
 */
final class LogLine {
    /** Whose patterns are trusted: a library may log what it was sent as if it were one. */
    static final String OURS = "io.github.ylhcancel";

    /** Their values name an order, whatever they look like. */
    private static final Set<String> NUMBERS_OF_ORDERS = Set.of("order", "so_id", "supplier_order");

    private static final int LONGEST_VALUE = 2000;
    private static final int LONGEST_MESSAGE = 4000;
    /** What caused an exception stands at the end of it. */
    private static final int LONGEST_TRACE = 12_000;

    private final Supplier<LogTarget> target;

    /**
     * @param target asked for each line: several runs may follow one another in a process, and each has its id and its secrets
     */
    LogLine(Supplier<LogTarget> target) {
        this.target = target;
    }

    String of(ILoggingEvent event, LogFormat format) {
        List<LogField> fields = new ArrayList<>();
        fields.add(
                new LogField("time", Instant.ofEpochMilli(event.getTimeStamp()).toString()));
        fields.add(new LogField("level", event.getLevel().toString()));
        fields.add(new LogField("run", target.get().runId()));
        pairs(event).ifPresentOrElse(pairs -> pairs.forEach(pair -> fields.add(harmless(pair))), () -> {
            fields.add(new LogField("logger", event.getLoggerName()));
            fields.add(new LogField("message", harmless(event.getFormattedMessage(), LONGEST_MESSAGE)));
        });
        if (event.getThrowableProxy() != null) {
            String trace = ThrowableProxyUtil.asString(event.getThrowableProxy());
            fields.add(new LogField("exception", harmless(trace, LONGEST_TRACE)));
        }
        return format.line(fields);
    }

    private static Optional<List<LogField>> pairs(ILoggingEvent event) {
        return event.getLoggerName().startsWith(OURS)
                ? EventPattern.fields(event.getMessage(), event.getArgumentArray())
                : Optional.empty();
    }

    private LogField harmless(LogField field) {
        if (SecretPairs.isSecret(field.key())) {
            return new LogField(field.key(), Secrets.HIDDEN);
        }
        Object value = field.value();
        boolean plain = value instanceof Integer || value instanceof Long || value instanceof Boolean;
        if (plain) {
            return field;
        }
        String text = String.valueOf(value);
        boolean ofAnOrder = NUMBERS_OF_ORDERS.contains(field.key());
        return new LogField(
                field.key(),
                ofAnOrder ? Text.line(withoutSecrets(text), LONGEST_VALUE) : harmless(text, LONGEST_VALUE));
    }

    private String harmless(String text, int longest) {
        return Text.line(PersonalData.masked(withoutSecrets(text)), longest);
    }

    /** By value first: the other way would leave behind the part of a secret that follows a blank. */
    private String withoutSecrets(String text) {
        return SecretPairs.hide(target.get().secrets().hide(text));
    }
}
