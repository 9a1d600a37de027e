package io.github.ylhcancel.domain;

import io.github.ylhcancel.base.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program and its arguments out of one line: words with blanks between them, held together by quotes and backslashes as a POSIX
 * shell reads them. There is no shell, so nothing is expanded: {@code $}, {@code *}, {@code ~}, {@code |} and {@code ;} are
 * characters like any other.
 *
 * @param words what could be read; not to be used if there is a problem
 * @param problem what the line should have been
 */
public record ArgumentList(List<String> words, Optional<Message> problem) {
    public static ArgumentList of(String line) {
        Reading reading = new Reading(line);
        reading.read();
        return new ArgumentList(List.copyOf(reading.words), reading.problem());
    }

    private static final class Reading {
        /** Within double quotes a backslash in front of anything else is a backslash. */
        private static final String ESCAPABLE = "$`\"\\\n";

        private final String line;
        private final List<String> words = new ArrayList<>();
        private int at;
        private boolean isOpen;

        Reading(String line) {
            this.line = line;
        }

        void read() {
            while (at < line.length()) {
                if (isBlank(line.charAt(at))) {
                    at++;
                } else if (line.startsWith("\\\n", at)) {
                    at += 2;
                } else {
                    words.add(word());
                }
            }
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            while (at < line.length() && !isBlank(line.charAt(at))) {
                char next = line.charAt(at++);
                switch (next) {
                    case '\'' -> single(word);
                    case '"' -> twofold(word);
                    case '\\' -> escaped(word);
                    default -> word.append(next);
                }
            }
            return word.toString();
        }

        private void single(StringBuilder word) {
            int end = line.indexOf('\'', at);
            isOpen |= end < 0;
            word.append(line, at, end < 0 ? line.length() : end);
            at = end < 0 ? line.length() : end + 1;
        }

        private void twofold(StringBuilder word) {
            while (at < line.length() && line.charAt(at) != '"') {
                char next = line.charAt(at++);
                if (next == '\\' && at < line.length() && ESCAPABLE.indexOf(line.charAt(at)) >= 0) {
                    escaped(word);
                } else {
                    word.append(next);
                }
            }
            isOpen |= at == line.length();
            at++;
        }

        /** A line break behind the backslash is as if neither were there. */
        private void escaped(StringBuilder word) {
            if (at == line.length()) {
                isOpen = true;
            } else if (line.charAt(at++) != '\n') {
                word.append(line.charAt(at - 1));
            }
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t' || c == '\n' || c == '\r';
        }

        Optional<Message> problem() {
            if (isOpen) {
                return Optional.of(Message.of("config.kind.command-open"));
            }
            boolean isProgram = !words.isEmpty() && words.get(0).startsWith("/") && line.indexOf('\0') < 0;
            return isProgram ? Optional.empty() : Optional.of(Message.of("config.kind.command"));
        }
    }
}
