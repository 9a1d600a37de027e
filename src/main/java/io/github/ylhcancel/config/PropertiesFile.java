package io.github.ylhcancel.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The lines of a file of Java properties. {@link Properties} itself forgets where a key stood, and that it stood there twice. */
final class PropertiesFile {
    /** Within a list it is a comma that belongs to a word, and to be left to whoever reads the list. */
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\,");

    /**
     * @param number of the line that it begins with, from 1
     */
    record Line(int number, String key, String value) {}

    private PropertiesFile() {}

    /**
     * @param broken hears of lines that are none, by number and reason
     */
    static List<Line> lines(String text, BiConsumer<Integer, String> broken) {
        List<Line> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int first = 0;
        int number = 0;
        for (String part : text.lines().toList()) {
            number++;
            if (line.isEmpty()) {
                if (saysNothing(part)) {
                    continue;
                }
                first = number;
            }
            line.append(part);
            if (goesOn(part)) {
                line.append('\n');
            } else {
                add(line.toString(), first, lines, broken);
                line.setLength(0);
            }
        }
        add(line.toString(), first, lines, broken);
        return lines;
    }

    private static boolean saysNothing(String line) {
        String start = line.strip();
        return start.isEmpty() || start.startsWith("#") || start.startsWith("!");
    }

    /** A backslash at the end makes the next line a part of this one, unless it is itself behind one. */
    private static boolean goesOn(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private static void add(String line, int number, List<Line> lines, BiConsumer<Integer, String> broken) {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(COMMA.matcher(line).replaceAll("$1\\\\\\\\,")));
        } catch (IllegalArgumentException e) {
            broken.accept(number, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String key : parsed.stringPropertyNames()) {
            lines.add(new Line(number, key, parsed.getProperty(key).strip()));
        }
    }
}
