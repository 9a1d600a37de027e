package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong below HTTP, where it counts whether the request can have left this machine. */
@Timeout(30)
class UnreachableTest {
    private static final Duration SOON = Duration.ofMillis(300);
    /** Far less than a server that is waited for would take, far more than a busy machine needs. */
    private static final Duration BOUND = Duration.ofSeconds(8);

    private static final URI UNKNOWN_HOST = URI.create("http://ylh.invalid/order");

    @TempDir
    private Path folder;

    private Path cache() {
        return folder.resolve("token.json");
    }

    private static Sandbox sandbox() throws IOException {
        return Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
    }

    @Test
    void aRefusedConnectionMeansNotSent() throws IOException {
        Sandbox sandbox = sandbox();
        Caller caller = new Caller(TestAccess.to(sandbox, cache()).access());
        caller.cancel();
        caller.calls.clear();
        sandbox.close();

        Verdict verdict = caller.cancel();

        assertThat(verdict).isEqualTo(Verdict.of(Kind.NOT_SENT, "connection refused"));
        assertThat(caller.audit()).containsExactly("cancel not-sent 0");
    }

    @Test
    void aRefusedConnectionForATokenMeansNotSentToo() throws IOException {
        Sandbox sandbox = sandbox();
        sandbox.close();
        Caller caller = new Caller(TestAccess.to(sandbox, cache()).access());

        assertThat(caller.cancel()).isEqualTo(Verdict.of(Kind.NOT_SENT, "no token: connection refused"));
        assertThat(caller.audit()).containsExactly("token no-answer 0");
    }

    @Test
    void anUnknownHostMeansNotSent() throws IOException {
        try (Sandbox sandbox = sandbox()) {
            TestAccess access = TestAccess.to(sandbox, cache());

            assertThat(new Caller(access.base(UNKNOWN_HOST).access()).cancel())
                    .isEqualTo(Verdict.of(Kind.NOT_SENT, "the host name is not known"));
            assertThat(new Caller(TestAccess.to(UNKNOWN_HOST, UNKNOWN_HOST, folder.resolve("other.json"))
                                    .access())
                            .cancel())
                    .isEqualTo(Verdict.of(Kind.NOT_SENT, "no token: the host name is not known"));
            assertThat(sandbox.received(Endpoint.CANCEL)).isZero();
        }
    }

    /** A full queue of connections that nobody accepts: the kernel then answers no further one. */
    @Test
    void aConnectionThatIsNeverAnsweredMeansNotSent() throws IOException {
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, queued);
            URI uri = URI.create("http://127.0.0.1:" + full.getLocalPort() + "/order");
            Caller caller = new Caller(
                    TestAccess.to(uri, uri, cache()).connectTimeout(SOON).access());

            assertThat(within(BOUND, caller)).isEqualTo(Verdict.of(Kind.NOT_SENT, "no token: no connection in time"));
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    private static void fill(ServerSocket server, List<Socket> queued) throws IOException {
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket();
                queued.add(socket);
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            }
            throw new AssertionError("the queue has no end");
        } catch (SocketTimeoutException filled) {
            // As wanted.
        }
    }

    @Test
    void anAnswerThatNeverComesIsUnknownWithinTheTimeOut() throws IOException {
        try (RawServer silent = RawServer.withToken((request, out) -> {})) {
            Caller caller = caller(silent);

            assertThat(within(BOUND, caller)).isEqualTo(Verdict.of(Kind.UNKNOWN, "no complete answer within 300 ms"));
            assertThat(caller.audit()).containsExactly("token token 200", "cancel unknown 0");
        }
    }

    @Test
    void aBodyThatDribblesIsUnknownWithinTheTimeOut() throws IOException {
        List<RawServer> self = new ArrayList<>();
        try (RawServer slow = RawServer.withToken((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes());
            while (!self.get(0).isClosedWithin(20)) {
                out.write(' ');
                out.flush();
            }
        })) {
            self.add(slow);

            assertThat(within(BOUND, caller(slow)))
                    .isEqualTo(Verdict.of(Kind.UNKNOWN, "no complete answer within 300 ms"));
        }
    }

    @Test
    void headersThatDribbleAreUnknownWithinTheTimeOut() throws IOException {
        List<RawServer> self = new ArrayList<>();
        try (RawServer slow = RawServer.withToken((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nX-Filler: ".getBytes());
            while (!self.get(0).isClosedWithin(20)) {
                out.write('x');
                out.flush();
            }
        })) {
            self.add(slow);

            assertThat(within(BOUND, caller(slow)).kind()).isEqualTo(Kind.UNKNOWN);
        }
    }

    @Test
    void anAnswerThatIsNotHttpIsUnknownAndItsBytesAreMadeHarmless() throws IOException {
        try (RawServer odd = RawServer.withToken((request, out) -> {
            out.write("\u001B[2J\u0007not http at all\r\n\r\n".getBytes());
            out.flush();
        })) {
            Verdict verdict = caller(odd).cancel();

            assertThat(verdict.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(verdict.detail()).startsWith("connection lost: ").doesNotContainPattern("\\p{Cntrl}");
        }
    }

    @Test
    void aConnectionThatIsCutBeforeTheAnswerIsUnknownAndTheRequestIsNotSentAgainByItself() throws IOException {
        try (RawServer rude = RawServer.withToken((request, out) -> out.close())) {
            Verdict verdict = caller(rude).cancel();

            assertThat(verdict.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(verdict.detail()).startsWith("connection lost: ").doesNotContain("null");
            assertThat(rude.requests())
                    .filteredOn(request -> !request.isForToken())
                    .hasSize(1);
        }
    }

    private TestAccess access(RawServer server) {
        return TestAccess.to(server.uri(RawServer.TOKEN_PATH), server.uri(""), cache());
    }

    private Caller caller(RawServer server) {
        return new Caller(access(server).timeout(SOON).access());
    }

    private static Verdict within(Duration bound, Caller caller) {
        Instant started = Instant.now();
        Verdict verdict = caller.cancel();
        assertThat(Duration.between(started, Instant.now())).isLessThan(bound);
        return verdict;
    }
}
