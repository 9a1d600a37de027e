package io.github.ylhcancel.output;

import io.github.ylhcancel.base.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Turns a message into a sentence of the chosen language. Times are shown in the machine's zone. */
public final class Texts {
    private final Properties sentences;
    private final ZoneId zone;

    private Texts(Properties sentences, ZoneId zone) {
        this.sentences = sentences;
        this.zone = zone;
    }

    /**
     * @param language {@code zh} or {@code en}
     */
    public static Texts in(String language, ZoneId zone) {
        Properties sentences = new Properties();
        String name = "/io/github/ylhcancel/texts_" + language + ".properties";
        try (InputStream file = Texts.class.getResourceAsStream(name)) {
            sentences.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Texts(sentences, zone);
    }

    public String of(String key, Object... arguments) {
        return of(new Message(key, List.of(arguments)));
    }

    /** As one text, in which what is listed stands on lines of its own. */
    public String of(Message message) {
        return String.join("\n", lines(message));
    }

    /** Line by line: the sentence, and below it what is listed in it. */
    public List<String> lines(Message message) {
        List<String> lines = new ArrayList<>(List.of(sentence(message)));
        for (Object argument : message.arguments()) {
            if (argument instanceof List<?> list) {
                list.forEach(item -> lines.add("  " + shown(item)));
            }
        }
        return lines;
    }

    private String sentence(Message message) {
        String sentence = sentences.getProperty(message.key());
        if (sentence == null) {
            return message.key() + " " + message.arguments();
        }
        StringBuilder text = new StringBuilder(sentence.length() + 32);
        int at = 0;
        for (int open = sentence.indexOf('{'); open >= 0; open = sentence.indexOf('{', at)) {
            int close = sentence.indexOf('}', open);
            int index = Integer.parseInt(sentence.substring(open + 1, close));
            text.append(sentence, at, open).append(shown(message.arguments().get(index)));
            at = close + 1;
        }
        return text.append(sentence, at, sentence.length()).toString();
    }

    private String shown(Object argument) {
        if (argument instanceof Message message) {
            return of(message);
        }
        if (argument instanceof List<?>) {
            return "";
        }
        if (argument instanceof LocalDateTime time) {
            return time(time);
        }
        if (argument instanceof Duration span) {
            return span(span);
        }
        return argument instanceof Instant instant ? time(instant) : String.valueOf(argument);
    }

    /** For people: date and time of day to the second. */
    public String time(Instant instant) {
        return time(LocalDateTime.ofInstant(instant, zone));
    }

    private static String time(LocalDateTime time) {
        return time.toLocalDate() + " " + two(time.getHour()) + ":" + two(time.getMinute()) + ":"
                + two(time.getSecond());
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    /** For programs: ISO-8601 with offset. */
    public String iso(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                instant.atZone(zone).toOffsetDateTime());
    }

    /** A span as people say it, in its largest whole unit. */
    public String span(Duration duration) {
        Duration span = duration.abs();
        if (span.toMillis() < 1000) {
            return span.toMillis() + " ms";
        }
        if (span.toSeconds() < 120) {
            return span.toSeconds() + " s";
        }
        if (span.toMinutes() < 120) {
            return span.toMinutes() + " min";
        }
        return span.toHours() < 48 ? span.toHours() + " h" : span.toDays() + " d";
    }
}
