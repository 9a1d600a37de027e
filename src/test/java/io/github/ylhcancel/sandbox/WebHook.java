package io.github.ylhcancel.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The shop's address for callbacks: a real server that remembers what came and answers as a test says. */
public final class WebHook implements AutoCloseable {
    public static final String CONTENT = "{\"success\":true,\"code\":\"success\"}";

    public record Answer(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile Function<String, Answer> answers = body -> new Answer(200, CONTENT);

    public WebHook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        bodies.add(body);
        Answer answer = answers.apply(body);
        byte[] bytes = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ylh");
    }

    public void answers(Function<String, Answer> changed) {
        answers = changed;
    }

    public void answers(int status, String body) {
        answers(any -> new Answer(status, body));
    }

    /** As they came. */
    public List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** The parameters of each. */
    public List<Map<String, String>> forms() {
        return bodies().stream()
                .map(body -> FormBody.read(body.getBytes(UTF_8)))
                .toList();
    }

    /** What each says. */
    public List<String> data() {
        return forms().stream().map(form -> form.get("Data")).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
