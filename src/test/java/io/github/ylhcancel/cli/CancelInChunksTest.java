package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.base.Interrupt;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program with a file or a plan whose orders it takes many at a time. */
class CancelInChunksTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;
    private List<String> orders;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(folder, 150, sandbox);
        orders = shop.orders("paid", true);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private String file(List<String> rows) throws IOException {
        String text = rows.stream().collect(Collectors.joining("\n", "order\n", "\n"));
        return Files.writeString(folder.resolve("orders.csv"), text).toString();
    }

    private Ran cancel(String... more) {
        List<String> arguments = new ArrayList<>(List.of("cancel", "--reason", "缺货", "-o", "json", "--file"));
        arguments.addAll(List.of(more));
        return shop.ylh().run(arguments.toArray(String[]::new));
    }

    private static List<String> each(Ran ran, String... fields) {
        List<String> rows = new ArrayList<>();
        ran.json().path("results").forEach(result -> {
            List<String> words = new ArrayList<>();
            for (String field : fields) {
                words.add(result.path(field).asText());
            }
            rows.add(String.join(" ", words));
        });
        return rows;
    }

    private static long summed(Ran ran, String word) {
        return ran.json().path("summary").path(word).asLong();
    }

    @Test
    void thirtyOrdersOfAFileAreToldAtOnceAndAnsweredInTheirOrder() throws IOException {
        sandbox.setLatency(Duration.ofMillis(300));
        List<String> thirty = new ArrayList<>(orders.subList(0, 30));
        Collections.reverse(thirty);
        thirty.add(10, "1.23E+17");

        Ran ran = cancel(file(thirty));

        assertThat(ran.code()).isEqualTo(3);
        assertThat(each(ran, "order")).isEqualTo(thirty);
        assertThat(each(ran, "outcome", "sync"))
                .filteredOn("cancelled accepted"::equals)
                .hasSize(30);
        // One after the other they would take nine seconds, on a machine of whatever speed.
        assertThat(ran.json().path("summary").path("seconds").asDouble()).isLessThan(6);
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "500"})
    void theSameOrderTwiceIsOneCancellation(String size) throws IOException {
        String twice = orders.get(0);
        String file = file(List.of(twice, orders.get(1), shop.soId(twice), twice));
        Map<String, List<String>> before = shop.everything();

        Ran preview = cancel(file, "--batch-size", size, "--dry-run");

        assertThat(shop.everything()).isEqualTo(before);
        assertThat(each(preview, "outcome"))
                .containsExactly("would-cancel", "would-cancel", "already-cancelled", "already-cancelled");
        assertThat(each(preview, "message").get(2))
                .isEqualTo("it was named before in this run and would be cancelled by now");

        Ran ran = cancel(file, "--batch-size", size);

        assertThat(ran.code()).isZero();
        assertThat(each(ran, "order", "outcome", "from", "to"))
                .containsExactly(
                        twice + " cancelled paid cancelled",
                        orders.get(1) + " cancelled paid cancelled",
                        twice + " already-cancelled cancelled cancelled",
                        twice + " already-cancelled cancelled cancelled");
        assertThat(summed(preview, "stock_released")).isEqualTo(summed(ran, "stock_released"));
        assertThat(each(preview, "order", "from", "to")).isEqualTo(each(ran, "order", "from", "to"));
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(2);
    }

    @Test
    void aRepeatTellsWhatIsStillOpen() throws IOException {
        String file = file(orders.subList(0, 8));
        assertThat(cancel(file, "--no-sync").code()).isZero();

        Ran again = cancel(file);

        assertThat(again.code()).isZero();
        assertThat(each(again, "outcome", "sync")).hasSize(8).containsOnly("already-cancelled accepted");
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(8);
    }

    @Test
    void whileYlhFailsAsAWholeNothingIsCalledAndOneLineSaysSinceWhen() throws IOException {
        shop.execute("UPDATE ylh_circuit SET opened_at = '2026-01-02 03:04:05', probe_at = '2026-01-02 03:04:10',"
                + " cause = 'HTTP 500'");

        Ran ran = cancel(file(orders.subList(0, 12)), "--batch-size", "5");

        assertThat(ran.code()).isEqualTo(6);
        assertThat(each(ran, "outcome", "sync")).hasSize(12).containsOnly("cancelled pending");
        assertThat(ran.err()).contains("HTTP 500").hasLineCount(1);
        assertThat(sandbox.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12})
    void wrongCredentialsEndTheTellingAndNotTheCancelling(int count) throws IOException {
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.password = wrong");

        Ran ran = cancel(file(orders.subList(0, count)), "--batch-size", "6");

        assertThat(ran.code()).isEqualTo(4);
        assertThat(each(ran, "outcome", "sync")).hasSize(count).containsOnly("cancelled pending");
        assertThat(ran.err()).startsWith("ylh: YLH refuses the credentials").hasLineCount(1);
    }

    @Test
    void anInterruptedFileSaysHowManyRowsAreLeftAndTheSameCommandGoesOn() throws IOException {
        String file = file(orders.subList(0, 20));

        Ran ran = interrupted("cancel", "--reason", "x", "-o", "json", "--batch-size", "8", "--file", file);

        assertThat(ran.code()).isEqualTo(130);
        assertThat(each(ran, "outcome")).hasSize(8).containsOnly("cancelled");
        assertThat(ran.err()).contains("ylh: 12 rows were not touched; the same command goes on there");
        assertThat(summed(cancel(file), "cancelled")).isEqualTo(12);
    }

    @Test
    void anInterruptedPipeSaysThatTheRestIsNotKnown() throws IOException {
        String rows = Files.readString(Path.of(file(orders.subList(0, 20))));

        Ran ran = interruptedReading(rows, "cancel", "--reason", "x", "--batch-size", "8", "--file", "-");

        assertThat(ran.code()).isEqualTo(130);
        assertThat(ran.err()).contains("is not known, because it is no regular file");
    }

    @Test
    void anInterruptedPlanSaysHowManyOrdersAreLeft() throws IOException {
        String plan = folder.resolve("plan.json").toString();
        cancel(file(orders.subList(0, 20)), "--dry-run", "--plan-out", plan);

        Ran ran = interrupted("cancel", "-o", "json", "--batch-size", "8", "--plan", plan);

        assertThat(ran.code()).isEqualTo(130);
        assertThat(each(ran, "outcome")).hasSize(8);
        assertThat(ran.err()).contains("ylh: 12 orders of the plan were not touched");
        Ran again = shop.ylh().run("cancel", "--plan", plan, "--batch-size", "7", "-o", "json");
        assertThat(summed(again, "cancelled")).isEqualTo(12);
        assertThat(summed(again, "already_cancelled")).isEqualTo(8);
    }

    private Ran interrupted(String... arguments) {
        return interruptedReading("", arguments);
    }

    private Ran interruptedReading(String input, String... arguments) {
        Interrupt interrupt = new Interrupt();
        return shop.ylh()
                .in(input)
                .interrupt(interrupt)
                .checkpoints(checkpoint -> {
                    if (checkpoint == Checkpoint.AFTER_COMMIT) {
                        interrupt.request();
                    }
                })
                .run(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001"})
    void aBatchSizeThatMakesNoSenseIsRefused(String size) throws IOException {
        assertThat(cancel(file(orders.subList(0, 1)), "--batch-size", size).code())
                .isEqualTo(2);
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "cancel.batch-size = " + size);
        assertThat(cancel(file(orders.subList(0, 1))).code()).isEqualTo(2);
        assertThat(shop.status(orders.get(0))).isEqualTo("paid");
    }

    @Test
    void aBatchSizeGoesWithAFileOrAPlan() {
        Ran ran = shop.ylh().run("cancel", orders.get(0), "--reason", "x", "--batch-size", "5");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--batch-size go with --file");
    }
}
