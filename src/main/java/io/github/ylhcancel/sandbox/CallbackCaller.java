package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.sandbox.SentCallback.Attempt;
import io.github.ylhcancel.sandbox.SentCallback.Result;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Calls the shop's address. Never through a proxy: the address is mostly on this machine, and a proxy would look for it on its own. */
final class CallbackCaller implements AutoCloseable {
    private static final int LONGEST_ANSWER = 2_000;

    private final Clock clock;
    private final Duration timeout;
    /** A client of the JDK cannot be closed before 21; so its threads are kept together, to be ended with it. */
    private final ThreadGroup threads = new ThreadGroup("sandbox-callbacks");

    private final ExecutorService workers = Executors.newCachedThreadPool(new DaemonThreads("sandbox-callback"));
    private final CompletableFuture<HttpClient> client = new CompletableFuture<>();
    private boolean made;

    CallbackCaller(Clock clock, Duration timeout) {
        this.clock = clock;
        this.timeout = timeout;
    }

    /** The answer comes later; it is never exceptional. */
    CompletableFuture<Attempt> call(URI url, byte[] body) {
        Instant began = clock.instant();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", SignedForm.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client().thenCompose(jdk -> exchange(jdk, request)).handle((response, thrown) -> {
            Duration took = Duration.between(began, clock.instant());
            return thrown == null ? answered(began, took, response) : failed(began, took, thrown);
        });
    }

    /** Made when it is first needed: most sandboxes call nobody. */
    private synchronized CompletableFuture<HttpClient> client() {
        if (!made) {
            made = true;
            new Thread(threads, () -> client.complete(make()), "sandbox-callbacks").start();
        }
        return client;
    }

    private HttpClient make() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(workers)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .build();
    }

    private CompletableFuture<HttpResponse<byte[]>> exchange(HttpClient jdk, HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> exchange = jdk.sendAsync(request, BodyHandlers.ofByteArray());
        CompletableFuture<HttpResponse<byte[]>> inTime =
                exchange.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        inTime.whenComplete((response, thrown) -> exchange.cancel(true));
        return inTime;
    }

    private static Attempt answered(Instant began, Duration took, HttpResponse<byte[]> response) {
        return new Attempt(
                began,
                took,
                OptionalInt.of(response.statusCode()),
                shown(new String(response.body(), StandardCharsets.UTF_8)),
                result(response));
    }

    private static Result result(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            return Result.OTHER_STATUS;
        }
        JsonNode json = Json.read(response.body());
        if (!json.isObject()) {
            return Result.NO_ANSWER;
        }
        return json.path("success").isBoolean() && json.path("success").booleanValue()
                ? Result.SUCCESS
                : Result.REFUSED;
    }

    private static Attempt failed(Instant began, Duration took, Throwable thrown) {
        List<Throwable> causes =
                Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).toList();
        String words = causes.stream()
                .filter(cause -> cause instanceof IOException && cause.getMessage() != null)
                .map(Throwable::getMessage)
                .findFirst()
                .orElse("");
        return new Attempt(began, took, OptionalInt.empty(), shown(words), result(causes));
    }

    private static Result result(List<Throwable> causes) {
        if (any(causes, ConnectException.class)
                || any(causes, UnresolvedAddressException.class)
                || any(causes, HttpConnectTimeoutException.class)) {
            return Result.NOT_CONNECTED;
        }
        return any(causes, TimeoutException.class) || any(causes, HttpTimeoutException.class)
                ? Result.TIMED_OUT
                : Result.LOST;
    }

    private static boolean any(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_ANSWER ? text : text.substring(0, LONGEST_ANSWER) + "…";
    }

    /** Cuts what is under way. */
    @Override
    public void close() {
        workers.shutdownNow();
        threads.interrupt();
    }
}
