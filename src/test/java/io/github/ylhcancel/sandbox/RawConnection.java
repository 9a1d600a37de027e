package io.github.ylhcancel.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** A bare socket, for what an HTTP client hides. */
final class RawConnection implements AutoCloseable {
    private final Socket socket;

    RawConnection(URI to) throws IOException {
        socket = new Socket(to.getHost(), to.getPort());
        socket.setSoTimeout(5_000);
    }

    /** Each line is ended as HTTP wants it. */
    void send(String head, String body) throws IOException {
        socket.getOutputStream().write((head.strip().replace("\n", "\r\n") + "\r\n\r\n" + body).getBytes(UTF_8));
    }

    void sendCancel(String token, String body) throws IOException {
        send("""
                POST %s HTTP/1.1
                Host: 127.0.0.1
                Content-Type: application/json
                Authorization: Bearer %s
                Content-Length: %d
                """.formatted(Endpoint.CANCEL.path(), token, body.getBytes(UTF_8).length), body);
    }

    /** Reads up to and including this text. */
    String readThrough(String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(UTF_8).endsWith(end)) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("The connection ended after: " + bytes.toString(UTF_8));
            }
            bytes.write(next);
        }
        return bytes.toString(UTF_8);
    }

    /** Reads until the other side closes. */
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
