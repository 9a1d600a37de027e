package io.github.ylhcancel.logging;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/** How the fields of an event become a line. The texts in them are harmless already; here only their ends are marked. */
public enum LogFormat {
    /** {@code key=value}; what holds a blank, a quote or an equals sign stands in quotes, with {@code \"} and {@code \\} in it. */
    TEXT {
        @Override
        String line(List<LogField> fields) {
            StringBuilder line = new StringBuilder(200);
            for (LogField field : fields) {
                line.append(line.isEmpty() ? "" : " ").append(field.key()).append('=');
                quoteWhereNeeded(field.value().toString(), line);
            }
            return line.append('\n').toString();
        }
    },
    /** An object; numbers and truth values as such. */
    JSON {
        @Override
        String line(List<LogField> fields) {
            StringBuilder line = new StringBuilder(300);
            for (LogField field : fields) {
                line.append(line.isEmpty() ? "{\"" : ",\"").append(field.key()).append("\":");
                if (field.value() instanceof String text) {
                    line.append('"');
                    JsonStringEncoder.getInstance().quoteAsString(text, line);
                    line.append('"');
                } else {
                    line.append(field.value());
                }
            }
            return line.append("}\n").toString();
        }
    };

    /** With its line break. */
    abstract String line(List<LogField> fields);

    private static void quoteWhereNeeded(String value, StringBuilder line) {
        if (!value.isEmpty() && value.chars().noneMatch(LogFormat::needsQuotes)) {
            line.append(value);
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            line.append(c == '"' || c == '\\' ? "\\" : "").append(c);
        }
        line.append('"');
    }

    private static boolean needsQuotes(int c) {
        return c == '"' || c == '=' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
