package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is asked to end: it finishes the orders at hand, says how far it came, and leaves nothing half done. */
class InterruptIT extends ProcessTest {
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void endsBetweenTwoChunksAndTheNextRunGoesOn(String signal) throws IOException {
        openShop(60);
        List<String> orders = paid(14);
        Path file = Files.writeString(
                folder.resolve("orders.csv"),
                orders.stream().collect(Collectors.joining(",缺货\n", "order,reason\n", ",缺货\n")));
        sandbox.setLatency(Duration.ofMillis(100));
        Job job = interruptible("cancel", "--file", file.toString(), "--batch-size", "3", "-o", "ndjson");
        job.awaitLines(3);

        job.signal(signal);
        Ran interrupted = job.ended();

        assertThat(interrupted.code()).isEqualTo(130);
        List<String> lines = interrupted.out().lines().toList();
        int decided = lines.size() - 1;
        assertThat(decided).isBetween(3, orders.size() - 1);
        assertThat(interrupted.err())
                .isEqualTo("ylh: " + (orders.size() - decided)
                        + " rows were not touched; the same command goes on there: what is done is not done twice\n");
        assertThat(new JsonMapper()
                        .readTree(lines.get(decided))
                        .path("summary")
                        .path("cancelled")
                        .asInt())
                .isEqualTo(decided);
        shop.keepOpen(() -> {
            assertThat(orders.subList(0, decided))
                    .allMatch(order -> shop.status(order).equals("cancelled"));
            assertThat(orders.subList(decided, orders.size()))
                    .allMatch(order -> shop.status(order).equals("paid"));
        });
        // What of the chunk at hand had not been told by then is left to the next run, and its row says so.
        assertThat(lines.stream().filter(line -> line.contains("\"sync\":\"accepted\"")))
                .hasSize((int) sandbox.received(Endpoint.CANCEL))
                .hasSizeGreaterThanOrEqualTo(3);

        sandbox.setLatency(Duration.ZERO);
        assertThat(ylh("cancel", "--file", file.toString()).out())
                .contains("%d cancelled, %d already-cancelled".formatted(orders.size() - decided, decided));
        assertCancelledOnce(orders);
    }

    @Test
    void theSummaryForPeopleIsPrintedToo() throws IOException {
        openShop(40);
        List<String> orders = paid(12);
        sandbox.setLatency(Duration.ofMillis(100));
        Job job = interruptible(Shell.words(List.of("cancel", "--reason", "缺货"), orders.toArray(String[]::new)));
        job.awaitLines(3);

        job.signal("INT");
        Ran interrupted = job.ended();

        assertThat(interrupted.code()).isEqualTo(130);
        assertThat(interrupted.out().lines().reduce((first, last) -> last).orElse(""))
                .containsPattern("^\\d+ orders: \\d+ cancelled; stock back: ");
    }

    /** Who presses Ctrl-C again does not want to wait for YLH's time-out; what was sent is told again later. */
    @Test
    void aSecondSignalEndsItAtOnce() {
        openShop(40);
        sandbox.addFault("slow");
        String order = paid();
        Job job = interruptible("cancel", order, "--reason", "缺货");
        await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.received(Endpoint.CANCEL) == 1);

        await().atMost(Duration.ofSeconds(10)).until(() -> {
            job.signal("INT");
            return !job.isAlive();
        });

        assertThat(job.ended().code()).isEqualTo(130);
        assertThat(at(ylh("status", order, "-o", "json"), 0, "sync")).isEqualTo("sending");
        assertThat(ylh("sync", "--now").code()).isZero();
        assertThat(received(order)).hasSize(2);
        assertCancelledOnce(order);
    }

    @Test
    void aSyncEndsWithWhatIsUnderWay() {
        openShop(60, "ylh.rate-per-second = 10");
        List<String> orders = paid(15);
        shop.ylh().run(Shell.words(List.of("cancel", "--reason", "缺货", "--no-sync"), orders.toArray(String[]::new)));
        sandbox.setLatency(Duration.ofMillis(100));
        Job job = interruptible("sync", "-o", "ndjson");
        job.awaitLines(2);

        job.signal("TERM");
        Ran interrupted = job.ended();

        assertThat(interrupted.code()).isEqualTo(130);
        int delivered = (int) interrupted.out().lines().count() - 1;
        assertThat(shop.rows("SELECT id FROM ylh_cancellation WHERE state = 'accepted'"))
                .hasSize(delivered)
                .hasSizeLessThan(orders.size());
        assertThat(shop.rows("SELECT id FROM ylh_cancellation WHERE state = 'sending'"))
                .isEmpty();
        sandbox.setLatency(Duration.ZERO);
        assertThat(ylh("sync").code()).isZero();
        assertCancelledOnce(orders);
    }

    private Job interruptible(String... arguments) {
        return shell.start(Shell.words(Shell.INTERRUPTIBLE, command(arguments)));
    }
}
