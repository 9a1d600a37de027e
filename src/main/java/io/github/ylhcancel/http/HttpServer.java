package io.github.ylhcancel.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of a few threads, however many clients there are and whatever they do. It reads without waiting, so a request that is half
 * there holds a connection, until {@linkplain ConnectionWatch its time is up}, and no thread.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** Connections that the system keeps for us until we take them. */
    private static final int BACKLOG = 1024;

    /** One takes new connections, one looks after all there are. */
    private static final int ACCEPTORS = 1;

    private static final int SELECTORS = 1;

    private final Server server;
    private final ServerConnector connector;
    private final ConnectionWatch watch;
    private final ScheduledThreadPoolExecutor ticking;
    private int port;

    private HttpServer(
            Server server, ServerConnector connector, ConnectionWatch watch, ScheduledThreadPoolExecutor ticking) {
        this.server = server;
        this.connector = connector;
        this.watch = watch;
        this.ticking = ticking;
    }

    /**
     * Returns when it listens.
     *
     * @param name of its threads
     * @param address its port may be 0, for any free one
     * @throws IOException if it cannot be listened on
     */
    public static HttpServer start(
            String name, InetSocketAddress address, Limits limits, Optional<SSLContext> tls, Service service)
            throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(limits.threads() + ACCEPTORS + SELECTORS, 1);
        threads.setName(name);
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setStopTimeout(1000);
        Server server = new Server(threads);
        ConnectionWatch watch = new ConnectionWatch(limits);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration(limits));
        http.addEventListener(watch);
        ServerConnector connector = new ServerConnector(server, ACCEPTORS, SELECTORS, factories(tls, http));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(0);
        connector.setReuseAddress(true);
        server.addConnector(connector);
        server.setHandler(new Serving(service, limits, watch));
        server.setErrorHandler(new Refusing());
        server.setStopTimeout(0);
        ScheduledThreadPoolExecutor ticking = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, name + "-watch");
            thread.setDaemon(true);
            return thread;
        });
        HttpServer started = new HttpServer(server, connector, watch, ticking);
        started.start();
        return started;
    }

    private static HttpConfiguration configuration(Limits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(limits.headerBytes());
        return configuration;
    }

    private static ConnectionFactory[] factories(Optional<SSLContext> tls, HttpConnectionFactory http) {
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {http};
        }
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(tls.get());
        return new ConnectionFactory[] {new SslConnectionFactory(context, HttpVersion.HTTP_1_1.asString()), http};
    }

    private void start() throws IOException {
        try {
            connector.open();
            server.start();
            port = connector.getLocalPort();
        } catch (IOException taken) {
            close();
            throw taken;
        } catch (Exception e) {
            close();
            throw new IllegalStateException("The server does not start.", e);
        }
        long tick = ConnectionWatch.TICK.toMillis();
        ticking.scheduleAtFixedRate(watch::tick, tick, tick, TimeUnit.MILLISECONDS);
    }

    /** Where it listens, or has listened. */
    public int port() {
        return port;
    }

    /** How many connections are open. */
    public int connections() {
        return watch.count();
    }

    /** Takes no new connection from here on, and closes those on which nothing is under way. */
    public void stopAccepting() {
        connector.close();
        watch.closeWaiting();
    }

    /** Cuts all connections. May be called twice. */
    @Override
    public void close() {
        ticking.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            // Whatever it is, nobody is served any more.
            LOG.warn("event=http.not-stopped cause={}", e.getMessage());
        }
    }
}
