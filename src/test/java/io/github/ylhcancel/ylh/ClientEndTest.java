package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

    private static CompletableFuture<Reply> exchange(Http http, URI address) {
        return http.exchange(HttpRequest.newBuilder(address).build(), LONG, () -> {});
    }

    @Test
    void beginsWithTheFirstCall() throws Exception {
        try (RawServer server = RawServer.answering((request, out) -> RawServer.send(out, "200 OK", "{}"));
                Http http = new Http(LONG, true)) {
            assertThat(threads.look()).isEmpty();

            assertThat(exchange(http, server.uri("/")).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(Reply.Answer.class);
            assertThat(threads.look()).hasSize(1);
        }
        assertThat(threads.look()).isEmpty();
    }

    @Test
    void oneThatNeverCalledEndsToo() {
        Http http = new Http(LONG, true);
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
            Http http = new Http(LONG, true);
            exchange(http, server.uri("/"));
            await().atMost(Duration.ofSeconds(20)).until(() -> server.requests().size() == 1);

            http.close();

            assertThat(threads.look()).isEmpty();
        }
    }
}
