package io.github.ylhcancel.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request without its body.
 *
 * @param path as it came, without a query
 * @param headers by their names in lower case, each value as it came
 * @param from the other end of the connection
 */
public record Head(String method, String path, Map<String, List<String>> headers, InetAddress from) {
    /** The first of that name. */
    public Optional<String> header(String name) {
        return all(name).stream().findFirst();
    }

    /** Those of that name, in their order. */
    public List<String> all(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** Compares the media type alone: {@code ;charset=UTF-8} may follow. */
    public boolean hasContentType(String mediaType) {
        return header("Content-Type")
                .map(value -> value.split(";", 2)[0].strip().equalsIgnoreCase(mediaType))
                .orElse(false);
    }
}
