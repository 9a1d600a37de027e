package io.github.ylhcancel.ylh;

import io.github.ylhcancel.config.Egress;
import io.github.ylhcancel.config.HttpProxy;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How calls get to an address: straight or through a proxy, and whose certificates are believed. What the JVM is told of proxies
 * does not count, so that the configuration says it all.
 */
final class Way {
    /** Java sends no Basic credentials to a proxy that is to open a tunnel, unless this says so before the first client is made. */
    private static final String TUNNELS_WITHOUT = "jdk.http.auth.tunneling.disabledSchemes";

    private final boolean plain;
    private final Optional<HttpProxy> proxy;
    private final Optional<SSLContext> trusting;

    private Way(boolean plain, Optional<HttpProxy> proxy, Optional<SSLContext> trusting) {
        this.plain = plain;
        this.proxy = proxy;
        this.trusting = trusting;
    }

    static Way to(URI address, Egress egress) {
        if (egress.proxy().flatMap(HttpProxy::credentials).isPresent() && System.getProperty(TUNNELS_WITHOUT) == null) {
            System.setProperty(TUNNELS_WITHOUT, "");
        }
        boolean plain = "http".equalsIgnoreCase(address.getScheme());
        return new Way(
                plain,
                egress.proxy(),
                plain ? Optional.empty() : egress.trusted().map(Way::trusting));
    }

    private static SSLContext trusting(KeyStore certificates) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificates);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    HttpClient.Builder appliedTo(HttpClient.Builder builder) {
        builder.proxy(proxy.map(Way::selector).orElse(HttpClient.Builder.NO_PROXY));
        if (plain) {
            builder.sslContext(new NoTls());
        }
        trusting.ifPresent(builder::sslContext);
        return builder;
    }

    /** All calls, those to this machine too. The name of the proxy is looked up for each client. */
    private static ProxySelector selector(HttpProxy proxy) {
        return ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port()));
    }

    /** The request with this body, and with what the proxy wants to know. */
    HttpRequest through(HttpRequest request, BodyPublisher body) {
        HttpRequest.Builder copy =
                HttpRequest.newBuilder(request, (name, value) -> true).method(request.method(), body);
        proxy.flatMap(HttpProxy::credentials).ifPresent(credentials -> copy.header("Proxy-Authorization", credentials));
        return copy.build();
    }

    Optional<HttpProxy> proxy() {
        return proxy;
    }

    /** Whether a proxy is first asked for a tunnel, and hears nothing of what goes through it. */
    boolean isTunnel() {
        return proxy.isPresent() && !plain;
    }
}
