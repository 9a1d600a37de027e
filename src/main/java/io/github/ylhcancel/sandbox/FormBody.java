package io.github.ylhcancel.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields of an {@code application/x-www-form-urlencoded} body. */
final class FormBody {
    private FormBody() {}

    /** @throws IllegalArgumentException if an escape is broken or a field comes twice */
    static Map<String, String> read(byte[] body) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            String[] parts = pair.split("=", 2);
            String value = parts.length == 2 ? decoded(parts[1]) : "";
            if (fields.put(decoded(parts[0]), value) != null) {
                throw new IllegalArgumentException("a field comes twice");
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
