package io.github.ylhcancel.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client of a server on this machine that sends what no proper client would, and reads when it likes. */
public final class RawClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;

    private final Socket socket;

    public RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LIMIT_MILLIS);
    }

    /** Each line is ended as HTTP wants it. */
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(UTF_8));
        return this;
    }

    /** A request with all it needs. */
    public RawClient post(String path, String body) throws IOException {
        return send(head(path, body.getBytes(UTF_8).length) + body);
    }

    /** The beginning of a request with a body of that many bytes. */
    public static String head(String path, int length) {
        return "POST " + path + " HTTP/1.1\nHost: localhost\nContent-Type: application/x-www-form-urlencoded\n"
                + "Content-Length: " + length + "\n\n";
    }

    /** What comes until the other side closes, however it does that. */
    public String readAll() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            // Then this is all that has come.
        }
        return bytes.toString(UTF_8);
    }

    /** An answer with the length that it says, and without its body. */
    public String answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("The connection ended after: " + head);
            }
            head.append((char) next);
        }
        String text = head.toString();
        int at = text.indexOf("Content-Length: ") + 16;
        socket.getInputStream()
                .readNBytes(Integer.parseInt(
                        text.substring(at, text.indexOf('\r', at)).strip()));
        return text;
    }

    /**
     * Sends byte after byte, with so much time in between, until the other side closes.
     *
     * @return what it said before
     */
    public String drip(int millis) throws IOException {
        socket.setSoTimeout(millis);
        StringBuilder said = new StringBuilder();
        for (int bytes = 0; bytes * millis < LIMIT_MILLIS; bytes++) {
            try {
                socket.getOutputStream().write('a');
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return said.toString();
                }
                said.append((char) next);
            } catch (SocketTimeoutException nothing) {
                // It still listens.
            } catch (IOException reset) {
                return said.toString();
            }
        }
        throw new IOException("It listens for ever.");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
