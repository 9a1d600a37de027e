package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.http.Head;
import io.github.ylhcancel.http.Request;
import java.util.Arrays;
import java.util.List;
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

    /** Keeps no more of the body than shows that it is too long. */
    static Call of(Request request) {
        Head head = request.head();
        return new Call(
                head.method(),
                head.path(),
                head.headers().keySet().stream().sorted().toList(),
                head.header("Content-Type"),
                head.header("system-name"),
                head.header("Authorization"),
                Arrays.copyOf(request.body(), Math.min(request.body().length, LONGEST_BODY + 1)));
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
