package io.github.ylhcancel.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP proxy on loopback: passes plain requests on, and opens tunnels; or refuses, as a test says. */
public final class ForwardProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final List<String> requestLines = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile Optional<String> credentials = Optional.empty();
    private volatile int refusal;
    private volatile boolean silent;
    private volatile boolean hangsUp;

    public ForwardProxy() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        start(this::accept);
    }

    /** Lets only this user pass; others are answered 407. */
    public ForwardProxy demand(String user, String password) {
        credentials = Optional.of(
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(ISO_8859_1)));
        return this;
    }

    /** Answers everybody with this status and passes nothing on. */
    public ForwardProxy refuse(int status) {
        refusal = status;
        return this;
    }

    /** Takes requests and answers none. */
    public ForwardProxy keepSilent() {
        silent = true;
        return this;
    }

    /** Takes requests and closes their connections. */
    public ForwardProxy hangUp() {
        hangsUp = true;
        return this;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** The first line of each request that came, such as {@code CONNECT 127.0.0.1:443 HTTP/1.1}. */
    public List<String> requestLines() {
        return List.copyOf(requestLines);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "forward-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                sockets.add(client);
                start(() -> serve(client));
            }
        } catch (IOException closed) {
            // No more of them.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = client.getInputStream();
            for (List<String> head = head(in); !head.isEmpty(); head = head(in)) {
                requestLines.add(head.get(0));
                boolean mayPass = credentials.isEmpty()
                        || header(head, "proxy-authorization").equals(credentials);
                if (silent) {
                    in.readAllBytes();
                    return;
                }
                if (hangsUp) {
                    return;
                }
                byte[] body = in.readNBytes(
                        header(head, "content-length").map(Integer::valueOf).orElse(0));
                if (refusal != 0 || !mayPass) {
                    answer(client, refusal != 0 ? refusal : 407);
                } else if (head.get(0).startsWith("CONNECT ")) {
                    tunnel(client, head.get(0).split(" ")[1]);
                    return;
                } else {
                    passOn(client, head, body);
                    return;
                }
            }
        } catch (IOException gone) {
            // Whoever it was hung up.
        }
    }

    private static void answer(Socket client, int status) throws IOException {
        String challenge = status == 407 ? "Proxy-Authenticate: Basic realm=\"proxy\"\r\n" : "";
        String page = "<html>the proxy says " + status + "</html>";
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + " No\r\n" + challenge + "Content-Type: text/html\r\nContent-Length: "
                                + page.length() + "\r\n\r\n" + page)
                        .getBytes(ISO_8859_1));
    }

    private void tunnel(Socket client, String target) throws IOException {
        int colon = target.lastIndexOf(':');
        try (Socket server = opened(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
            client.getOutputStream().write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1));
            start(() -> copy(client, server));
            copy(server, client);
        } catch (IOException unreachable) {
            answer(client, 502);
        }
    }

    private void passOn(Socket client, List<String> head, byte[] body) throws IOException {
        String[] line = head.get(0).split(" ");
        URI target = URI.create(line[1]);
        try (Socket server = opened(target.getHost(), target.getPort())) {
            StringBuilder request = new StringBuilder(line[0] + " " + target.getRawPath() + " HTTP/1.1\r\n");
            head.stream()
                    .skip(1)
                    .filter(one -> !one.toLowerCase(Locale.ROOT).startsWith("proxy-"))
                    .filter(one -> !one.toLowerCase(Locale.ROOT).startsWith("connection:"))
                    .forEach(one -> request.append(one).append("\r\n"));
            request.append("Connection: close\r\n\r\n");
            server.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
            server.getOutputStream().write(body);
            server.getOutputStream().flush();
            copy(server, client);
        } catch (IOException unreachable) {
            answer(client, 502);
        }
    }

    private Socket opened(String host, int port) throws IOException {
        Socket server = new Socket(host, port);
        server.setTcpNoDelay(true);
        sockets.add(server);
        return server;
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException closed) {
            // The other direction ends with it.
        }
    }

    /** The lines up to the blank one; none at the end. */
    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int one = in.read(); one >= 0; one = in.read()) {
            if (one == '\n') {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line.toString());
                line.setLength(0);
            } else if (one != '\r') {
                line.append((char) one);
            }
        }
        return List.of();
    }

    private static Optional<String> header(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
