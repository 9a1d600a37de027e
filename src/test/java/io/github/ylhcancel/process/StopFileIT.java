package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.testing.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The file that stops every run over many orders: nothing begins while it is there, and what runs ends after what is at hand. */
class StopFileIT extends ProcessTest {
    private Path stop;
    private List<String> orders;

    @BeforeEach
    void open() throws IOException {
        stop = folder.resolve("stop");
        openShop(60, "ylh.stop-file = " + stop, "ylh.rate-per-second = 10");
        orders = paid(14);
        Files.writeString(
                shell.directory().resolve("orders.csv"),
                orders.stream().collect(Collectors.joining(",缺货\n", "order,reason\n", ",缺货\n")));
    }

    static Stream<List<String>> manyOrders() {
        return Stream.of(
                List.of("cancel", "--file", "orders.csv", "--batch-size", "3"),
                List.of("cancel", "--plan", "plan.json", "--batch-size", "3"),
                List.of("sync", "--now"));
    }

    private void prepare() {
        ylh("cancel", "--file", "orders.csv", "--dry-run", "--plan-out", "plan.json");
    }

    @ParameterizedTest
    @MethodSource("manyOrders")
    void nothingBeginsWhileItIsThere(List<String> arguments) throws IOException {
        prepare();
        Files.createFile(stop);
        Map<String, List<String>> before = shop.everything();

        Ran ran = ylh(arguments.toArray(String[]::new));

        assertThat(ran.code()).isEqualTo(5);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualTo("ylh: the stop file " + stop
                        + " is there, so nothing was begun; remove it and run the command again\n");
        assertThat(shop.everything()).isEqualTo(before);
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manyOrders")
    void whatRunsEndsBetweenTwoOrdersAndTheNextRunGoesOn(List<String> arguments) throws IOException {
        prepare();
        if (arguments.contains("sync")) {
            ylh("cancel", "--file", "orders.csv", "--no-sync");
        }
        sandbox.setLatency(Duration.ofMillis(100));
        Job job = shell.start(Shell.words(List.of(command("-o", "ndjson")), arguments.toArray(String[]::new)));
        job.awaitLines(3);

        Files.createFile(stop);
        Ran stopped = job.ended();

        assertThat(stopped.code()).isEqualTo(130);
        int done = (int) stopped.out().lines().count() - 1;
        assertThat(done).isBetween(3, orders.size() - 1);
        // sync may also say that it waits for the calls that are under way.
        assertThat(stopped.err()
                        .lines()
                        .filter(line -> !line.startsWith("ylh: ending: ") && !line.contains(" were not touched; ")))
                .singleElement()
                .asString()
                .startsWith("ylh: the stop file " + stop + " is there, so this ended after " + done + " orders");
        // What of the chunk at hand had not been told by then is left to the next run, and its row says so.
        assertThat(stopped.out().lines().filter(line -> line.contains("\"sync\":\"accepted\"")))
                .hasSize((int) sandbox.received(Endpoint.CANCEL))
                .hasSizeGreaterThanOrEqualTo(3);

        Files.delete(stop);
        sandbox.setLatency(Duration.ZERO);
        assertThat(ylh(arguments.toArray(String[]::new)).code()).isZero();
        assertCancelledOnce(orders);
    }

    @Test
    void dryRunsAndSingleOrdersAreNotStopped() throws IOException {
        Files.createFile(stop);

        assertThat(ylh("cancel", "--file", "orders.csv", "--dry-run").code()).isZero();
        assertThat(ylh("sync", "--dry-run").code()).isZero();
        assertThat(ylh("cancel", orders.get(0), "--reason", "缺货").code()).isZero();

        assertCancelledOnce(orders.get(0));
    }
}
