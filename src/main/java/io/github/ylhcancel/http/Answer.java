package io.github.ylhcancel.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a client is told. */
public record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final byte[] NOTHING = {};

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), NOTHING);
    }

    public static Answer text(int status, String text) {
        return of(status, "text/plain;charset=utf-8", text);
    }

    public static Answer json(int status, String json) {
        return of(status, "application/json;charset=utf-8", json);
    }

    private static Answer of(int status, String contentType, String text) {
        return new Answer(status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more header, or another value of it. */
    public Answer with(String header, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(header, value);
        return new Answer(status, all, body);
    }
}
