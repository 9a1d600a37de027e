package io.github.ylhcancel.http;

import io.github.ylhcancel.http.ConnectionWatch.Watched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The way back of a request over its connection. */
final class WayBack implements Answering {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Watched watched;
    private final AtomicBoolean used = new AtomicBoolean();

    WayBack(Request request, Response response, Callback callback, Watched watched) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.watched = watched;
    }

    /** The server says nothing of it, since it was meant so. */
    private static final class Cut extends IOException implements QuietException {
        private static final long serialVersionUID = 1L;
    }

    void hasCome() {
        watched.hasCome();
    }

    @Override
    public void answer(Answer answer) {
        if (begin(answer)) {
            response.write(true, ByteBuffer.wrap(answer.body()), Callback.from(this::taken, callback::failed));
        }
    }

    private void taken() {
        watched.rests();
        callback.succeeded();
    }

    @Override
    public void half(Answer answer) {
        if (begin(answer)) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
            byte[] half = Arrays.copyOf(answer.body(), answer.body().length / 2);
            response.write(false, ByteBuffer.wrap(half), Callback.from(this::cut, gone -> cut()));
        }
    }

    @Override
    public void nothing() {
        if (used.compareAndSet(false, true)) {
            cut();
        }
    }

    private boolean begin(Answer answer) {
        if (!used.compareAndSet(false, true)) {
            return false;
        }
        watched.leaves();
        response.setStatus(answer.status());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        return true;
    }

    private void cut() {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        callback.failed(new Cut());
    }
}
