package io.github.ylhcancel.http;

import java.util.function.Consumer;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.server.Request;

/** Reads what there is of a request's body, and goes on when there is more. */
final class Body implements Runnable {
    private final Request request;
    private final Consumer<byte[]> whole;
    private final Runnable gone;
    private final byte[] bytes;
    private int read;

    /**
     * @param request which says how long its body is, and not too long
     * @param gone is called in place of {@code whole} if the client has not sent all of it
     */
    Body(Request request, Consumer<byte[]> whole, Runnable gone) {
        this.request = request;
        this.whole = whole;
        this.gone = gone;
        this.bytes = new byte[(int) Math.max(0, request.getLength())];
    }

    @Override
    public void run() {
        while (true) {
            Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Chunk.isFailure(chunk)) {
                gone.run();
                return;
            }
            int length = chunk.remaining();
            chunk.getByteBuffer().get(bytes, read, length);
            read += length;
            chunk.release();
            if (chunk.isLast()) {
                whole.accept(bytes);
                return;
            }
        }
    }
}
