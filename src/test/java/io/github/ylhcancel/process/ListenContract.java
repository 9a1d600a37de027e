package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ylhcancel.testing.CallbackStorm;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.RawClient;
import io.github.ylhcancel.testing.SignedCallback;
import io.github.ylhcancel.testing.TestShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Callbacks from many connections while orders are delivered and swept beside it. {@code -Dylh.callbacks=…} sends more of them;
 * {@code -Dylh.figures=FILE} adds a row of a table to a file, and wants every answer within a second.
 */
abstract class ListenContract extends ListeningTest {
    private static final int CALLBACKS = Integer.getInteger("ylh.callbacks", 600);
    private static final String FIGURES = System.getProperty("ylh.figures");
    private static final int REFUSED = 100;

    private List<String> refused;
    private List<String> confirmed;
    /** Pending, known to YLH and too young for the sweep from the beginning. */
    private List<String> onDelivery;

    private List<String> bodies;

    /** A name for the table of figures. */
    abstract String database();

    abstract TestShop shopOf(int orders, String... lines) throws Exception;

    /** Orders that YLH has been told to cancel, others of which it is still to be told, and a callback about every order. */
    private void prepare() throws Exception {
        int distinct = CALLBACKS * 3 / 5;
        open(shopOf(distinct, listening("unpaid.max-percent = 100", "unpaid.max-orders = 100000")));
        confirmed = shop.orders("paid", true);
        onDelivery = shop.orders("pending", true);
        refused = shop.orders("pending", false).subList(0, REFUSED);
        // Too young for the sweep, and known to YLH; what nobody has paid for is put back.
        shop.execute("UPDATE orders SET haier_so_id = CONCAT('SO-', order_number), created_at = '"
                + LocalDateTime.now(ZoneOffset.UTC).withNano(0).toString().replace('T', ' ')
                + "' WHERE order_number IN ('" + String.join("', '", refused) + "')");
        cancel(refused, "told.csv");
        assertThat(ylh("sync").code()).isZero();
        cancel(confirmed, "untold.csv");
        bodies = new ArrayList<>();
        Instant now = Instant.now();
        Set<String> cancelled = new HashSet<>(confirmed);
        cancelled.addAll(refused);
        refused.forEach(order -> bodies.add(SignedCallback.cancel(now, order, 0).text()));
        confirmed.forEach(
                order -> bodies.add(SignedCallback.cancel(now, order, 1).text()));
        shop.rows("SELECT order_number FROM orders").stream()
                .filter(order -> !cancelled.contains(order))
                .forEach(order -> bodies.add(SignedCallback.of("confirm", now, SignedCallback.data(order, 1, ""))
                        .text()));
        assertThat(bodies).hasSize(distinct);
    }

