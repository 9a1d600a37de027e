package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The rules for what goes to the supplier, checked before anything is written. Each answers with the sentence that says what is
 * wrong, or with nothing.
 */
public final class Checks {
    /** How far a clock may be ahead of ours before a cancel time counts as lying in the future. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    public static final int REASON_LENGTH = 200;
    public static final int SO_ID_LENGTH = 100;
    public static final int SOURCE_SYSTEM_LENGTH = 64;
    public static final int OPERATOR_LENGTH = 64;
    public static final int STATEMENT_LENGTH = 500;

    private static final char REPLACEMENT = '\uFFFD';

    private Checks() {}

    /** The specification forbids blanks and special characters; letters, digits and {@code . _ - } remain. */
    public static Optional<Message> soId(String soId) {
        if (soId.isEmpty()) {
            return Optional.of(Message.of("so-id.empty"));
        }
        if (soId.length() > SO_ID_LENGTH) {
            return Optional.of(Message.of("so-id.too-long", Text.shown(soId), SO_ID_LENGTH));
        }
        for (int i = 0; i < soId.length(); i++) {
            char c = soId.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                return Optional.of(Message.of("so-id.blank", Text.shown(soId), i + 1));
            }
            if (!isSoIdCharacter(c)) {
                return Optional.of(Message.of(
                        "so-id.character",
                        Text.shown(soId),
                        Text.shown(Character.toString(soId.codePointAt(i))),
                        i + 1));
            }
        }
        return Optional.empty();
    }

    private static boolean isSoIdCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    public static Optional<Message> reason(String reason) {
        return line("reason", reason, REASON_LENGTH);
    }

    public static Optional<Message> sourceSystem(String sourceSystem) {
        return line("source-system", sourceSystem, SOURCE_SYSTEM_LENGTH);
    }

    public static Optional<Message> operator(String operator) {
        return line("operator", operator, OPERATOR_LENGTH);
    }

    public static Optional<Message> note(String note) {
        return line("note", note, REASON_LENGTH);
    }

    /** Why a person decided what YLH did not tell; kept with the decision. */
    public static Optional<Message> statement(String note) {
        return line("note", note, STATEMENT_LENGTH);
    }

    /**
     * Names each number of a person in what goes to the supplier or into the records: what it is, masked, and where it stands.
     *
     * @param what the text is: reason or note
     * @param own numbers of the orders that it is about, which are none of a person
     */
    public static List<Message> personalData(String what, String text, Collection<String> own) {
        return PersonalData.in(text, own).stream()
                .map(found ->
                        Message.of("personal.found", what, found.kind().title(), found.masked(), found.start() + 1))
                .toList();
    }

    /**
     * Says that they may not be there.
     *
     * @param found by {@link #personalData}
     */
    public static Optional<Message> noPersonalData(List<Message> found) {
        return found.stream().findFirst().map(first -> Message.of("personal.refused", first));
    }

    public static Optional<Message> cancelTime(Instant cancelTime) {
        return cancelTime.isBefore(Instant.EPOCH)
                ? Optional.of(Message.of("cancel-time.before-epoch", cancelTime))
                : Optional.empty();
    }

    public static Optional<Message> notInTheFuture(Instant cancelTime, Instant now) {
        return cancelTime.isAfter(now.plus(CLOCK_SKEW))
                ? Optional.of(Message.of("cancel-time.future", cancelTime, now))
                : Optional.empty();
    }

    private static Optional<Message> line(String what, String text, int length) {
        if (text.isBlank()) {
            return Optional.of(Message.of("text.blank", what));
        }
        if (text.length() > length) {
            return Optional.of(Message.of("text.too-long", what, text.length(), length));
        }
        int character;
        for (int at = 0; at < text.length(); at += Character.charCount(character)) {
            character = text.codePointAt(at);
            if (isLost(character)) {
                return Optional.of(Message.of("text.mangled", what, at + 1));
            }
            if (Text.isHidden(character)) {
                return Optional.of(Message.of("text.hidden", what, at + 1));
            }
        }
        return Optional.empty();
    }

    /** Half a character is as lost as one that a conversion replaced: no encoding can send it. */
    private static boolean isLost(int character) {
        return character == REPLACEMENT || Character.getType(character) == Character.SURROGATE;
    }
}
