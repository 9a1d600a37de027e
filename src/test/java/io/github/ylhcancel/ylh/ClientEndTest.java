package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.config.Egress;
import io.github.ylhcancel.testing.ClientThreads;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client begins with the first call and ends with the command. */
@Timeout(60)
class ClientEndTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final ClientThreads threads = new ClientThreads();

    private static Http http(Connections connections) {
        Way way = Way.to(URI.create("http://127.0.0.1/"), Egress.DIRECT);
        return new Http(new Clients(LONG, way, connections, System::nanoTime), way);
    }

    private static CompletableFuture<Reply> exchange(Http http, URI address) {
        return http.exchange(HttpRequest.newBuilder(address).build(), LONG, () -> {});
    }

    @Test
    void beginsWithTheFirstCall() throws Exception {
        try (RawServer server = RawServer.answering((request, out) -> RawServer.send(out, "200 OK", "{}"));
                Http http = http(Connections.KEPT_WHEN_BUSY)) {
            assertThat(threads.look()).isEmpty();

            assertThat(exchange(http, server.uri("/")).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(Reply.Answer.class);
            assertThat(threads.look()).hasSize(1);
        }
        assertThat(threads.look()).isEmpty();
    }

    /** Otherwise the threads of a long run would become more with every call. */
    @Test
    void oneOfASingleCallEndsWithItsAnswer() throws Exception {
        try (RawServer server = RawServer.answering((request, out) -> RawServer.send(out, "200 OK", "{}"));
                Http http = http(Connections.ONE_EACH)) {
            for (int i = 0; i < 20; i++) {
                exchange(http, server.uri("/")).get(20, TimeUnit.SECONDS);
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> threads.look().isEmpty());
        }
    }

    @Test
    void oneOfASingleCallEndsWithItsTimeOutToo() throws Exception {
        try (RawServer server = RawServer.answering((request, out) -> {});
                Http http = http(Connections.ONE_EACH)) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/")).build();

            http.exchange(request, Duration.ofMillis(50), () -> {}).get(20, TimeUnit.SECONDS);

            await().atMost(Duration.ofSeconds(20)).until(() -> threads.look().isEmpty());
        }
    }

    @Test
    void oneThatNeverCalledEndsToo() {
        Http http = http(Connections.KEPT_WHEN_BUSY);
        http.close();
        http.close();

        assertThat(threads.look()).isEmpty();
        assertThatThrownBy(() -> exchange(http, URI.create("http://127.0.0.1:1/")))
                .isInstanceOf(IllegalStateException.class);
    }

    /** After the grace of a run nobody waits for what YLH has not answered. */
    @Test
    void doesNotWaitForWhatIsUnderWay() throws Exception {
        try (RawServer server = RawServer.answering((request, out) -> {})) {
            Http http = http(Connections.KEPT_WHEN_BUSY);
            exchange(http, server.uri("/"));
            await().atMost(Duration.ofSeconds(20)).until(() -> server.requests().size() == 1);

            http.close();

            assertThat(threads.look()).isEmpty();
        }
    }
}
