package io.github.ylhcancel.config;

import java.security.KeyStore;
import java.util.Optional;

/**
 * How calls leave for YLH.
 *
 * @param trusted the certificates that are believed instead of those that Java brings
 */
public record Egress(Optional<HttpProxy> proxy, Optional<KeyStore> trusted) {
    /** Straight, believing whom Java believes. */
    public static final Egress DIRECT = new Egress(Optional.empty(), Optional.empty());
}
