package io.github.ylhcancel.ylh;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * The JDK's client, made when it is first needed, and ended. Before 21 it cannot be closed, and a JVM whose client still waits for
 * the network needs 300 ms longer to exit. So its threads are kept together, to be ended with it.
 */
final class LazyClient implements AutoCloseable {
    /** What does not end by then is left to the exit of the JVM. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final int MORE_THAN_IT_HAS = 16;

    private final Duration connectTimeout;
    private final boolean plain;
    private final ThreadGroup threads = new ThreadGroup("ylh-http");
    private HttpClient client;
    private boolean closed;

    /**
     * @param plain whether it calls no {@code https} address
     */
    LazyClient(Duration connectTimeout, boolean plain) {
        this.connectTimeout = connectTimeout;
        this.plain = plain;
    }

    /**
     * @throws IllegalStateException if it is closed
     */
    synchronized HttpClient get() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        if (client == null) {
            client = made();
        }
        return client;
    }

    /** The client's own thread belongs to the group of the one that makes it. */
    private HttpClient made() {
        CompletableFuture<HttpClient> made = new CompletableFuture<>();
        new Thread(threads, () -> made.completeAsync(this::make, Runnable::run), "ylh-http").start();
        return made.join();
    }

    /** HTTP/1.1, because the supplier's servers were only ever seen to speak that; redirects would carry the token elsewhere. */
    private HttpClient make() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(connectTimeout);
        return (plain ? builder.sslContext(new NoTls()) : builder).build();
    }

    /** Cuts what is under way. Waits for nobody's answer, and may be called again. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        threads.interrupt();
        Thread[] running = new Thread[MORE_THAN_IT_HAS];
        int count = threads.enumerate(running);
        Arrays.stream(running, 0, count).allMatch(LazyClient::hasEnded);
    }

    private static boolean hasEnded(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
