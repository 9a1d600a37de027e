package io.github.ylhcancel.process;

import static org.awaitility.Awaitility.await;

import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.RawClient;
import io.github.ylhcancel.testing.SignedCallback;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that receives callbacks for a shop. */
abstract class ListeningTest extends ProcessTest {
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:([0-9]+)");

    /** The lines of a configuration for that. */
    static String[] listening(String... more) {
        return SignedCallback.config(Stream.concat(Stream.of("listen.address = 127.0.0.1:0"), Stream.of(more))
                .toArray(String[]::new));
    }

    /** Returns when it listens. */
    Listening listen(String... more) {
        Job job = shell.start(command(Shell.words(List.of("listen"), more)));
        job.awaitUntil(() -> PORT.matcher(job.output()).find());
        Matcher port = PORT.matcher(job.output());
        if (!port.find()) {
            throw new AssertionError("it does not listen: " + job.ended());
        }
        return new Listening(job, Integer.parseInt(port.group(1)));
    }

    record Listening(Job job, int port) {
        /** The answer without its body. */
        String post(String body) throws IOException {
            try (RawClient client = new RawClient(port)) {
                return client.post("/callback", body).answer();
            }
        }

        /** The answer with its body. */
        String ask(String request) throws IOException {
            try (RawClient client = new RawClient(port)) {
                return client.send(request).readAll();
            }
        }

        /** The same, sent again as YLH does it for as long as that is what it is told. */
        String askUntilTaken(String request) {
            AtomicReference<String> answer = new AtomicReference<>();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                answer.set(ask(request));
                return !answer.get().startsWith("HTTP/1.1 503");
            });
            return answer.get();
        }

        String postUntilTaken(String body) {
            return askUntilTaken(closing(body));
        }

        /** A callback after which the connection is closed. */
        static String closing(String body, String... headers) {
            String more = Stream.of(headers).map(header -> header + "\n").collect(Collectors.joining());
            return RawClient.head("/callback", body.length())
                            .replace("Content-Type", more + "Connection: close\nContent-Type")
                    + body;
        }

        void kill() {
            job.kill();
        }

        Ran end() {
            job.signal("TERM");
            return job.ended();
        }
    }
}
