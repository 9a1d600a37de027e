package io.github.ylhcancel.ylh;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;

/** A request's body that knows whether anybody has begun to send it. Before that the request cannot have done anything. */
final class NotedBody implements BodyPublisher {
    private final BodyPublisher body;
    private volatile boolean begun;

    NotedBody(BodyPublisher body) {
        this.body = body;
    }

    boolean isBegun() {
        return begun;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        begun = true;
        body.subscribe(subscriber);
    }
}
