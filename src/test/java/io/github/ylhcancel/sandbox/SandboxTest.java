package io.github.ylhcancel.sandbox;

import static io.github.ylhcancel.sandbox.PlayClient.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxTest {
    private static final SandboxOptions UNLIMITED = SandboxOptions.defaults().withCallsPerSecond(0);

    private final List<Sandbox> started = new ArrayList<>();

    private Sandbox start(SandboxOptions options) throws IOException {
        Sandbox sandbox = Sandbox.start(options, Clock.systemUTC());
        started.add(sandbox);
        return sandbox;
    }

    @AfterEach
    void stop() {
        started.forEach(Sandbox::close);
    }

    @Test
    void answersAreDelayedByTheLatency() throws Exception {
        Sandbox sandbox = start(UNLIMITED.withLatency(Duration.ofMillis(120)).withTokenLatency(Duration.ofMillis(60)));
        PlayClient client = new PlayClient(sandbox);

        long start = System.nanoTime();
        String token = client.token();
        long between = System.nanoTime();
        client.cancel(token, "SO-1");
        long end = System.nanoTime();

        assertThat(Duration.ofNanos(between - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
        assertThat(Duration.ofNanos(end - between)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    @Test
    void hundredsOfCallsWaitAtTheSameTime() throws Exception {
        Duration latency = Duration.ofMillis(600);
        Sandbox sandbox = start(UNLIMITED.withLatency(latency));
        PlayClient client = new PlayClient(sandbox);
        String token = client.token();
        long start = System.nanoTime();

        List<CompletableFuture<HttpResponse<String>>> calls = cancelMany(client, token, 300);

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(latency, Duration.ofSeconds(4));
        assertThat(sandbox.cancellations()).hasSize(300);
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(300);
    }

    @Test
    void aWaitingCallHoldsNoThread() throws Exception {
        Sandbox sandbox = start(UNLIMITED.withLatency(Duration.ofMinutes(1)));
        PlayClient client = new PlayClient(sandbox);
        String token = client.token();

        cancelMany(client, token, 200);

        await().atMost(Duration.ofSeconds(5)).until(() -> sandbox.received(Endpoint.CANCEL) == 200);
        await().atMost(Duration.ofSeconds(5)).until(() -> busyThreads() == 0);
    }

    private static long busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("sandbox-"))
                .filter(thread -> List.of(thread.getValue()).toString().contains("ylhcancel"))
                .count();
    }

    @Test
    void closingEndsWaitingAnswersAtOnce() throws Exception {
        Sandbox sandbox = start(UNLIMITED.withSlowDelay(Duration.ofMinutes(10)).withFaults("slow*"));
        PlayClient client = new PlayClient(sandbox, HttpClient.newHttpClient());
        String token = client.token();
        List<CompletableFuture<HttpResponse<String>>> calls = cancelMany(client, token, 200);
        await().atMost(Duration.ofSeconds(5)).until(() -> sandbox.received(Endpoint.CANCEL) == 200);
        long start = System.nanoTime();

        sandbox.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(IOException.class));
        assertThat(sandbox.cancellations().values()).hasSize(200).allMatch(cancellation -> cancellation.held() == 1);
    }

    private static List<CompletableFuture<HttpResponse<String>>> cancelMany(
            PlayClient client, String token, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> client.cancelLater(token, "SO-" + number))
                .toList();
    }

    @Test
    void oneConnectionServesManyRequests() throws Exception {
        Sandbox sandbox = start(UNLIMITED.withLatency(Duration.ofMillis(5)));
        String token = new PlayClient(sandbox).token();

        try (RawConnection connection = new RawConnection(sandbox.baseUri())) {
            for (int number = 0; number < 3; number++) {
                connection.sendCancel(token, body("SO-" + number));
                assertThat(connection.readThrough("}}")).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(sandbox.cancellations()).hasSize(3);
    }

    @Test
    void aClosedSandboxRefusesConnectionsAndItsPortCanBeUsedAgain() throws Exception {
        Sandbox first = start(UNLIMITED);
        PlayClient client = new PlayClient(first, HttpClient.newHttpClient());
        String token = client.token();
        int port = first.baseUri().getPort();

        first.close();
        first.close();
        assertThatThrownBy(() -> client.cancel(token, "SO-1")).isInstanceOf(ConnectException.class);

        start(UNLIMITED.withPort(port));
        assertThat(client.cancel(token, "SO-1").statusCode())
                .as("a new sandbox does not know old tokens")
                .isEqualTo(401);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        int taken = start(UNLIMITED).baseUri().getPort();

        assertThatThrownBy(() -> start(UNLIMITED.withPort(taken)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Port " + taken + " on 127.0.0.1 cannot be opened");
        assertThatThrownBy(() -> start(UNLIMITED.withControlPort(taken)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Port " + taken);
    }

    @Test
    void theOtherPortIsFreeAgainWhenTheControlPortIsTaken() throws Exception {
        int taken = start(UNLIMITED).controlUri().getPort();
        Sandbox probe = start(UNLIMITED);
        int free = probe.baseUri().getPort();
        probe.close();

        assertThatThrownBy(() -> start(UNLIMITED.withPort(free).withControlPort(taken)))
                .isInstanceOf(IOException.class);

        assertThat(start(UNLIMITED.withPort(free)).baseUri().getPort()).isEqualTo(free);
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        Sandbox sandbox = start(UNLIMITED);

        for (InetAddress address : ownAddressesThatAreNotLoopback()) {
            for (URI uri : List.of(sandbox.baseUri(), sandbox.controlUri())) {
                assertThatThrownBy(() -> connect(address, uri.getPort())).isInstanceOf(IOException.class);
            }
        }
        assertThat(sandbox.baseUri().getHost()).isEqualTo("127.0.0.1");
        assertThat(sandbox.controlUri().getHost()).isEqualTo("127.0.0.1");
    }

    private static List<InetAddress> ownAddressesThatAreNotLoopback() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
        }
    }

    @Test
    void resetGoesBackToTheStart() throws Exception {
        Sandbox sandbox = start(UNLIMITED.withFaults("503*2"));
        PlayClient client = new PlayClient(sandbox);
        String token = client.token();
        client.cancel(token, "SO-1");
        client.cancel(token, "SO-1");
        client.cancel(token, "SO-1");
        sandbox.addFault("404*");
        sandbox.setLatency(Duration.ofHours(1));

        sandbox.reset();

        assertThat(sandbox.requests()).isEmpty();
        assertThat(sandbox.received(Endpoint.CANCEL)).isZero();
        assertThat(sandbox.cancellations()).isEmpty();
        assertThat(sandbox.tokensIssued()).isZero();
        assertThat(sandbox.mostCallsInOneSecond()).isZero();
        assertThat(sandbox.faults()).containsExactly(FaultRule.parse("503*2"));
        assertThat(client.cancel(token, "SO-1").statusCode()).isEqualTo(401);
        assertThat(client.cancel(client.token(), "SO-1").statusCode()).isEqualTo(503);
        assertThat(sandbox.requests().get(0).number()).isEqualTo(1);
    }

    @Test
    void forgetsTheOldestRequestsBeyondTheLimitButCountsOn() throws Exception {
        Sandbox sandbox = start(UNLIMITED.withRecordLimit(2));
        PlayClient client = new PlayClient(sandbox);
        String token = client.token();
        for (int number = 1; number <= 3; number++) {
            client.cancel(token, "SO-" + number);
        }

        assertThat(sandbox.requests()).extracting(ReceivedRequest::number).containsExactly(3L, 4L);
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(3);
        assertThat(sandbox.cancellations()).hasSize(3);
    }

    @Test
    void otherPathsAreNotFound() throws Exception {
        Sandbox sandbox = start(UNLIMITED);
        PlayClient client = new PlayClient(sandbox);

        HttpResponse<String> answer =
                client.send(client.cancelRequest("no-token", "{}").uri(sandbox.baseUri()));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(PlayClient.json(answer).path("code").textValue()).isEqualTo("404");
        assertThat(sandbox.received(Endpoint.OTHER)).isEqualTo(1);
    }
}
