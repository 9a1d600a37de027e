package io.github.ylhcancel.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server stands that has few threads and many clients, some of them not meaning well. */
@Timeout(120)
class HttpServerTest {
    private static final int THREADS = 4;
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String HALF_A_HEAD = "POST /echo HTTP/1.1\nHost: localhost\nContent-Le";

    private final List<RawClient> clients = new ArrayList<>();
    private final BlockingQueue<Answering> later = new LinkedBlockingQueue<>();
    private final BlockingQueue<Request> served = new LinkedBlockingQueue<>();
    private final String name = "http-under-test-" + STARTED.incrementAndGet() + "-";
    private HttpServer server;

    @AfterEach
    void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
        await().untilAsserted(() -> assertThat(threads()).isZero());
    }

    private void start(int connections, Duration arrival, Duration idle, Duration leaving) throws IOException {
        server = HttpServer.start(
                name,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Limits(connections, THREADS, 4096, 1000, arrival, idle, leaving),
                Optional.empty(),
                new Service() {
                    @Override
                    public Optional<Answer> refuse(Head head) {
                        return head.path().equals("/wrong") ? Optional.of(Answer.empty(404)) : Optional.empty();
                    }

                    @Override
                    public void serve(Request request, Answering answering) {
                        answer(request, answering);
                    }
                });
    }

    private void answer(Request request, Answering answering) {
        served.add(request);
        switch (request.head().path()) {
            case "/later" -> later.add(answering);
            case "/huge" -> answering.answer(new Answer(200, Map.of(), new byte[64 << 20]));
            case "/half" -> answering.half(Answer.text(200, "0123456789"));
            case "/nothing" -> answering.nothing();
            case "/mistake" -> throw new IllegalStateException("a mistake that nobody is told of");
            default -> answering.answer(Answer.text(200, new String(request.body(), UTF_8)));
        }
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(server.port());
        clients.add(client);
        return client;
    }

    private String answerTo(String text) throws IOException {
        return client().send(text).answer();
    }

    private long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }

    private void assertAnswersAtOnce() throws IOException {
        long begun = System.nanoTime();
        assertThat(client().post("/echo", "hello").answer()).startsWith("HTTP/1.1 200");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void requestsThatAreHalfThereHoldNoThreadAndNotForLong() throws Exception {
        start(2000, Duration.ofSeconds(15), LONG, LONG);
        for (int one = 0; one < 1500; one++) {
            client().send(one % 2 == 0 ? HALF_A_HEAD : RawClient.head("/echo", 10) + "half");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> server.connections() == 1500);

        assertAnswersAtOnce();

        assertThat(threads()).isBetween(2L, THREADS + 3L);
        for (RawClient half : clients.subList(0, 1500)) {
            assertThat(half.readAll()).isEmpty();
        }
        assertThat(served).hasSize(1);
    }

    @Test
    void theLongestWaitingGivesWayToOneMore() throws Exception {
        start(50, LONG, LONG, LONG);
        for (int one = 0; one < 200; one++) {
            client().send(HALF_A_HEAD);
        }

        assertAnswersAtOnce();

        assertThat(clients.get(0).readAll()).isEmpty();
        await().untilAsserted(() -> assertThat(server.connections()).isLessThanOrEqualTo(50));
    }

    @Test
    void noneGivesWayThatIsOwedAnAnswer() throws Exception {
        start(2, LONG, LONG, LONG);
        RawClient one = client().post("/later", "");
        RawClient other = client().post("/later", "");
        Answering first = later.poll(10, TimeUnit.SECONDS);
        Answering second = later.poll(10, TimeUnit.SECONDS);

        assertThat(client().post("/echo", "").readAll()).isEmpty();

        first.answer(Answer.empty(200));
        second.answer(Answer.empty(200));
        assertThat(one.answer()).startsWith("HTTP/1.1 200");
        assertThat(other.answer()).startsWith("HTTP/1.1 200");
    }

    @Test
    void aHeadThatComesByteByByteIsCut() throws Exception {
        start(10, SHORT, LONG, LONG);

        assertThat(client().send(HALF_A_HEAD).drip(100)).isEmpty();
    }

    @Test
    void aBodyThatComesByteByByteIsCut() throws Exception {
        start(10, SHORT, LONG, LONG);

        assertThat(client().send(RawClient.head("/echo", 1000)).drip(100)).isEmpty();
        assertThat(served).isEmpty();
    }

    @Test
    void theSecondRequestOfAConnectionHasNoMoreTime() throws Exception {
        start(10, SHORT, LONG, LONG);
        RawClient client = client().post("/echo", "one");
        client.answer();

        assertThat(client.send(HALF_A_HEAD).drip(100)).isEmpty();
    }

    @Test
    void whoDoesNotFetchTheAnswerIsCut() throws Exception {
        start(10, LONG, LONG, SHORT);
        client().post("/huge", "");
        await().until(() -> server.connections() == 1);

        await().atMost(Duration.ofSeconds(15)).until(() -> server.connections() == 0);
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws Exception {
        start(10, LONG, SHORT, LONG);
        RawClient client = client().post("/echo", "one");
        client.answer();

        assertThat(client.readAll()).isEmpty();
    }

    @Test
    void whatIsInHandHasAllTheTimeThatItNeeds() throws Exception {
        start(10, SHORT, SHORT, SHORT);
        RawClient client = client().post("/later", "");
        Answering answering = later.poll(10, TimeUnit.SECONDS);
        RawClient idle = client().post("/echo", "");
        idle.answer();
        idle.readAll();

        answering.answer(Answer.text(200, "at last"));

        assertThat(client.answer()).startsWith("HTTP/1.1 200");
    }

    @Test
    void oneConnectionServesManyRequests() throws Exception {
        start(10, LONG, LONG, LONG);
        RawClient client = client().send(RawClient.head("/echo", 1) + "a" + RawClient.head("/echo", 1) + "b");

        assertThat(client.answer()).startsWith("HTTP/1.1 200");
        assertThat(client.answer()).startsWith("HTTP/1.1 200");
        assertThat(client.post("/echo", "c").answer()).startsWith("HTTP/1.1 200");
        assertThat(served)
                .extracting(request -> new String(request.body(), UTF_8))
                .containsExactly("a", "b", "c");
    }

    @Test
    void aBodyIsNotReadThatIsTooLongOrSaysNotHowLongItIs() throws Exception {
        start(10, LONG, LONG, LONG);

        assertThat(answerTo(RawClient.head("/echo", 1001))).startsWith("HTTP/1.1 413");
        assertThat(answerTo(RawClient.head("/echo", Integer.MAX_VALUE))).startsWith("HTTP/1.1 413");
        assertThat(answerTo("POST /echo HTTP/1.1\nHost: localhost\n\n")).startsWith("HTTP/1.1 411");
        assertThat(answerTo("POST /echo HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n"))
                .startsWith("HTTP/1.1 411");
        assertThat(answerTo(RawClient.head("/wrong", 1000))).startsWith("HTTP/1.1 404");
        assertThat(served).isEmpty();
    }

    @Test
    void headersThatAreTooLargeAreRefused() throws Exception {
        start(10, LONG, LONG, LONG);

        assertThat(answerTo("GET / HTTP/1.1\nHost: localhost\nX: " + "x".repeat(5000) + "\n\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(answerTo("GET /" + "x".repeat(5000) + " HTTP/1.1\nHost: localhost\n\n"))
                .startsWith("HTTP/1.1 414");
    }

    @Test
    void nothingIsSaidOfTheServerItself() throws Exception {
        start(10, LONG, LONG, LONG);

        for (String text : List.of(
                "NONSENSE\n\n",
                "GET / HTTP/1.1\n\n",
                RawClient.head("/mistake", 0),
                "GET /%zz HTTP/1.1\nHost: localhost\n\n",
                "GET / HTTP/9.9\nHost: localhost\n\n")) {
            String answer = answerTo(text);
            assertThat(answer)
                    .matches("(?s)HTTP/1.1 [45]..*")
                    .contains("Content-Length: 0")
                    .doesNotContainIgnoringCase("jetty")
                    .doesNotContain("Server:");
        }
    }

    @Test
    void cutsWhereItIsToldTo() throws Exception {
        start(10, LONG, LONG, LONG);

        assertThat(client().post("/nothing", "").readAll()).isEmpty();
        assertThat(client().post("/half", "").readAll())
                .contains("Content-Length: 10\r\n")
                .endsWith("\r\n\r\n01234");
    }

    @Test
    void finishesWhatIsInHandWhenItTakesNothingNew() throws Exception {
        start(10, LONG, LONG, LONG);
        RawClient inHand = client().post("/later", "");
        Answering answering = later.poll(10, TimeUnit.SECONDS);
        RawClient waiting = client().send(HALF_A_HEAD);
        await().until(() -> server.connections() == 2);

        server.stopAccepting();

        assertThat(waiting.readAll()).isEmpty();
        // The system takes connections until the selector has let go of the port.
        await().untilAsserted(() ->
                assertThatThrownBy(() -> new RawClient(server.port()).close()).isInstanceOf(IOException.class));
        answering.answer(Answer.text(200, "done"));
        assertThat(inHand.answer()).startsWith("HTTP/1.1 200");
    }
}
