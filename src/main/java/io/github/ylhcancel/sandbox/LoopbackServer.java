package io.github.ylhcancel.sandbox;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/** An HTTP server on 127.0.0.1 with one handler for every path. */
final class LoopbackServer implements AutoCloseable {
    /** Enough for a few hundred clients that connect in the same moment. */
    private static final int BACKLOG = 1024;

    static {
        // The JDK's server reads these once, before the first server of this process. Without the first, Nagle's
        // algorithm delays
        // bodies by up to 40 ms; without the second, it closes kept-alive connections beyond 200 under the client's
        // feet.
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("sun.net.httpserver.maxIdleConnections", "5000");
    }

    private final HttpServer server;
    private final String scheme;

    private LoopbackServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * @param port 0 for any free one
     * @param workers runs the handler, which may answer later from any thread
     * @throws IOException with the port in its message
     */
    static LoopbackServer start(int port, Optional<SSLContext> tls, HttpHandler handler, Executor workers)
            throws IOException {
        HttpServer server = tls.isPresent() ? secured(port, tls.get()) : bound(HttpServer.create(), port);
        server.createContext("/", handler);
        server.setExecutor(workers);
        server.start();
        return new LoopbackServer(server, tls.isPresent() ? "https" : "http");
    }

    private static HttpServer secured(int port, SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return bound(server, port);
    }

    private static HttpServer bound(HttpServer server, int port) throws IOException {
        try {
            server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
            return server;
        } catch (IOException taken) {
            server.stop(0);
            throw new IOException("Port " + port + " on 127.0.0.1 cannot be opened: " + taken.getMessage(), taken);
        }
    }

    URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        server.stop(0);
    }
}
