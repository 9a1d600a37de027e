package io.github.ylhcancel.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.http.Head;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is believed about whence a request comes. */
class SendersTest {
    private final Senders senders = new Senders(Set.of(address("127.0.0.1"), address("10.0.0.7")));

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1 |                                | 127.0.0.1",
                "127.0.0.1 | 203.0.113.9                    | 203.0.113.9",
                "127.0.0.1 | 198.51.100.1, 203.0.113.9      | 203.0.113.9",
                "127.0.0.1 | 203.0.113.9, 10.0.0.7          | 203.0.113.9",
                "127.0.0.1 | 203.0.113.9; 10.0.0.7          | 203.0.113.9",
                "127.0.0.1 | 198.51.100.1; 203.0.113.9      | 203.0.113.9",
                "127.0.0.1 | 10.0.0.7                       | 10.0.0.7",
                "127.0.0.1 | 203.0.113.9, somebody          | 127.0.0.1",
                "127.0.0.1 | 203.0.113.9, unknown, 10.0.0.7 | 10.0.0.7",
                "127.0.0.1 | 2001:db8::7                    | 2001:db8::7",
                "192.0.2.1 | 203.0.113.9                    | 192.0.2.1",
            })
    void theLastThatIsNoTrustedProxy(String from, String forwarded, String sender) {
        List<String> lines = Stream.ofNullable(forwarded)
                .flatMap(text -> Stream.of(text.split("; ")))
                .toList();

        Head head = new Head("POST", "/", Map.of("x-forwarded-for", lines), address(from));

        assertThat(senders.of(head)).isEqualTo(address(sender));
    }
}