    private void cancel(List<String> orders, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "order_number\n" + String.join("\n", orders) + "\n");
        Ran ran = ylh("cancel", "--file", file.toString(), "--reason", "缺货", "--yes", "--no-sync");
        assertThat(ran.code()).as(ran.err()).isZero();
    }

    @Test
    void eachIsAppliedOnceWhileOrdersAreDeliveredAndSwept() throws Exception {
        prepare();
        Listening listening = listen("-o", "json");
        Job sync = shell.start(command("-q", "sync", "--watch", "--wait"));
        List<CallbackStorm.Sent> all = CallbackStorm.of(bodies, 7);
        List<RawClient> others = halfSent(listening.port());
        CallbackStorm storm = new CallbackStorm(listening.port(), all).start();
        int sweeps = 0;
        while (!storm.isOver()) {
            Ran swept = ylh("cancel-unpaid", "--yes", "--no-sync", "--batch-size", "20");
            assertThat(swept.code()).as(swept.err()).isIn(0, 3);
            sweeps++;
        }
        storm.join();
        sync.signal("TERM");
        assertThat(sync.ended().code()).isEqualTo(130);
        Ran ended = listening.end();

        int forged = all.size() - bodies.size() * 3 / 2;
        assertThat(sweeps).isPositive();
        assertThat(storm.unanswered()).isZero();
        assertThat(storm.statuses())
                .as(ended.err() + ended.out())
                .isEqualTo(Map.of(200, all.size() - forged, 403, forged));
        assertEndState();
        assertThat(ended.code()).isEqualTo(130);
        JsonNode summary = ended.json().path("summary");
        assertThat(summary.path("applied").asInt() + summary.path("repeated").asInt())
                .isEqualTo(all.size() - forged);
        assertThat(summary.path("refused").asInt()).isEqualTo(forged);
        for (RawClient other : others) {
            assertThat(other.readAll()).isEmpty();
        }
        assertThat(shop.value("SELECT exit_code FROM ylh_run WHERE command = 'listen'"))
                .isEqualTo("130");
        show(storm);
    }

    private List<RawClient> halfSent(int port) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int one = 0; one < 200; one++) {
            clients.add(new RawClient(port).send(RawClient.head("/callback", 500) + "AppKey="));
        }
        return clients;
    }

    @Test
    void afterAKillEverythingComesAgainAndEndsTheSame() throws Exception {
        prepare();
        Listening first = listen();
        List<CallbackStorm.Sent> all = CallbackStorm.of(bodies, 8);
        CallbackStorm storm = new CallbackStorm(first.port(), all).start();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> storm.answered() > all.size() / 3);
        first.kill();
        storm.join();
        assertThat(storm.unanswered()).isPositive();

        Listening second = listen();
        CallbackStorm again = new CallbackStorm(second.port(), all).start().join();
        assertThat(ylh("sync").code()).isZero();
        second.end();

        assertThat(again.unanswered()).isZero();
        assertThat(again.statuses()).containsOnlyKeys(200, 403);
        assertEndState();
    }

    private void assertEndState() {
        shop.keepOpen(() -> {
            assertThat(shop.value("SELECT COUNT(*) FROM ylh_callback")).isEqualTo(String.valueOf(bodies.size()));
            assertThat(shop.value("SELECT COUNT(*) FROM ylh_callback WHERE applied_at IS NULL"))
                    .isEqualTo("0");
            assertThat(shop.value("SELECT COUNT(*) FROM ylh_callback WHERE effect NOT IN ('settled', 'noted')"))
                    .isEqualTo("0");
            assertThat(deliveries("confirmed")).isEqualTo(confirmed.size());
            assertThat(deliveries("compensated")).isEqualTo(refused.size());
            assertThat(shop.orders("pending", true))
                    .hasSize(refused.size() + onDelivery.size())
                    .containsAll(refused);
            assertThat(shop.value("SELECT COUNT(*) FROM ylh_put_back")).isEqualTo(String.valueOf(refused.size()));
            assertThat(shop.value("SELECT COUNT(*) FROM orders WHERE status = 'cancelled' AND haier_so_id IS NOT NULL"))
                    .isEqualTo(String.valueOf(confirmed.size()));
        });
        assertThat(sandbox.cancellations().values()).allMatch(held -> held.held() <= 1);
    }

    private int deliveries(String state) {
        return Integer.parseInt(shop.value(
                "SELECT COUNT(*) FROM ylh_cancellation WHERE state = '" + state + "' AND cancellation_no = 1"));
    }

    private void show(CallbackStorm storm) throws IOException {
        List<Double> millis = storm.millis();
        double slowest = millis.get(millis.size() - 1);
        if (FIGURES != null) {
            assertThat(storm.later()).as("callbacks that were to come again").isZero();
            String row = String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.1f | %.1f | %.1f | %.1f |%n",
                    database(),
                    millis.size(),
                    millis.get(millis.size() / 2),
                    millis.get(millis.size() * 95 / 100),
                    millis.get(millis.size() * 99 / 100),
                    slowest);
            Files.writeString(Path.of(FIGURES), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            assertThat(slowest).as("milliseconds of the slowest answer").isLessThan(1000);
        }
    }

    @Test
    void aLostConnectionIsOpenedAnew() throws Exception {
        open(shopOf(20, listening()));
        List<String> orders = paid(2);
        assertThat(ylh(Shell.words(List.of("cancel"), orders.get(0), orders.get(1), "--reason", "x"))
                        .code())
                .isZero();
        Listening listening = listen();
        String first = SignedCallback.cancel(Instant.now(), orders.get(0), 1).text();
        assertThat(listening.post(first)).startsWith("HTTP/1.1 200");

        cutConnections();

        String second = SignedCallback.cancel(Instant.now(), orders.get(1), 1).text();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> listening.post(second).startsWith("HTTP/1.1 200"));
        assertThat(listening.post(first)).startsWith("HTTP/1.1 200");
        assertThat(shop.delivery(orders.get(1))).isEqualTo("confirmed");
        assertThat(listening.end().code()).isEqualTo(130);
    }

    /** The server cuts all connections but the one that tells it so. */
    abstract void cutConnections() throws Exception;

    @Test
    void anOrderThatSomebodyHasInHandIsAnsweredInTimeAndAppliedLater() throws Exception {
        open(shopOf(20, listening()));
        String order = paid();
        assertThat(ylh("cancel", order, "--reason", "x").code()).isZero();
        Listening listening = listen();
        String body = SignedCallback.cancel(Instant.now(), order, 1).text();
        try (var connection = shop.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE orders SET status = status WHERE order_number = '" + order + "'");
            long begun = System.nanoTime();

            String answer = listening.post(body);

            assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1500));
            connection.rollback();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> listening.post(body).startsWith("HTTP/1.1 200"));
        assertThat(shop.delivery(order)).isEqualTo("confirmed");
    }
}
