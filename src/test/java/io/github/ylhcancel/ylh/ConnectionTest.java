package io.github.ylhcancel.ylh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.config.YlhAccess;
import io.github.ylhcancel.domain.Verdict;
import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, seen by a server that understands nothing. */
class ConnectionTest {
    private static final String ACCEPTED = "{\"success\":true}";

    @TempDir
    private Path folder;

    private Caller caller(RawServer server) {
        return new Caller(access(server));
    }

    private YlhAccess access(RawServer server) {
        return TestAccess.to(server.uri(RawServer.TOKEN_PATH), server.uri("/order"), folder.resolve("token.json"))
                .access();
    }

    @Test
    void speaksHttp11AndOffersNothingElse() throws IOException {
        try (RawServer server = RawServer.withToken((request, out) -> RawServer.send(out, "200 OK", ACCEPTED))) {
            caller(server).cancel();

            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.head())
                            .containsPattern("^POST \\S+ HTTP/1\\.1\r\n")
                            .doesNotContainIgnoringCase("upgrade")
                            .doesNotContainIgnoringCase("http2-settings")
                            .doesNotContainIgnoringCase("transfer-encoding"));
        }
    }

    @Test
    void sendsWhatTheInterfaceAsksFor() throws IOException {
        try (RawServer server = RawServer.withToken((request, out) -> RawServer.send(out, "200 OK", ACCEPTED))) {
            caller(server).cancel();

            RawServer.Request token = server.requests().get(0);
            assertThat(token.head())
                    .contains("\r\nContent-Type: application/x-www-form-urlencoded\r\n")
                    .contains("\r\nsystem-name: ylh-open-api\r\n")
                    .contains("\r\nAuthorization: Basic "
                            + "c2FuZGJveC1jbGllbnQ6c2FuZGJveC1jbGllbnQtc2VjcmV0LW5vdC1zZWNyZXQ=\r\n");
            assertThat(token.body())
                    .isEqualTo("grant_type=password&username=sandbox-user&password=sandbox-password-not-secret");
            RawServer.Request cancel = server.requests().get(1);
            assertThat(cancel.head())
                    .startsWith("POST /order/api/page/hmm/retailorder/cancel-hmm-retail-order HTTP/1.1\r\n")
                    .contains("\r\nContent-Type: application/json\r\n")
                    .contains("\r\nAuthorization: Bearer " + RawServer.TOKEN + "\r\n");
            assertThat(cancel.body()).isEqualTo("""
                    {"soId":"SO-1","cancelTime":"1772351999123","cancelReason":"客户要求取消","sourceSystem":"SHOP"}""");
        }
    }

    /** At a hundred calls a second a connection for each would be too many; the token comes by one of its own. */
    @Test
    void callsInARowShareAConnection() throws IOException {
        assertThat(connectionsOfFiveCalls(Connections.KEPT_WHEN_BUSY, Duration.ofMillis(449)))
                .isEqualTo(1 + 1);
    }

    @Test
    void callsThatAreFartherApartDoNot() throws IOException {
        assertThat(connectionsOfFiveCalls(Connections.KEPT_WHEN_BUSY, Duration.ofMillis(450)))
                .isEqualTo(1 + 5);
    }

    @Test
    void singleCallsNeverDo() throws IOException {
        assertThat(connectionsOfFiveCalls(Connections.ONE_EACH, Duration.ofMillis(1)))
                .isEqualTo(1 + 5);
    }

    private int connectionsOfFiveCalls(Connections connections, Duration apart) throws IOException {
        AtomicLong time = new AtomicLong();
        try (RawServer server = RawServer.withToken((request, out) -> RawServer.send(out, "200 OK", ACCEPTED))) {
            Caller caller = new Caller(access(server), connections, time::get);
            for (int i = 0; i < 5; i++) {
                assertThat(caller.cancel(Caller.request("SO-" + i)).kind()).isEqualTo(Kind.ACCEPTED);
                time.addAndGet(apart.toNanos());
            }

            assertThat(server.requests()).hasSize(6);
            return server.connections();
        }
    }

    @Test
    void aRedirectIsNotFollowedWithTheTokenNorWithThePassword() throws IOException {
        try (RawServer elsewhere = RawServer.answering((request, out) -> RawServer.send(out, "200 OK", ACCEPTED));
                RawServer server = RawServer.withToken((request, out) -> redirect(out, elsewhere));
                RawServer tokens = RawServer.answering((request, out) -> redirect(out, elsewhere))) {
            assertThat(caller(server).cancel().kind()).isEqualTo(Kind.CONFIGURATION);
            TestAccess astray =
                    TestAccess.to(tokens.uri(RawServer.TOKEN_PATH), server.uri("/order"), folder.resolve("none.json"));
            assertThat(new Caller(astray.access()).cancel().kind()).isEqualTo(Kind.CONFIGURATION);

            assertThat(elsewhere.connections()).isZero();
        }
    }

    private static void redirect(OutputStream out, RawServer to) throws IOException {
        RawServer.send(out, "307 Temporary Redirect\r\nLocation: " + to.uri("/"), "");
    }

    /** The rest is not even read: this server could go on for ever. */
    @Test
    void aBodyWithoutEndIsCutOff() throws IOException {
        try (RawServer endless = RawServer.withToken((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"success\":true,\"data\":\""
                    .getBytes());
            byte[] filler = "x".repeat(64 * 1024).getBytes();
            while (true) {
                out.write(filler);
            }
        })) {
            Verdict verdict = caller(endless).cancel();

            assertThat(verdict.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(verdict.httpStatus()).hasValue(200);
            assertThat(verdict.detail()).startsWith("not the JSON of a cancel answer: ");
        }
    }

    @Test
    void aBodyAsLongAsTheLimitIsStillRead() throws IOException {
        String padded = ACCEPTED + " ".repeat(64 * 1024 - ACCEPTED.length());
        try (RawServer server = RawServer.withToken((request, out) -> RawServer.send(out, "200 OK", padded));
                RawServer beyond = RawServer.withToken((request, out) -> RawServer.send(out, "200 OK", padded + " "))) {
            assertThat(caller(server).cancel().kind()).isEqualTo(Kind.ACCEPTED);
            assertThat(caller(beyond).cancel().kind()).isEqualTo(Kind.UNKNOWN);
        }
    }
}
