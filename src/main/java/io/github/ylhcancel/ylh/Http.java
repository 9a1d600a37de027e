package io.github.ylhcancel.ylh;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Exchanges one request for one reply and never throws for what the network does. A time-out covers the whole exchange: the one
 * of {@link HttpRequest} ends when the headers are there, and a body can take for ever.
 */
final class Http implements AutoCloseable {
    /** Far more than any answer of YLH, far less than would hurt. */
    private static final int BODY_LIMIT = 64 * 1024;

    private final Clients clients;

    Http(Clients clients) {
        this.clients = clients;
    }

    /**
     * Does not wait: the reply comes later, at the latest when the time-out has passed. It is never exceptional.
     *
     * @param whenSent runs as soon as the request is on its way
     */
    CompletableFuture<Reply> exchange(HttpRequest request, Duration timeout, Runnable whenSent) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        OneClient client = clients.next();
        CompletableFuture<HttpResponse<CappedBody.Body>> exchange = begun(client, request);
        reply.whenComplete((result, mistake) -> {
            exchange.cancel(true);
            client.done();
        });
        Reply late = new Reply.Failure(Reply.Stage.SENT, "no complete answer within " + timeout.toMillis() + " ms");
        reply.completeOnTimeout(late, timeout.toMillis(), TimeUnit.MILLISECONDS);
        whenSent.run();
        exchange.whenComplete(
                (response, thrown) -> reply.complete(thrown == null ? answer(response) : failure(thrown)));
        return reply;
    }

    private static CompletableFuture<HttpResponse<CappedBody.Body>> begun(OneClient client, HttpRequest request) {
        try {
            return client.jdk().sendAsync(request, info -> new CappedBody(BODY_LIMIT));
        } catch (RuntimeException e) {
            client.done();
            throw e;
        }
    }

    /** Cuts what is under way, whose reply is that its time is up; nothing can be exchanged any more. */
    @Override
    public void close() {
        clients.close();
    }

    private static Reply answer(HttpResponse<CappedBody.Body> response) {
        return new Reply.Answer(
                response.statusCode(),
                response.headers().firstValue("Retry-After"),
                response.body().bytes(),
                response.body().complete());
    }

    /** The client wraps what happened in exceptions of its own, so the causes are looked through as well. */
    private static Reply.Failure failure(Throwable thrown) {
        List<Throwable> causes =
                Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).toList();
        if (any(causes, HttpConnectTimeoutException.class)) {
            return new Reply.Failure(Reply.Stage.CONNECTING, "no connection in time");
        }
        // Before the refused connection, because the client wraps it in one.
        if (any(causes, UnresolvedAddressException.class) || any(causes, UnknownHostException.class)) {
            return new Reply.Failure(Reply.Stage.CONNECTING, "the host name is not known");
        }
        if (any(causes, ConnectException.class) || any(causes, NoRouteToHostException.class)) {
            return new Reply.Failure(Reply.Stage.CONNECTING, "connection refused");
        }
        return causes.stream()
                .filter(Http::isBrokenHandshake)
                .findFirst()
                .map(cause -> new Reply.Failure(Reply.Stage.TLS, "TLS failed: " + words(cause)))
                .orElseGet(() -> new Reply.Failure(Reply.Stage.SENT, "connection lost: " + words(thrown)));
    }

    private static boolean any(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    /** Other TLS trouble may come when the request is under way. An answer in plain text is only told by its words. */
    private static boolean isBrokenHandshake(Throwable cause) {
        return cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException
                || cause instanceof SSLException && words(cause).contains("plaintext connection");
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
