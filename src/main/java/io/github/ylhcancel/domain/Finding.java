package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that a check of the shop's tables and their server noticed.
 *
 * @param what the table or column, by the key that maps it, or what it is about
 * @param remedy a line for the configuration, or a statement for the database
 */
public record Finding(Severity severity, String what, Message message, Optional<String> remedy) {
    /** How bad it is. */
    public enum Severity {
        /** Commands will fail. */
        ERROR,
        /** Commands work, but slowly or not as one might expect. */
        WARNING,
        /** Nothing to do: it is said so that one knows. */
        NOTE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding error(String what, Message message) {
        return new Finding(Severity.ERROR, what, message, Optional.empty());
    }

    public static Finding warning(String what, Message message) {
        return new Finding(Severity.WARNING, what, message, Optional.empty());
    }

    public static Finding note(String what, Message message) {
        return new Finding(Severity.NOTE, what, message, Optional.empty());
    }

    public Finding withRemedy(String line) {
        return new Finding(severity, what, message, Optional.of(line));
    }
}
