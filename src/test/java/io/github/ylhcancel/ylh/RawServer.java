package io.github.ylhcancel.ylh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says what a test wants, byte for byte, and shows what it was sent. It keeps connections open. */
final class RawServer implements AutoCloseable {
    static final String TOKEN_PATH = "/token";
    static final String TOKEN = "raw-token-0123456789";

    /** A request line, header lines, and a body. */
    record Request(String head, String body) {
        boolean isForToken() {
            return head.startsWith("POST " + TOKEN_PATH + " ");
        }
    }

    /** What follows a request. */
    interface Answer {
        void write(Request request, OutputStream out) throws IOException;
    }

    private interface Conversation {
        void hold(RawServer server, Socket connection) throws IOException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

    private final ServerSocket socket;
    private final Conversation conversation;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private RawServer(Conversation conversation) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.conversation = conversation;
        start(this::accept);
    }

    static RawServer answering(Answer answer) throws IOException {
        return new RawServer((server, connection) -> server.converse(connection, answer));
    }

    /** Says this as soon as it hears the first byte, and hangs up. */
    static RawServer interrupting(String words) throws IOException {
        return new RawServer((server, connection) -> {
            connection.getInputStream().read();
            connection.getOutputStream().write(words.getBytes(ISO_8859_1));
            connection.shutdownOutput();
            connection.getInputStream().readAllBytes();
        });
    }

    /** Hands out tokens, and says this to a cancel call. */
    static RawServer withToken(Answer cancel) throws IOException {
        return answering((request, out) -> {
            if (request.isForToken()) {
                send(
                        out,
                        "200 OK",
                        "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
            } else {
                cancel.write(request, out);
            }
        });
    }

    static void send(OutputStream out, String status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\n\r\n").getBytes(ISO_8859_1));
        out.write(bytes);
        out.flush();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.incrementAndGet();
                open.add(connection);
                start(() -> hold(connection));
            }
        } catch (IOException endOfTest) {
            // The socket was closed.
        }
    }

    private void hold(Socket connection) {
        try (connection) {
            conversation.hold(this, connection);
        } catch (IOException clientGone) {
            // It hung up, or the test ended.
        }
    }

    private void converse(Socket connection, Answer answer) throws IOException {
        InputStream in = connection.getInputStream();
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            Request request = new Request(head, new String(body, UTF_8));
            requests.add(request);
            answer.write(request, connection.getOutputStream());
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            bytes.write(next);
            if (bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return bytes.toString(ISO_8859_1);
    }

    /** Passes time in an answer; ends early, and says so, when the server is closed. */
    boolean isClosedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    int connections() {
        return connections.get();
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
