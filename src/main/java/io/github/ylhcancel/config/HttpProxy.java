package io.github.ylhcancel.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Through whom YLH is called.
 *
 * @param credentials what stands in {@code Proxy-Authorization}, if the proxy wants to know who we are
 */
public record HttpProxy(String host, int port, Optional<String> credentials) {
    static String basic(String username, String password) {
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
