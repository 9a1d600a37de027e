package io.github.ylhcancel.sandbox;

import io.github.ylhcancel.http.HttpServer;
import io.github.ylhcancel.http.Limits;
import io.github.ylhcancel.http.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** An HTTP server on 127.0.0.1 with one handler for every path. */
final class LoopbackServer implements AutoCloseable {
    /** Far more than any test or bench asks for; a client that reads slowly or sends half of a request is borne for long. */
    private static final Limits LIMITS = new Limits(
            5_000, 8, 16 << 10, 1 << 20, Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(1));

    private final HttpServer server;
    private final String scheme;

    private LoopbackServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    /**
     * @param port 0 for any free one
     * @throws IOException with the port in its message
     */
    static LoopbackServer start(int port, Optional<SSLContext> tls, Service service) throws IOException {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try {
            HttpServer server =
                    HttpServer.start("sandbox-http", new InetSocketAddress(here, port), LIMITS, tls, service);
            return new LoopbackServer(server, tls.isPresent() ? "https" : "http");
        } catch (IOException taken) {
            throw new IOException("Port " + port + " on 127.0.0.1 cannot be opened: " + taken.getMessage(), taken);
        }
    }

    URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + path);
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        server.close();
    }
}
