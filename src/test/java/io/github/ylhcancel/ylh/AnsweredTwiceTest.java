package io.github.ylhcancel.ylh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.domain.Verdict.Kind;
import io.github.ylhcancel.testing.TestAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway sends each answer twice, the one for a token too. No order gets the answer to another request. */
@Timeout(120)
class AnsweredTwiceTest {
    private static final int ORDERS = 64;
    private static final String YES = "{\"success\":true}";
    private static final String NO = "{\"success\":false}";

    /** When the second copy is sent. */
    private enum Copy {
        AT_ONCE {
            @Override
            void send(OutputStream out, byte[] answer, byte[] previous) throws IOException {
                out.write(answer);
                out.write(answer);
            }
        },
        /** Then it is the first thing to come after that request. */
        WITH_THE_NEXT_REQUEST {
            @Override
            void send(OutputStream out, byte[] answer, byte[] previous) throws IOException {
                out.write(previous);
                out.write(answer);
            }
        };

        abstract void send(OutputStream out, byte[] answer, byte[] previous) throws IOException;
    }

    @TempDir
    private Path folder;

    private static RawServer gateway(Copy copy) throws IOException {
        Map<OutputStream, byte[]> previous = new ConcurrentHashMap<>();
        return RawServer.answering((request, out) -> {
            byte[] answer = answer(request).getBytes(UTF_8);
            byte[] before = previous.put(out, answer);
            copy.send(out, answer, before == null ? new byte[0] : before);
            out.flush();
        });
    }

    /** YLH refuses every second order. */
    private static String answer(RawServer.Request request) {
        String body = request.isForToken()
                ? "{\"access_token\":\"" + RawServer.TOKEN + "\"}"
                : request.body().matches(".*\"SO-\\d*[13579]\".*") ? NO : YES;
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void assertEachGetsItsOwnAnswer(Copy copy, Connections connections, Duration apart) throws IOException {
        AtomicLong time = new AtomicLong();
        try (RawServer gateway = gateway(copy)) {
            TestAccess access =
                    TestAccess.to(gateway.uri(RawServer.TOKEN_PATH), gateway.uri("/"), folder.resolve("token.json"));
            Caller caller = new Caller(access.access(), connections, time::get);

            assertThat(IntStream.range(0, ORDERS).mapToObj(i -> {
                        time.addAndGet(apart.toNanos());
                        return caller.cancel(Caller.request("SO-" + i)).kind();
                    }))
                    .containsExactlyElementsOf(IntStream.range(0, ORDERS)
                            .mapToObj(i -> i % 2 == 0 ? Kind.ACCEPTED : Kind.REJECTED)
                            .toList());
            assertThat(gateway.connections()).isEqualTo(1 + ORDERS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void singleOrders(Copy copy) throws IOException {
        assertEachGetsItsOwnAnswer(copy, Connections.ONE_EACH, Duration.ZERO);
    }

    @ParameterizedTest
    @EnumSource
    void twoOrdersASecond(Copy copy) throws IOException {
        assertEachGetsItsOwnAnswer(copy, Connections.KEPT_WHEN_BUSY, Duration.ofMillis(500));
    }
}
