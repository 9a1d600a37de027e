package io.github.ylhcancel.ylh;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** How the JDK's client says that a proxy has opened no tunnel. */
    private static final Pattern NO_TUNNEL = Pattern.compile("Tunnel failed, got: ([0-9]{3})");

    private final Clients clients;
    private final Way way;

    Http(Clients clients, Way way) {
        this.clients = clients;
        this.way = way;
    }

    /**
     * Does not wait: the reply comes later, at the latest when the time-out has passed. It is never exceptional.
     *
     * @param whenSent runs as soon as the request is on its way
     */
    CompletableFuture<Reply> exchange(HttpRequest request, Duration timeout, Runnable whenSent) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        OneClient client = clients.next();
        NotedBody body = new NotedBody(request.bodyPublisher().orElseGet(BodyPublishers::noBody));
        CompletableFuture<HttpResponse<CappedBody.Body>> exchange = begun(client, way.through(request, body));
        reply.whenComplete((result, mistake) -> {
            exchange.cancel(true);
            client.done();
        });
        Reply late = new Reply.Failure(Reply.Stage.SENT, "no complete answer within " + timeout.toMillis() + " ms");
        reply.completeOnTimeout(late, timeout.toMillis(), TimeUnit.MILLISECONDS);
        whenSent.run();
        exchange.whenComplete(
                (response, thrown) -> reply.complete(thrown == null ? answer(response) : failure(thrown)));
        return way.isTunnel() ? reply.thenApply(ended -> sentOrNot(ended, body)) : reply;
    }

    private static CompletableFuture<HttpResponse<CappedBody.Body>> begun(OneClient client, HttpRequest request) {
        try {
            return client.jdk().sendAsync(request, info -> new CappedBody(BODY_LIMIT));
        } catch (RuntimeException e) {
            client.done();
            throw e;
        }
    }

    /** What was lost while a tunnel was still to be opened was not sent, however it was lost. */
    private Reply sentOrNot(Reply ended, NotedBody body) {
        return ended instanceof Reply.Failure failure && failure.stage() == Reply.Stage.SENT && !body.isBegun()
                ? new Reply.Failure(Reply.Stage.CONNECTING, "no way through " + proxy() + ": " + failure.detail())
                : ended;
    }

    private String proxy() {
        return "the proxy " + way.proxy().orElseThrow();
    }

    /** Cuts what is under way, whose reply is that its time is up; nothing can be exchanged any more. */
    @Override
    public void close() {
        clients.close();
    }

    private Reply answer(HttpResponse<CappedBody.Body> response) {
        if (way.proxy().isPresent() && response.statusCode() == 407) {
            return new Reply.Failure(
                    Reply.Stage.PROXY, proxy() + " wants other credentials (HTTP 407); see ylh.proxy-username");
        }
        return new Reply.Answer(
                response.statusCode(),
                response.headers().firstValue("Retry-After"),
                response.body().bytes(),
                response.body().complete());
    }

    /** The client wraps what happened in exceptions of its own, so the causes are looked through as well. */
    private Reply.Failure failure(Throwable thrown) {
        List<Throwable> causes =
                Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).toList();
        if (any(causes, HttpConnectTimeoutException.class)) {
            return notConnected("no connection in time");
        }
        // Before the refused connection, because the client wraps it in one.
        if (any(causes, UnresolvedAddressException.class) || any(causes, UnknownHostException.class)) {
            return notConnected("the host name is not known");
        }
        if (any(causes, ConnectException.class) || any(causes, NoRouteToHostException.class)) {
            return notConnected("connection refused");
        }
        Optional<Reply.Failure> noTunnel =
                causes.stream().flatMap(this::noTunnel).findFirst();
        if (noTunnel.isPresent()) {
            return noTunnel.get();
        }
        return causes.stream()
                .filter(Http::isBrokenHandshake)
                .findFirst()
                .map(cause -> new Reply.Failure(Reply.Stage.TLS, "TLS failed: " + words(cause)))
                .orElseGet(() -> new Reply.Failure(Reply.Stage.SENT, "connection lost: " + words(thrown)));
    }

    private Reply.Failure notConnected(String why) {
        return new Reply.Failure(
                Reply.Stage.CONNECTING,
                why + way.proxy().map(proxy -> " (" + proxy() + ")").orElse(""));
    }

    /** A proxy that cannot reach the host now may reach it later; one that does not let us pass will not. */
    private Stream<Reply.Failure> noTunnel(Throwable cause) {
        Matcher said = NO_TUNNEL.matcher(words(cause));
        if (!way.isTunnel() || !said.matches()) {
            return Stream.empty();
        }
        boolean passing = said.group(1).startsWith("5") || said.group(1).equals("429");
        return Stream.of(new Reply.Failure(
                passing ? Reply.Stage.CONNECTING : Reply.Stage.PROXY,
                proxy() + " opens no tunnel to YLH: HTTP " + said.group(1)));
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
