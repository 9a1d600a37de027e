package io.github.ylhcancel.sandbox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as it came in, with what must not be remembered.
 *
 * @param authorization the value of that header: never put it into a record or a message
 */
record Call(
        String method,
        String path,
        List<String> headerNames,
        Optional<String> contentType,
        Optional<String> systemName,
        Optional<String> authorization,
        byte[] body) {
    /** Far more than any request of the interface needs. */
    static final int LONGEST_BODY = 64 * 1024;

    /** Reads the request up to one byte more than the longest body. */
    static Call read(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        return new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                headers.keySet().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList(),
                Optional.ofNullable(headers.getFirst("Content-Type")),
                Optional.ofNullable(headers.getFirst("system-name")),
                Optional.ofNullable(headers.getFirst("Authorization")),
                exchange.getRequestBody().readNBytes(LONGEST_BODY + 1));
    }

    boolean tooLong() {
        return body.length > LONGEST_BODY;
    }

    /** Compares the media type alone: {@code ;charset=UTF-8} may follow. */
    boolean hasContentType(String mediaType) {
        return contentType
                .map(value -> value.split(";", 2)[0].strip().equalsIgnoreCase(mediaType))
                .orElse(false);
    }

    /** What follows the scheme in the Authorization header, if that scheme is the one used. */
    Optional<String> authorization(String scheme) {
        return authorization
                .filter(value -> value.regionMatches(true, 0, scheme + " ", 0, scheme.length() + 1))
                .map(value -> value.substring(scheme.length() + 1).strip());
    }
}
