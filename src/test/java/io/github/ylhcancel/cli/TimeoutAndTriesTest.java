package io.github.ylhcancel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Checkpoint;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.sandbox.Sandbox;
import io.github.ylhcancel.sandbox.SandboxOptions;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import io.github.ylhcancel.testing.Ylh;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification's remedy for calls that time out: a longer time-out and more tries, for one run. */
class TimeoutAndTriesTest {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private TestShop shop;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.defaults(), Clock.systemUTC());
        shop = TestShop.create(
                folder, 40, sandbox, "ylh.retry.initial = 1ms", "ylh.retry.cap = 5ms", "ylh.timeout = 300ms");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private String order() {
        return shop.orders("paid", true).get(0);
    }

    private long called() {
        return sandbox.requests().stream()
                .filter(request -> request.endpoint() == Endpoint.CANCEL)
                .count();
    }

    private Ran cancel(String order, String... more) {
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"cancel", order, "--reason", "客户要求取消", "--yes"}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return shop.ylh().run(all);
    }

    @Test
    void cancelTriesAsOftenAsIsSaid() {
        String order = order();
        sandbox.addFault("500*3");

        assertThat(cancel(order, "--tries", "4").code()).isZero();

        assertThat(called()).isEqualTo(4);
        assertThat(shop.delivery(order)).startsWith("accepted");
    }

    /** Each round has a session of its own, with the pauses of deliveries in between. */
    @Test
    void syncTriesAsOftenAsIsSaid() {
        List<String> orders = shop.orders("paid", true).subList(0, 5);
        orders.forEach(order -> assertThat(cancel(order, "--no-sync").code()).isZero());
        sandbox.addFault("500*2");

        Ran ran = shop.ylh().run("sync", "--tries", "3", "-o", "json");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(called()).isEqualTo(7);
        assertThat(orders).allMatch(order -> shop.delivery(order).startsWith("accepted"));
        assertThat(ran.json().path("summary").path("attempted").asInt()).isEqualTo(7);
        assertThat(ran.json().path("summary").path("sync").toString()).isEqualTo("{\"accepted\":5}");
    }

    @Test
    void whatStillFailsAfterThemIsLeftToTheNextRun() {
        String order = order();
        assertThat(cancel(order, "--no-sync").code()).isZero();
        sandbox.addFault("500*5");

        assertThat(shop.ylh().run("sync", "--tries", "2").code()).isEqualTo(6);
        assertThat(called()).isEqualTo(2);
        assertThat(shop.ylh().run("sync").code()).isEqualTo(6);
        assertThat(called()).isEqualTo(3);
    }

    @Test
    void oneTryIsOne() {
        String order = order();
        sandbox.addFault("500*3");

        assertThat(cancel(order, "--tries", "1").code()).isEqualTo(6);

        assertThat(called()).isEqualTo(1);
    }

    @Test
    void theTimeOutOfOneRun() throws IOException {
        sandbox.close();
        sandbox = Sandbox.start(SandboxOptions.defaults().withLatency(Duration.ofMillis(900)), Clock.systemUTC());
        shop.writeConfig(sandbox.authUri(), sandbox.baseUri(), "ylh.timeout = 300ms", "ylh.token-timeout = 20s");
        String order = order();
        assertThat(cancel(order, "--no-sync").code()).isZero();

        assertThat(shop.ylh().run("sync").code()).isEqualTo(6);
        assertThat(shop.delivery(order)).startsWith("unknown");

        assertThat(shop.ylh().run("sync", "--now", "--timeout", "20s").code()).isZero();
        assertThat(shop.delivery(order)).startsWith("accepted");
    }

    /** So that nobody takes over what is still waiting for its answer. */
    @Test
    void aClaimLastsLongerWithALongerTimeOut() {
        assertThat(cancel(order(), "--no-sync").code()).isZero();
        sandbox.addFault("500");
        List<String> seconds = new ArrayList<>();
        Ylh ylh = shop.ylh().checkpoints(point -> {
            if (point == Checkpoint.AFTER_CLAIM) {
                seconds.add(shop.value("SELECT DATEDIFF('SECOND', updated_at, lease_until) FROM ylh_cancellation"));
            }
        });

        ylh.run("sync");
        ylh.run("sync", "--now", "--timeout", "10m");

        // Twice the time-outs of call and token, and half a minute.
        assertThat(seconds.stream().map(Integer::valueOf).toList())
                .hasSize(2)
                .satisfies(both -> assertThat(both.get(0)).isBetween(49, 52))
                .satisfies(both -> assertThat(both.get(1)).isBetween(1249, 1251));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync --timeout 0s",
                "sync --timeout soon",
                "sync --tries 0",
                "sync --tries 2 --watch",
                "sync --tries 2 --dry-run",
                "cancel A --reason r --tries 0",
                "cancel A --reason r --timeout -1s"
            })
    void whatCannotBeMeantIsAUsageError(String line) {
        Ran ran = shop.ylh().run(line.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).containsAnyOf("--tries", "--timeout");
    }
}
