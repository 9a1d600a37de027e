package io.github.ylhcancel.ylh;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * One client of the JDK, with its connections, that can be ended. Before 21 it cannot be closed, and a JVM whose client still waits
 * for the network needs 300 ms longer to exit. So its threads are kept together, to be ended with it.
 */
final class OneClient implements AutoCloseable {
    /** What does not end by then is left to the exit of the JVM. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final int MORE_THAN_IT_HAS = 16;

    private final ThreadGroup threads;
    private final HttpClient client;
    private int underWay;
    private boolean retired;

    /**
     * @param home which its threads belong to, whoever makes it
     * @param way how its calls get to their address
     */
    OneClient(ThreadGroup home, Duration connectTimeout, Way way) {
        this.threads = new ThreadGroup(home, "ylh-http");
        // The client's own thread belongs to the group of the one that makes it.
        CompletableFuture<HttpClient> made = new CompletableFuture<>();
        new Thread(threads, () -> made.completeAsync(() -> make(connectTimeout, way), Runnable::run), "ylh-http")
                .start();
        this.client = made.join();
    }

    /** HTTP/1.1, because the supplier's servers were only ever seen to speak that; redirects would carry the token elsewhere. */
    private static HttpClient make(Duration connectTimeout, Way way) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(connectTimeout);
        return way.appliedTo(builder).build();
    }

    HttpClient jdk() {
        return client;
    }

    /** One more call uses it. */
    synchronized void begin() {
        underWay++;
    }

    /** A call has its answer. */
    synchronized void done() {
        underWay--;
        endIfUnused();
    }

    /** No further call uses it: it ends when the last of them has its answer. */
    synchronized void retire() {
        retired = true;
        endIfUnused();
    }

    /** Interrupts the one thread that holds the rest, as the others may just be passing an answer on. */
    private void endIfUnused() {
        if (retired && underWay == 0) {
            running()
                    .filter(thread -> thread.getName().endsWith("-SelectorManager"))
                    .forEach(Thread::interrupt);
        }
    }

    synchronized boolean hasEnded() {
        return retired && underWay == 0 && running().findAny().isEmpty();
    }

    private Stream<Thread> running() {
        Thread[] running = new Thread[MORE_THAN_IT_HAS];
        return Arrays.stream(running, 0, threads.enumerate(running));
    }

    /** Cuts what is under way. Waits for nobody's answer, and may be called again. */
    @Override
    public void close() {
        threads.interrupt();
        running().allMatch(OneClient::hasEnded);
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
