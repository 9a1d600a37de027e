package io.github.ylhcancel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.sandbox.Endpoint;
import io.github.ylhcancel.store.PostgresqlDatabases;
import io.github.ylhcancel.store.TestDatabases;
import io.github.ylhcancel.testing.Ran;
import io.github.ylhcancel.testing.TestShop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code sync} as a process beside others, on a database server. */
class SyncIT extends ProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SLOWLY = "ylh.rate-per-second = 10";

    private TestDatabases databases;
    private List<String> orders;

    @BeforeEach
    void startServer() throws Exception {
        databases = PostgresqlDatabases.started();
    }

    @AfterEach
    void tidyUp() {
        if (databases != null) {
            databases.close();
        }
    }

    /** A shop that has cancelled so many orders and told YLH of none. */
    private void queue(int count, String... lines) {
        open(TestShop.create(folder, databases, 5 * count, sandbox, lines));
        orders = paid(count);
        Ran ran = shop.ylh()
                .run(Shell.words(List.of("cancel", "--reason", "缺货", "--no-sync"), orders.toArray(String[]::new)));
        assertThat(ran.code()).as(ran.err()).isZero();
    }

    private Job start(String... arguments) {
        return shell.start(Shell.words(Shell.INTERRUPTIBLE, command(arguments)));
    }

    private void awaitCalls(long calls) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> sandbox.received(Endpoint.CANCEL) >= calls);
    }

    private static JsonNode summary(Ran ran) throws JsonProcessingException {
        String last = ran.out().lines().reduce((before, after) -> after).orElseThrow();
        return new JsonMapper().readTree(last).path("summary");
    }

    @Test
    void aSecondOneEndsAtOnceAndNamesTheFirst() throws Exception {
        queue(30, SLOWLY);
        Job first = start("sync", "-o", "ndjson");
        awaitCalls(1);

        Ran second = ylh("sync", "-o", "ndjson");

        assertThat(first.isAlive()).as("the first, when the second ended").isTrue();
        assertThat(second.code()).isEqualTo(11);
        assertThat(second.err())
                .startsWith("ylh: another process delivers already: ")
                .contains("--wait")
                .hasLineCount(1);
        assertThat(summary(second).path("attempted").asInt()).isZero();
        assertThat(first.ended().code()).isZero();
        assertCancelledOnce(orders);
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(orders.size());
    }

    @Test
    void aSecondOneWithNothingDueNeedNotWaitForTheFirst() {
        queue(2);
        Job first = start("sync", "--watch");
        await().atMost(LIMIT)
                .until(() ->
                        shop.rows("SELECT DISTINCT state FROM ylh_cancellation").equals(List.of("accepted")));

        assertThat(ylh("sync").code()).isZero();
        Ran waiting = ylh("sync", "--wait");

        assertThat(waiting.code()).as(waiting.err()).isZero();
        assertThat(waiting.err()).isEmpty();
        assertThat(first.isAlive()).isTrue();
        assertThat(shop.rows("SELECT owner FROM ylh_lease")).isNotEqualTo(List.of("null"));
        first.signal("INT");
        first.ended();
    }

    @Test
    void aSecondOneThatWaitsTakesOver() {
        queue(40, SLOWLY);
        Job first = start("sync", "--limit", "35");
        awaitCalls(1);

        Ran second = ylh("sync", "--wait", "-o", "ndjson");

        assertThat(first.ended().code()).isZero();
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.err()).startsWith("ylh: another process delivers (");
        assertCancelledOnce(orders);
    }

    @Test
    void oneThatWasKilledIsSucceededOnceItsLeaseIsOver() {
        queue(30, SLOWLY);
        sandbox.setLatency(Duration.ofMillis(200));
        Job first = start("sync");
        awaitCalls(5);
        first.kill();
        assertThat(shop.rows("SELECT DISTINCT state FROM ylh_cancellation")).contains("sending");
        assertThat(ylh("sync").code()).as("right after the kill").isEqualTo(11);

        Ran next = ylh("sync", "--wait");

        assertThat(next.code()).as(next.err()).isZero();
        assertCancelledOnce(orders);
    }

    @Test
    void anInterruptedOneRecordsWhatIsUnderWayAndGivesTheRestBack() throws Exception {
        queue(40, SLOWLY);
        sandbox.setLatency(Duration.ofMillis(500));
        Job job = start("sync", "-o", "ndjson");
        awaitCalls(8);

        job.signal("INT");
        Ran interrupted = job.ended();

        assertThat(interrupted.code()).isEqualTo(130);
        assertThat(interrupted.err())
                .startsWith("ylh: ending: waiting up to 10 s for ")
                .hasLineCount(1);
        int delivered = summary(interrupted).path("delivered").asInt();
        assertThat(delivered).isEqualTo((int) sandbox.received(Endpoint.CANCEL)).isLessThan(orders.size());
        assertThat(
                        shop.rows(
                                "SELECT state, attempts, COUNT(*) FROM ylh_cancellation GROUP BY state, attempts ORDER BY state"))
                .containsExactly("accepted | 1 | " + delivered, "pending | 0 | " + (orders.size() - delivered));
        assertThat(ylh("sync").code()).isZero();
        assertCancelledOnce(orders);
        assertThat(sandbox.received(Endpoint.CANCEL)).isEqualTo(orders.size());
    }

    @Test
    void aSecondInterruptEndsItAtOnceAndNothingIsLost() {
        queue(10);
        sandbox.setLatency(Duration.ofSeconds(25));
        Job job = start("sync");
        awaitCalls(10);

        await().atMost(Duration.ofSeconds(10)).until(() -> {
            job.signal("INT");
            return !job.isAlive();
        });

        assertThat(job.ended().code()).isEqualTo(130);
        sandbox.setLatency(Duration.ZERO);
        assertThat(ylh("sync", "--wait").code()).isZero();
        assertCancelledOnce(orders);
    }

    @Test
    void aServiceDeliversWhatFallsDueUntilItIsStopped() {
        queue(3);
        Job service = start("sync", "--watch");
        awaitCalls(3);
        String later = shop.orders("paid", true).get(0);
        assertThat(ylh("cancel", later, "--reason", "缺货", "--no-sync").code()).isZero();
        awaitCalls(4);

        service.signal("TERM");

        assertThat(service.ended().code()).isEqualTo(130);
        assertCancelledOnce(List.of(orders.get(0), orders.get(1), orders.get(2), later));
    }

    @Test
    void aConnectionThatTheServerCutsIsOpenedAnew() {
        queue(60, "ylh.rate-per-second = 30");
        sandbox.setLatency(Duration.ofMillis(100));
        Job job = start("sync", "-o", "ndjson");
        for (int cut = 1; cut <= 3; cut++) {
            awaitCalls(12L * cut);
            shop.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = 'ylh'");
        }

        Ran ran = job.ended();

        assertThat(ran.code()).as(ran.err()).isZero();
        assertCancelledOnce(orders);
    }

    @Test
    void whatIsLeftWhenItsTimeIsUpIsTheNextOnes() throws Exception {
        queue(40, SLOWLY);

        Ran ran = ylh("sync", "--time-budget", "2s", "-o", "ndjson");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(summary(ran).path("attempted").asInt()).isBetween(5, 25);
        assertThat(summary(ran).path("waiting").asInt())
                .isEqualTo(orders.size() - summary(ran).path("attempted").asInt());
    }

    @Test
    void aSingleOrderIsToldWhileAnotherProcessDelivers() {
        queue(30, SLOWLY);
        Job first = start("sync");
        awaitCalls(1);
        String other = shop.orders("paid", true).get(0);

        Ran cancel = ylh("cancel", other, "--reason", "缺货");

        assertThat(first.isAlive()).isTrue();
        assertThat(cancel.code()).as(cancel.err()).isZero();
        assertThat(cancel.out()).contains("YLH: accepted");
        assertThat(first.ended().code()).isZero();
    }
}
