package io.github.ylhcancel.logging;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a line of the text form as the manual says that one may, and nothing else: whatever deviates is an error. */
final class TextLine {
    private final String line;
    private int at;

    private TextLine(String line) {
        this.line = line;
    }

    static Map<String, String> fields(String line) {
        if (line.indexOf('\n') != line.length() - 1) {
            throw new IllegalArgumentException("not one line: " + line);
        }
        return new TextLine(line).fields();
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        do {
            int equals = line.indexOf('=', at);
            String key = line.substring(at, equals);
            at = equals + 1;
            if (!key.matches("[a-z_]+") || fields.put(key, line.charAt(at) == '"' ? quoted() : bare()) != null) {
                throw new IllegalArgumentException("key " + key + " in " + line);
            }
        } while (line.charAt(at++) == ' ');
        if (at != line.length()) {
            throw new IllegalArgumentException("at " + at + " in " + line);
        }
        return fields;
    }

    private String bare() {
        int start = at;
        while (!Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; line.charAt(at) != '"'; at++) {
            if (line.charAt(at) == '\\') {
                at++;
            }
            value.append(line.charAt(at));
        }
        at++;
        return value.toString();
    }
}
