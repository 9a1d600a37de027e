package io.github.ylhcancel.csv;

import io.github.ylhcancel.domain.Message;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The catalogue as the program will print from it. */
final class Texts {
    private Texts() {}

    static Properties catalogue(String language) {
        String name = "/io/github/ylhcancel/texts_" + language + ".properties";
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(Texts.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return texts;
    }

    static String english(Message message) {
        String text = catalogue("en").getProperty(message.key());
        for (int i = 0; i < message.arguments().size(); i++) {
            Object argument = message.arguments().get(i);
            text = text.replace("{" + i + "}", argument instanceof Message inner ? english(inner) : "" + argument);
        }
        return text;
    }
}
