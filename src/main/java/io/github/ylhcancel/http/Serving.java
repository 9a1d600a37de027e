package io.github.ylhcancel.http;

import io.github.ylhcancel.http.ConnectionWatch.Watched;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a request as it comes, and hands it on when all of it is there. */
final class Serving extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    /** A request with one of these may have a body, and says so; the others have one only if they say so. */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final Service service;
    private final Limits limits;
    private final ConnectionWatch watch;

    Serving(Service service, Limits limits, ConnectionWatch watch) {
        this.service = service;
        this.limits = limits;
        this.watch = watch;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request request, Response response, Callback callback) {
        Watched watched = watch.of(request.getConnectionMetaData().getConnection());
        watched.begins();
        WayBack back = new WayBack(request, response, callback, watched);
        Head head = head(request);
        try {
            Optional<Answer> refused = service.refuse(head).or(() -> refusedForItsSize(request));
            if (refused.isPresent()) {
                back.answer(refused.get().with("Connection", "close"));
                return true;
            }
        } catch (RuntimeException mistake) {
            failed(mistake, back);
            return true;
        }
        new Body(request, body -> serve(new Request(head, body), back), back::nothing).run();
        return true;
    }

    private void serve(Request request, WayBack back) {
        back.hasCome();
        try {
            service.serve(request, back);
        } catch (RuntimeException mistake) {
            failed(mistake, back);
        }
    }

    private static void failed(RuntimeException mistake, WayBack back) {
        LOG.error("event=http.failed", mistake);
        back.answer(Answer.empty(500));
    }

    private Optional<Answer> refusedForItsSize(org.eclipse.jetty.server.Request request) {
        long length = request.getLength();
        boolean says = request.getHeaders().contains(HttpHeader.CONTENT_LENGTH);
        boolean needsTo =
                WITH_BODY.contains(request.getMethod()) || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if (!says && needsTo) {
            return Optional.of(service.refusal(411));
        }
        return length > limits.bodyBytes() ? Optional.of(service.refusal(413)) : Optional.empty();
    }

    private static Head head(org.eclipse.jetty.server.Request request) {
        Map<String, List<String>> headers = request.getHeaders().stream()
                .collect(Collectors.groupingBy(
                        field -> field.getName().toLowerCase(Locale.ROOT),
                        Collectors.mapping(Serving::value, Collectors.toList())));
        return new Head(request.getMethod(), request.getHttpURI().getPath(), headers, from(request));
    }

    private static String value(HttpField field) {
        return Optional.ofNullable(field.getValue()).orElse("");
    }

    private static InetAddress from(org.eclipse.jetty.server.Request request) {
        InetSocketAddress other =
                (InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress();
        return other.getAddress();
    }
}
