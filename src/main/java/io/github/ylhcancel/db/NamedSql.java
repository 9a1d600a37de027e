package io.github.ylhcancel.db;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement with {@code :names}, taken apart once. Text in quotes and PostgreSQL's {@code ::type} are left alone.
 *
 * @param pieces the text between the names; one more than there are names
 */
record NamedSql(List<String> pieces, List<String> names) {
    static NamedSql parse(String sql) {
        List<String> pieces = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'' || c == '"' || c == '`') {
                at = endOfQuote(sql, at, c);
            } else if (sql.startsWith("::", at)) {
                at += 2;
            } else if (c == ':' && at + 1 < sql.length() && Character.isLowerCase(sql.charAt(at + 1))) {
                int end = endOfName(sql, at + 1);
                pieces.add(sql.substring(from, at));
                names.add(sql.substring(at + 1, end));
                from = end;
                at = end;
            } else {
                at++;
            }
        }
        pieces.add(sql.substring(from));
        return new NamedSql(List.copyOf(pieces), List.copyOf(names));
    }

    private static int endOfQuote(String sql, int at, char quote) {
        int end = sql.indexOf(quote, at + 1);
        return end < 0 ? sql.length() : end + 1;
    }

    private static int endOfName(String sql, int from) {
        int end = from;
        while (end < sql.length() && isPartOfName(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isPartOfName(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    /** The text for JDBC, and its values in their order. */
    record Filled(String text, List<Object> values) {}

    Filled fill(Parameters parameters) {
        StringBuilder text = new StringBuilder(pieces.get(0));
        List<Object> values = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            Object value = parameters.value(names.get(i));
            if (value instanceof List<?> list) {
                text.append('?').append(", ?".repeat(list.size() - 1));
                values.addAll(list);
            } else {
                text.append('?');
                values.add(value);
            }
            text.append(pieces.get(i + 1));
        }
        return new Filled(text.toString(), values);
    }

    /** The text for JDBC, where every name stands for one value. */
    String text() {
        return String.join("?", pieces);
    }
}
