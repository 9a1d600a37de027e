package io.github.ylhcancel.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The whole numbers and truth values of an object, without those further inside. */
public final class TopNumbers {
    private static final JsonFactory FACTORY = new JsonFactory();

    private TopNumbers() {}

    /** By their names, true as 1; nothing of what is no object. */
    public static Map<String, Long> of(String json) {
        Map<String, Long> numbers = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                switch (parser.nextToken()) {
                    case VALUE_NUMBER_INT -> numbers.put(name, parser.getLongValue());
                    case VALUE_TRUE -> numbers.put(name, 1L);
                    case VALUE_FALSE -> numbers.put(name, 0L);
                    default -> parser.skipChildren();
                }
            }
            return numbers;
        } catch (IOException e) {
            return Map.of();
        }
    }
}
